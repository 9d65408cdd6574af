"""Quiet hours: when a mail may reach a person, and on which days a summary is due."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from regard.promises.rules.calendar import WorkingCalendar
from regard.promises.rules.clock import add_working_time, working_time

#: So long after its time a summary is still sent, when nothing ran at its time. Later the day has begun without it.
DIGEST_IS_LATE_AFTER = timedelta(hours=3)
#: So long before a promise is due its holder is reminded.
PROMISE_SOON = timedelta(hours=1)
_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When a person works: a calendar, and the stretches in which they are away."""

    calendar: WorkingCalendar
    absences: tuple[tuple[datetime, datetime], ...] = ()


def next_working(hours: Hours, at: datetime) -> datetime:
    """`at` itself while the person works, else the moment at which they work again."""
    for _ in range(2 * len(hours.absences) + 2):
        back = [ends for begins, ends in hours.absences if begins <= at < ends]
        if back:
            at = max(back)
        elif working_time(hours.calendar, at, at + _MOMENT):
            return at
        else:
            at = add_working_time(hours.calendar, at, _MOMENT) - _MOMENT
    return at


def works_on(hours: Hours, day: date, zone: str) -> bool:
    """Whether the person works at any time of their local day."""
    midnight = datetime.combine(day, time(), ZoneInfo(zone))
    return next_working(hours, midnight.astimezone(UTC)).astimezone(ZoneInfo(zone)).date() == day


def digest_day(at: datetime, *, zone: str, digest_at: time) -> date | None:
    """The local day whose summary is due at this moment, None when none is."""
    local = at.astimezone(ZoneInfo(zone))
    due = datetime.combine(local.date(), digest_at, ZoneInfo(zone))
    return local.date() if due <= at < due + DIGEST_IS_LATE_AFTER else None


def promise_moment(*, made_at: datetime, due_at: datetime, at: datetime) -> datetime | None:
    """The latest moment at which the holder of a promise is reminded that is reached: an hour before, and when it is due.

    Who promised within the last hour knows.
    """
    moments = [moment for moment in (due_at - PROMISE_SOON, due_at) if made_at < moment <= at]
    return max(moments, default=None)
