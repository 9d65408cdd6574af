"""When we are open: the hours of every local date, in one time zone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTES_A_DAY = 24 * 60
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Interval = tuple[int, int]
"""Minutes since local midnight: from, included, to, excluded. 1440 is 24:00."""
Hours = tuple[Interval, ...]


class NoWorkingHours(ValueError):
    """Nothing promised by this calendar would ever fall due."""


class BadCalendar(ValueError):
    """The hours cannot be understood; the message says which and why."""


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """`week` starts on Monday. A date in `exceptions` has the hours given there, whatever weekday or holiday it is.

    Hashed once, because the clock keeps what it has worked out for a calendar under the calendar itself.
    """

    zone: str
    week: tuple[Hours, ...]
    holidays: frozenset[date] = frozenset()
    exceptions: tuple[tuple[date, Hours], ...] = ()

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        if len(self.week) != len(WEEKDAYS):
            raise BadCalendar(f"A week has seven days, Monday first; this one has {len(self.week)}.")
        for name, hours in zip(WEEKDAYS, self.week, strict=True):
            _check_hours(hours, day=name)
        for day, hours in self.exceptions:
            _check_hours(hours, day=day.isoformat())
        if len({day for day, _ in self.exceptions}) != len(self.exceptions):
            raise BadCalendar("A date has hours of its own twice.")
        if not any(self.week):
            raise NoWorkingHours("This calendar has no working hours: give at least one weekday opening hours.")

    def __hash__(self) -> int:
        return self._hash

    def hours_on(self, day: date) -> Hours:
        """The opening intervals of a local date: its own, else none on a holiday, else its weekday's."""
        own = self._own_hours.get(day)
        if own is not None:
            return own
        return () if day in self.holidays else self.week[day.weekday()]

    @cached_property
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _hash(self) -> int:
        return hash((self.zone, self.week, self.holidays, self.exceptions))

    @cached_property
    def _own_hours(self) -> dict[date, Hours]:
        return dict(self.exceptions)


def always_open(zone: str) -> WorkingCalendar:
    """The customer's clock as a calendar: open day and night."""
    return WorkingCalendar(zone=zone, week=(((0, MINUTES_A_DAY),),) * 7)


def week_from_json(week: Sequence[Iterable[Sequence[str]]]) -> tuple[Hours, ...]:
    """Read seven lists, Monday first: `[[["09:00", "12:00"], ["13:00", "24:00"]], ..., []]`; an empty one is closed."""
    return tuple(hours_from_json(day) for day in week)


def week_to_json(week: Iterable[Hours]) -> list[list[list[str]]]:
    return [hours_to_json(hours) for hours in week]


def hours_from_json(intervals: Iterable[Sequence[str]]) -> Hours:
    """Read `[["09:00", "12:00"], ...]` and put it in order."""
    hours = []
    for interval in intervals:
        if len(interval) != 2:
            raise BadCalendar(f"{list(interval)}: an interval is two times, from and to.")
        hours.append((minutes_of(interval[0]), minutes_of(interval[1])))
    return tuple(sorted(hours))


def hours_to_json(hours: Hours) -> list[list[str]]:
    return [[wall_time(opens), wall_time(closes)] for opens, closes in hours]


def minutes_of(text: str) -> int:
    """Minutes since midnight of `9:05`, `09:05` or `24:00`."""
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(hour) <= 2 and len(minute) == 2):
        raise BadCalendar(f"{text!r} is not a time: write hours and minutes, like 09:00.")
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or minutes > MINUTES_A_DAY:
        raise BadCalendar(f"{text!r} is not a time of day: the latest is 24:00.")
    return minutes


def wall_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadCalendar(f"{zone!r} is not a time zone: use an IANA name like Europe/Berlin.") from error


def _check_hours(hours: Hours, *, day: str) -> None:
    earlier = 0
    for opens, closes in hours:
        span = f"{day} {wall_time(opens)}–{wall_time(closes)}"
        if not (0 <= opens <= MINUTES_A_DAY and 0 <= closes <= MINUTES_A_DAY):
            raise BadCalendar(f"{span}: times lie between 00:00 and 24:00.")
        if opens >= closes:
            raise BadCalendar(f"{span}: ends before it begins; a night is two intervals, to 24:00 and from 00:00.")
        if opens < earlier:
            raise BadCalendar(f"{span}: overlaps the interval before it, or the intervals are not in order.")
        earlier = closes
