"""What separated the deals that were won from the others, and so what is best asked next.

Each fact is a yes or no about a deal. For the deals that ended (but not those we withdrew from) the share won with it is set
beside the share won without it; both are drawn towards one half as if two more deals, one won, had been seen (Laplace's rule
of succession), so that a handful of deals claims little.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _


class Fact(Enum):
    """A yes or no about a deal that a customer can change."""

    BUDGET = "budget"
    USER = "user"
    CRITERIA = "criteria"
    STEPS = "steps"
    SEVERAL = "several"
    CHAMPION = "champion"
    IN_TIME = "in time"


HAS = {
    Fact.BUDGET: _("Who holds the budget was heard"),
    Fact.USER: _("Somebody who will use it was heard"),
    Fact.CRITERIA: _("Their criteria in writing"),
    Fact.STEPS: _("Their steps have dates"),
    Fact.SEVERAL: _("Several people of theirs heard"),
    Fact.CHAMPION: _("Somebody speaks for us"),
    Fact.IN_TIME: _("Answered within what we promised"),
}
LACKS = {
    Fact.BUDGET: _("Who holds the budget was not heard"),
    Fact.USER: _("Nobody who will use it was heard"),
    Fact.CRITERIA: _("No criteria in writing"),
    Fact.STEPS: _("No dates for their steps"),
    Fact.SEVERAL: _("One person only"),
    Fact.CHAMPION: _("Nobody speaks for us"),
    Fact.IN_TIME: _("We answered late"),
}
#: Fewer deals than this on one side say nothing; a smaller difference is no reason to ask.
ENOUGH, WORTH = 8, 0.05
#: What we do ourselves cannot be asked of the customer.
ASKABLE = tuple(fact for fact in Fact if fact is not Fact.IN_TIME)


@dataclass(frozen=True, kw_only=True)
class Split:
    """How deals ended with a fact and without it."""

    n_with: int
    won_with: int
    n_without: int
    won_without: int

    @property
    def with_it(self) -> float:
        """The share won with it, from 0 to 1."""
        return (self.won_with + 1) / (self.n_with + 2)

    @property
    def without(self) -> float:
        """The share won without it."""
        return (self.won_without + 1) / (self.n_without + 2)

    @property
    def base(self) -> float:
        """The share won of all of them."""
        return (self.won_with + self.won_without + 1) / (self.n_with + self.n_without + 2)

    @property
    def says_something(self) -> bool:
        """There were enough deals on both sides."""
        return min(self.n_with, self.n_without) >= ENOUGH


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a fact, there or not there, adds to a chance or takes from it, in points of a hundred."""

    fact: Fact
    has: bool
    points: int


def splits(ended: Iterable[tuple[bool, AbstractSet[Fact]]]) -> Mapping[Fact, Split]:
    """For each fact how deals ended with it and without; only where there were enough of both."""
    deals = list(ended)
    found = {}
    for fact in Fact:
        having = [won for won, facts in deals if fact in facts]
        lacking = [won for won, facts in deals if fact not in facts]
        split = Split(
            n_with=len(having), won_with=sum(having), n_without=len(lacking), won_without=sum(lacking)
        )  # fmt: skip
        if split.says_something:
            found[fact] = split
    return found


def moves(found: Mapping[Fact, Split], has: AbstractSet[Fact]) -> list[Move]:
    """What the facts of a deal add or take, the largest first; differences of less than a point are left out."""
    points = [
        Move(fact=fact, has=fact in has, points=round(100 * ((split.with_it if fact in has else split.without) - split.base)))
        for fact, split in found.items()
    ]  # fmt: skip
    return sorted((one for one in points if one.points), key=lambda one: -abs(one.points))


def best_ask(found: Mapping[Fact, Split], has: AbstractSet[Fact]) -> Fact | None:
    """What the deal lacks that made the largest difference; None where nothing is known to."""
    lacking = [fact for fact in ASKABLE if fact not in has and fact in found]
    gains = {fact: found[fact].with_it - found[fact].without for fact in lacking}
    best = max(gains, key=lambda fact: gains[fact], default=None)
    return best if best and gains[best] >= WORTH else None
