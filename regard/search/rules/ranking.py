"""In which order matches stand, and where a page of them ends."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

#: A match of this age counts half as much as one of today.
HALF_LIFE = timedelta(days=180)
#: How much a word counts in the title, among the people, in the text.
TITLE, PEOPLE, TEXT = 8.0, 4.0, 1.0
_LEAST = 1e-9


def score(*, relevance: float, at: datetime) -> float:
    """Relevance that fades with age, as a logarithm: halving every half-life becomes a straight line.

    So the order of two matches never changes as time passes, and a page can end at a score.
    """
    return math.log(max(relevance, _LEAST)) + math.log(2) * at.timestamp() / HALF_LIFE.total_seconds()


@dataclass(frozen=True, order=True)
class Place:
    """Where a match stands: by its score, and between equals by its id."""

    score: float
    id: UUID

    def __str__(self) -> str:
        return f"{self.score!r}~{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place a link names; None when it names none."""
        number, _, identifier = text.partition("~")
        try:
            return cls(float(number), UUID(identifier))
        except ValueError:
            return None
