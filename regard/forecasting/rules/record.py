"""How forecasts did: inside their ranges or not, too high or too low, and whether the market has changed since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from regard.forecasting.rules.tables import Floats
from regard.forecasting.rules.totals import INSIDE, Range

#: How much one month outside of the range widens the next (Gibbs and Candès 2021, on the logarithm of the width).
_PACE, _NARROWEST, _WIDEST = 0.2, 0.7, 2.5
#: Weeks to learn from, the drift that is tolerated, what one week can add, in standard deviations.
_WARM_UP, _SLACK, _ONE_WEEK = 16, 0.5, 2.5
#: Too much, in standard deviations: chances also move when the model learns, so more of it is needed there.
_LIMITS = {"chances": 8.0, "wins": 6.0, "losses": 6.0}
#: Weeks in which hardly anything can be decided are left out; luck is never smaller than this share of what it could be.
_LEAST_VARIANCE, _LEAST_SPREAD = 1.0, 0.15


class Month(NamedTuple):
    """What was said of a month, and what came in."""

    said: Range
    came: float

    @property
    def is_inside(self) -> bool:
        """Whether it came as said."""
        return self.said.low <= self.came <= self.said.high


def width(months: Sequence[Month]) -> float:
    """By how much ranges are to be widened, from how often months fell outside, the oldest first."""
    scale = 1.0
    for month in months:
        scale *= float(np.exp(_PACE * ((not month.is_inside) - (1 - INSIDE))))
        scale = min(max(scale, _NARROWEST), _WIDEST)
    return scale


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of months that are over: how many fell inside, the signed bias and the mean absolute error as shares; None without any."""

    months: int
    inside: int
    bias: float | None
    error: float | None


def figures(months: Sequence[Month]) -> Figures:
    """`bias` above 0 means too much was promised. The error leaves out months in which nothing came in (MAPE has none there)."""
    came, said = sum(month.came for month in months), sum(month.said.expected for month in months)
    off = [abs(month.said.expected - month.came) / month.came for month in months if month.came > 0]
    return Figures(
        months=len(months), inside=sum(month.is_inside for month in months),
        bias=(said - came) / came if came > 0 else None, error=sum(off) / len(off) if off else None,
    )  # fmt: skip


class Week(NamedTuple):
    """The deals that were `open` a week before `day`, and what became of them: so many were won, so many ended otherwise.

    `said` is how many wins their chances added up to then, with its variance, and `came` to how many they add up now, where a
    deal that was won counts 1 and one that was not 0: an honest chance neither rises nor falls on average.
    """

    day: int
    open: int
    won: int
    lost: int
    said: float
    came: float
    variance: float


def week_of(day: int, before: Floats, now: Floats, *, won: int, lost: int) -> Week:
    """`before` is the chance of each deal a week ago, `now` its chance or outcome."""
    return Week(
        day, len(before), won, lost, float(before.sum()), float(now.sum()), float((before * (1 - before)).sum())
    )


class Change(NamedTuple):
    """`day` the change was noticed (an ordinal), the day it probably began, and which way: 1 for more wins than before, -1 for
    fewer; `what` moved: "chances", "wins" or "losses"."""

    day: int
    since: int
    direction: int
    what: str


class _Sum:
    """A self-starting sum of surprises in both directions: each is measured against those since the last change."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self.sums, self.since = {1: 0.0, -1: 0.0}, {1: 0, -1: 0}

    def add(self, day: int, z: float | None) -> int:
        """The direction in which too much has come together; 0 while it has not. One week counts for only so much."""
        for way in (1, -1) if z is not None else ():
            step = way * min(max(z or 0.0, -_ONE_WEEK), _ONE_WEEK) - _SLACK
            self.since[way] = self.since[way] if self.sums[way] > 0 else day
            self.sums[way] = max(0.0, self.sums[way] + step)
        return next((way for way in (1, -1) if self.sums[way] > self._limit), 0)


def changes(weeks: Sequence[Week]) -> list[Change]:
    """Every change of the market that was noticed, in order (CUSUM, Page 1954; self-starting, Hawkins 1987).

    Three things are watched: whether chances hold, how many of the open deals are won in a week, how many end otherwise.
    Each week is compared with the weeks since the last change, so that a model that is always a little off is no alarm.
    """
    found: list[Change] = []
    past: list[Week] = []
    sums = {what: _Sum(limit) for what, limit in _LIMITS.items()}
    for week in weeks:
        if week.variance < _LEAST_VARIANCE:
            continue
        noticed = [(what, way) for what, one in sums.items() if (way := one.add(week.day, _WATCHED[what](week, past)))]
        if not noticed:
            past.append(week)
            continue
        what, way = noticed[0]
        found.append(Change(week.day, sums[what].since[way], -way if what == "losses" else way, what))
        past, sums = [], {name: _Sum(limit) for name, limit in _LIMITS.items()}
    return found


def _chances(week: Week, past: Sequence[Week]) -> float | None:
    """How far chances moved, in standard deviations of how far they moved before."""
    if len(past) < _WARM_UP:
        return None
    moved = [(one.came - one.said) / one.variance**0.5 for one in past]
    spread = max(float(np.std(moved, ddof=1)), _LEAST_SPREAD)
    z = ((week.came - week.said) / week.variance**0.5 - float(np.mean(moved))) / spread
    return float(z / (1 + 1 / len(past)) ** 0.5)


def _count(of: Callable[[Week], int]) -> Callable[[Week, Sequence[Week]], float | None]:
    """How many of the open deals went that way, beside the rate of the weeks before (binomial, the rate itself being a guess)."""

    def surprise(week: Week, past: Sequence[Week]) -> float | None:
        open_before = sum(one.open for one in past)
        if len(past) < _WARM_UP or not open_before or not week.open:
            return None
        rate = (sum(of(one) for one in past) + 0.5) / (open_before + 1)
        spread = (week.open * rate * (1 - rate) * (1 + week.open / open_before)) ** 0.5
        return float((of(week) - week.open * rate) / max(spread, 0.5) / _spread(of, past, rate))

    return surprise


def _spread(of: Callable[[Week], int], past: Sequence[Week], rate: float) -> float:
    """By how much weeks differ more than luck alone would have it, because somebody tidies up, or goes on holiday; at least 1."""
    off = [(of(one) - one.open * rate) / max((one.open * rate * (1 - rate)) ** 0.5, 0.5) for one in past if one.open]
    return max(1.0, float(np.std(off)))


_WATCHED: dict[str, Callable[[Week, Sequence[Week]], float | None]] = {
    "chances": _chances, "wins": _count(lambda week: week.won), "losses": _count(lambda week: week.lost),
}  # fmt: skip
