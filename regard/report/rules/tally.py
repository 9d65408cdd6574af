"""Figures out of rows. docs/algorithms/honest-report.md says what each means; ignoring a customer can improve none of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from regard.report.rules.waits import DAY, Curve, Wait, curve


class Asked(NamedTuple):
    """A customer's message that needs an answer. `begins` when its conversation began with a live letter in the period."""

    at: datetime
    answered_at: datetime | None
    customer: object
    conversation: object
    begins: bool
    acknowledged: bool
    place: "Place"


class Place(NamedTuple):
    """Where something belongs in the tables: channel, team, and the number of the week in the period."""

    channel: object
    team: object
    week: int


class Promised(NamedTuple):
    """A promised answer: when it was due and when it came."""

    due_at: datetime
    answered_at: datetime | None
    place: Place


class Waiting(NamedTuple):
    """A message that waits now, however long ago it came."""

    at: datetime
    place: Place


class Held(NamedTuple):
    """A holding reply."""

    place: Place


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


def measure(rows: Rows, *, at: datetime) -> Measures:
    """The figures as they stand at a moment."""
    return measure_with_curve(rows, at=at)[0]


def measure_with_curve(rows: Rows, *, at: datetime) -> tuple[Measures, Curve]:
    """The figures, and the curve two of them are read from."""
    asked = rows.asked
    drawn = curve(_wait(one, at) for one in asked)
    answered = sum(one.answered_at is not None for one in asked)
    begun = {one.conversation: one.acknowledged for one in asked if one.begins}
    settled = [one for one in rows.promised if is_kept(one) or one.due_at <= at]
    since = [(at - one.at).total_seconds() for one in rows.waiting]
    measures = Measures(
        asked=len(asked),
        answered=answered,
        unanswered=len(asked) - answered,
        customers=len({one.customer for one in asked}),
        customers_ignored=len({one.customer for one in asked if one.answered_at is None}),
        begun=len(begun),
        acknowledged=sum(begun.values()),
        answered_within_day=drawn.answered_within(DAY),
        median=drawn.median,
        promised=len(settled),
        kept=sum(map(is_kept, settled)),
        held=len(rows.held),
        waiting=len(since),
        oldest_wait=max(since, default=None),
        waiting_total=sum(since),
    )
    return measures, drawn


def is_kept(promise: Promised) -> bool:
    """Whether the answer came by the promised time."""
    return promise.answered_at is not None and promise.answered_at <= promise.due_at


def grouped(rows: Rows, *, by: str) -> dict[object, Rows]:
    """The rows of each channel, team or week, by the name of the field of Place."""
    position = Place._fields.index(by)
    found: dict[object, tuple[list[Asked], list[Promised], list[Waiting], list[Held]]] = {}
    for number, some in enumerate((rows.asked, rows.promised, rows.waiting, rows.held)):
        for one in some:
            found.setdefault(one.place[position], ([], [], [], []))[number].append(one)  # type: ignore[arg-type]
    return {
        key: Rows(asked=asked, promised=promised, waiting=waiting, held=held)
        for key, (asked, promised, waiting, held) in found.items()
    }


def _wait(one: Asked, at: datetime) -> Wait:
    seconds = ((one.answered_at or at) - one.at).total_seconds()
    return Wait(seconds=max(seconds, 0.0), is_answered=one.answered_at is not None)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
