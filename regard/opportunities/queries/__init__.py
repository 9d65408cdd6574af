"""Reading opportunities."""

from regard.opportunities.queries.features import Features, features_of
from regard.opportunities.queries.finding import gates_in_use, pipelines, visible_evidence, visible_to
from regard.opportunities.queries.sides import is_on_their_side, is_one_of_us, their_people

__all__ = [
    "Features",
    "features_of",
    "gates_in_use",
    "is_on_their_side",
    "is_one_of_us",
    "pipelines",
    "their_people",
    "visible_evidence",
    "visible_to",
]
