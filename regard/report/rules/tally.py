"""Figures out of rows. docs/algorithms/honest-report.md says what each means; ignoring a customer can improve none of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal, NamedTuple

from regard.report.rules.waits import DAY, Curve, curve


class Asked(NamedTuple):
    """A customer's message that needs an answer: seconds until it came, or so far.

    `begins`: its conversation began in the period with a live letter. Channel, team and week (its number in the period)
    say where it stands in the tables.
    """

    seconds: float
    is_answered: bool
    customer: str
    conversation: str
    begins: bool
    acknowledged: bool
    channel: str
    team: str
    week: int


class Promised(NamedTuple):
    """A promised answer that is settled: it came in time, or it fell due before."""

    is_kept: bool
    channel: str
    team: str
    week: int


class Waiting(NamedTuple):
    """A message that waits now, however long ago it came."""

    seconds: float
    channel: str
    team: str
    week: int


class Held(NamedTuple):
    """A holding reply."""

    channel: str
    team: str
    week: int


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Everything the figures of one group are made of."""

    asked: Sequence[Asked] = ()
    promised: Sequence[Promised] = ()
    waiting: Sequence[Waiting] = ()
    held: Sequence[Held] = ()


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The figures of one group. Shares lie between 0 and 1 and are None of nothing; times are in seconds.

    `waiting`, `oldest_wait` and `waiting_total` are of everybody who waits now, also from before the period: nobody leaves
    them by being ignored for longer.
    """

    asked: int
    answered: int
    unanswered: int
    customers: int
    customers_ignored: int
    begun: int
    acknowledged: int
    answered_within_day: float | None
    median: float | None
    promised: int
    kept: int
    held: int
    waiting: int
    oldest_wait: float | None
    waiting_total: float

    @property
    def unanswered_share(self) -> float | None:
        return _share(self.unanswered, self.asked)

    @property
    def acknowledged_share(self) -> float | None:
        return _share(self.acknowledged, self.begun)

    @property
    def kept_share(self) -> float | None:
        return _share(self.kept, self.promised)


def measure(rows: Rows) -> tuple[Measures, Curve]:
    """The figures, and the curve two of them are read from."""
    asked, drawn = rows.asked, curve(rows.asked)
    answered = sum(one.is_answered for one in asked)
    begun = {one.conversation: one.acknowledged for one in asked if one.begins}
    measures = Measures(
        asked=len(asked),
        answered=answered,
        unanswered=len(asked) - answered,
        customers=len({one.customer for one in asked}),
        customers_ignored=len({one.customer for one in asked if not one.is_answered}),
        begun=len(begun),
        acknowledged=sum(begun.values()),
        answered_within_day=drawn.answered_within(DAY),
        median=drawn.median,
        promised=len(rows.promised),
        kept=sum(one.is_kept for one in rows.promised),
        held=len(rows.held),
        waiting=len(rows.waiting),
        oldest_wait=max((one.seconds for one in rows.waiting), default=None),
        waiting_total=sum(one.seconds for one in rows.waiting),
    )
    return measures, drawn


def grouped(rows: Rows, *, by: Literal["channel", "team", "week"]) -> dict[str | int, Measures]:
    """The figures of each channel, team or week."""
    key = attrgetter(by)
    found: dict[str | int, _Parts] = defaultdict(_Parts)
    for asked in rows.asked:
        found[key(asked)].asked.append(asked)
    for promised in rows.promised:
        found[key(promised)].promised.append(promised)
    for waiting in rows.waiting:
        found[key(waiting)].waiting.append(waiting)
    for held in rows.held:
        found[key(held)].held.append(held)
    return {name: measure(Rows(**vars(parts)))[0] for name, parts in found.items()}


@dataclass
class _Parts:
    asked: list[Asked] = field(default_factory=list)
    promised: list[Promised] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
