"""Every table of the room of data quality."""

from regard.data_quality.models.doubles import Candidate, Learned
from regard.data_quality.models.figures import CauseCost, Confirmation, FieldCare, Figure, PostReturn, Standing
from regard.data_quality.models.joining import Distinct, Join

__all__ = [
    "Candidate",
    "CauseCost",
    "Confirmation",
    "Distinct",
    "FieldCare",
    "Figure",
    "Join",
    "Learned",
    "PostReturn",
    "Standing",
]
