"""How long customers wait, with those who still wait counted in: the product-limit estimate of Kaplan and Meier (1958).

A message that nobody answered has waited at least as long as until now. Leaving it out, as most help desks do, makes a
company that answers three letters quickly and ignores ninety look quick. docs/algorithms/honest-report.md has the formulas.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple, Protocol

DAY = 24 * 3600.0
#: What many multiplications may be off; a curve that reaches one half by arithmetic must not miss it by rounding.
_ROUNDING = 1e-9


class Waited(Protocol):
    """Seconds until the answer, or so far when `is_answered` is false."""

    @property
    def seconds(self) -> float: ...

    @property
    def is_answered(self) -> bool: ...


class Wait(NamedTuple):
    """The plainest Waited."""

    seconds: float
    is_answered: bool


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The share still waiting after each number of seconds at which somebody was answered.

    `count` is of everybody, `longest` the longest wait that was seen: beyond it nothing is known.
    """

    count: int
    longest: float
    seconds: tuple[float, ...]
    waiting: tuple[float, ...]

    def answered_within(self, seconds: float) -> float | None:
        """The estimated share answered after at most so long; None for nobody."""
        steps = bisect_right(self.seconds, seconds)
        return None if self.count == 0 else 1.0 - (self.waiting[steps - 1] if steps else 1.0)

    @property
    def median(self) -> float | None:
        """Seconds after which half were answered; None when the curve does not get there."""
        steps = zip(self.seconds, self.waiting, strict=True)
        return next((seconds for seconds, share in steps if share <= 0.5 + _ROUNDING), None)


def curve(waits: Iterable[Waited]) -> Curve:
    """S(t) = product over answer times t_i <= t of (1 - d_i / n_i), n_i those who had waited at least t_i."""
    some = list(waits)
    everybody = sorted(one.seconds for one in some)
    answered = sorted(one.seconds for one in some if one.is_answered)
    share = 1.0
    seconds, waiting = list[float](), list[float]()
    for time, group in groupby(answered):
        share *= 1.0 - len(list(group)) / (len(everybody) - bisect_left(everybody, time))
        seconds.append(time)
        waiting.append(share)
    return Curve(
        count=len(some), longest=everybody[-1] if everybody else 0.0, seconds=tuple(seconds), waiting=tuple(waiting)
    )
