"""How forecasts did: inside their ranges or not, too high or too low, and whether the market has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from regard.forecasting.rules.tables import Floats
from regard.forecasting.rules.totals import INSIDE, Range

#: How much one month outside of the range widens the next (Gibbs and Candès 2021, on the logarithm of the width).
_PACE, _NARROWEST, _WIDEST = 0.2, 0.7, 2.5
#: Hawkins (1987): weeks to learn from, the drift that is tolerated, the sum that is too much, in standard deviations.
_WARM_UP, _SLACK, _LIMIT = 16, 0.5, 5.0
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
    """The deals that were open a week before `day`: how many wins their chances added up to then (`said`, with its variance),
    and to how many they add up now (`came`), where a deal that was won counts 1 and one that was not 0.

    An honest chance neither rises nor falls on average, so what came differs from what was said by luck alone.
    """

    day: int
    came: float
    said: float
    variance: float


def week_of(day: int, before: Floats, now: Floats) -> Week:
    """Of each deal the chance a week ago, and the chance now or the outcome."""
    return Week(day, float(now.sum()), float(before.sum()), float((before * (1 - before)).sum()))


class Change(NamedTuple):
    """`day` the change was noticed (an ordinal), the day it probably began, and which way: 1 for more than expected, -1 for less."""

    day: int
    since: int
    direction: int


def changes(weeks: Sequence[Week]) -> list[Change]:
    """Every change of the market that was noticed, in order: a self-starting sum of standardised surprises (CUSUM).

    Each week is compared with the weeks since the last change, so that a model that is always a little off is no alarm.
    """
    found: list[Change] = []
    seen: list[float] = []
    sums, since = {1: 0.0, -1: 0.0}, {1: 0, -1: 0}
    for week in weeks:
        if week.variance < _LEAST_VARIANCE:
            continue
        surprise = (week.came - week.said) / week.variance**0.5
        if len(seen) >= _WARM_UP:
            z = (
                (surprise - float(np.mean(seen)))
                / max(float(np.std(seen, ddof=1)), _LEAST_SPREAD)
                / (1 + 1 / len(seen)) ** 0.5
            )
            for way in (1, -1):
                since[way] = since[way] if sums[way] > 0 else week.day
                sums[way] = max(0.0, sums[way] + way * z - _SLACK)
        if way := next((way for way in (1, -1) if sums[way] > _LIMIT), 0):
            found.append(Change(week.day, since[way], way))
            seen, sums = [], {1: 0.0, -1: 0.0}
        else:
            seen.append(surprise)
    return found
