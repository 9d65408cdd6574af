"""Who is told when a promise runs out: the escalation ladder (docs/algorithms/promise-clock.md)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from regard.promises.rules.calendar import WorkingCalendar
from regard.promises.rules.clock import Pause, due_with_pauses, elapsed_with_pauses

REPEAT_AFTER = timedelta(hours=1)
"""Working time after which a rung that nobody has taken is told again."""


class Audience(StrEnum):
    OWNER = "owner"
    TEAM = "team"
    LEAD = "lead"
    MANAGING_DIRECTOR = "managing director"


@dataclass(frozen=True)
class Rung:
    """`percent` of the promised working time."""

    percent: int
    audience: Audience


@dataclass(frozen=True)
class RungTime:
    """`at` is None while an open pause keeps the rung from being reached."""

    rung: Rung
    at: datetime | None


LADDER = (
    Rung(50, Audience.OWNER),
    Rung(80, Audience.TEAM),
    Rung(100, Audience.LEAD),
    Rung(150, Audience.MANAGING_DIRECTOR),
)


def rung_times(
    calendar: WorkingCalendar,
    start: datetime,
    due_after: timedelta,
    pauses: Iterable[Pause] = (),
    *,
    ladder: Sequence[Rung] = LADDER,
) -> list[RungTime]:
    """When each rung is reached; the one at 50 % is the warning at half."""
    pauses = tuple(pauses)
    return [RungTime(rung, due_with_pauses(calendar, start, due_after * rung.percent / 100, pauses)) for rung in ladder]


def rungs_due(
    calendar: WorkingCalendar,
    times: Sequence[RungTime],
    *,
    at: datetime,
    told: Mapping[int, datetime],
    taken: Collection[int] = (),
    pauses: Iterable[Pause] = (),
    repeat_after: timedelta = REPEAT_AFTER,
) -> list[Rung]:
    """The rungs to tell now, lowest first.

    `told` says by percent when a rung was latest told, `taken` which rungs a person has taken by name. A rung reached and
    never told is due; the highest one reached is due again while nobody takes it.
    """
    reached = [step.rung for step in times if step.at is not None and step.at <= at]
    never_told = [rung for rung in reached if rung.percent not in told]
    if never_told or not reached or reached[-1].percent in taken:
        return [rung for rung in never_told if rung.percent not in taken]
    since_told = elapsed_with_pauses(calendar, told[reached[-1].percent], at, pauses)
    return [reached[-1]] if since_told >= repeat_after else []
