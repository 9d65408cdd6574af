"""The chance of a deal, as last night's forecast has it."""

from dataclasses import dataclass

from regard.desk.queries.faces import Reader
from regard.opportunities.models import Opportunity


@dataclass(frozen=True, kw_only=True)
class Chance:
    """In percent, with the range, and what it comes from."""

    percent: int
    low: int
    high: int
    like: str


def chance_of(row: Opportunity, reader: Reader) -> Chance | None:
    """None while nothing was forecast for it."""
    _unused = (row, reader)
    return None
