"""The working clock: how much working time lies between two instants, and when a promise falls due.

The rule and a worked table are in docs/algorithms/promise-clock.md. Instants are aware; answers are in UTC and exact.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from regard.promises.rules.calendar import WorkingCalendar

NOTHING = timedelta()
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
FARTHEST_YEARS = 100
"""A promise that is not used up in so many years is a mistake, and looking further would hang the page."""

Pause = tuple[datetime, datetime | None]
"""From, included, to, excluded; without an end the clock stands still."""
Span = tuple[datetime, datetime]


class NeverDue(ValueError):
    """The promised working time is not reached within a hundred years."""


class Year(NamedTuple):
    """The working time of one year of UTC. `worked[i]` is the sum of the first `i + 1` spans."""

    opens: list[datetime]
    closes: list[datetime]
    worked: list[timedelta]


def customer_time(start: datetime, end: datetime) -> timedelta:
    """The customer's clock: plain elapsed time, which no pause, night or holiday stops."""
    return _in_utc(end) - _in_utc(start)


def working_time(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """Working time from `start` up to, not including, `end`; the two must be in order."""
    start, end = _in_utc(start), _in_utc(end)
    if end < start:
        raise ValueError(f"The end {end} is before the start {start}.")
    whole_years = sum((_total(open_year(calendar, year)) for year in range(start.year, end.year)), NOTHING)
    return (
        whole_years
        + _worked_by(open_year(calendar, end.year), end)
        - _worked_by(open_year(calendar, start.year), start)
    )


def add_working_time(calendar: WorkingCalendar, start: datetime, duration: timedelta) -> datetime:
    """The earliest instant at which `duration` of working time has passed since `start`; no time at all is due at once."""
    start = _in_utc(start)
    if duration < NOTHING:
        raise ValueError(f"A promise cannot be due before it is made ({duration}).")
    if not duration:
        return start
    sought = duration + _worked_by(open_year(calendar, start.year), start)
    for number in range(start.year, start.year + FARTHEST_YEARS):
        year = open_year(calendar, number)
        if sought <= _total(year):
            place = bisect_left(year.worked, sought)
            return year.closes[place] - (year.worked[place] - sought)
        sought -= _total(year)
    raise NeverDue(f"{duration} of working time is not reached within {FARTHEST_YEARS} years.")


def elapsed_with_pauses(
    calendar: WorkingCalendar, start: datetime, end: datetime, pauses: Iterable[Pause]
) -> timedelta:
    """Working time from `start` to `end` without the time paused; pauses may overlap and reach beyond both."""
    running = working_time(calendar, start, end)
    for since, until in _joined(pauses):
        stopped, resumed = max(since, start), min(until or end, end)
        if stopped < resumed:
            running -= working_time(calendar, stopped, resumed)
    return running


def due_with_pauses(
    calendar: WorkingCalendar, start: datetime, duration: timedelta, pauses: Iterable[Pause]
) -> datetime | None:
    """When `duration` has passed on a clock that pauses; None while an open pause keeps it from passing."""
    running_since, left = _in_utc(start), duration
    for since, until in _joined(pauses):
        if until is not None and until <= running_since:
            continue
        due = add_working_time(calendar, running_since, left)
        if due <= max(since, running_since):
            return due
        if until is None:
            return None
        if since > running_since:
            left -= working_time(calendar, running_since, since)
        running_since = until
    return add_working_time(calendar, running_since, left)


@lru_cache(maxsize=128)
def open_year(calendar: WorkingCalendar, year: int) -> Year:
    """The opening hours of a calendar as instants, for one year of UTC; some milliseconds to make, then kept."""
    result = Year([], [], [])
    for span in _spans(calendar, year):
        result.opens.append(span[0])
        result.closes.append(span[1])
        result.worked.append(_total(result) + span[1] - span[0])
    return result


def _total(year: Year) -> timedelta:
    return year.worked[-1] if year.worked else NOTHING


def _worked_by(year: Year, instant: datetime) -> timedelta:
    """Working time from the start of the year to an instant in it."""
    place = bisect_right(year.opens, instant) - 1
    if place < 0:
        return NOTHING
    return year.worked[place] - max(year.closes[place] - instant, NOTHING)


def _spans(calendar: WorkingCalendar, year: int) -> Iterator[Span]:
    for since, until, offset in _stretches(calendar.time_zone, year):
        first, end = since.replace(tzinfo=None) + offset, until.replace(tzinfo=None) + offset
        day = first.date()
        while (midnight := datetime.combine(day, time())) < end:
            for opens, closes in calendar.hours_on(day):
                from_wall, to_wall = max(midnight + opens * MINUTE, first), min(midnight + closes * MINUTE, end)
                if from_wall < to_wall:
                    yield (from_wall - offset).replace(tzinfo=UTC), (to_wall - offset).replace(tzinfo=UTC)
            day += DAY


@lru_cache(maxsize=256)
def _stretches(zone: ZoneInfo, year: int) -> Sequence[tuple[datetime, datetime, timedelta]]:
    """A year of UTC cut where the zone's offset changes: from, to, offset.

    `zoneinfo` does not list its changes, so days whose ends differ are halved. No zone has ever changed twice within a day.
    """
    since, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    found, day = [], since
    while day < end:
        if _offset(zone, day) != _offset(zone, day + DAY):
            change = min(_change_between(zone, day, day + DAY), end)
            found.append((since, change, _offset(zone, day)))
            since = change
        day += DAY
    return [*found, (since, end, _offset(zone, since))]


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset changes."""
    seconds = range(1, int((after - before).total_seconds()) + 1)
    old = _offset(zone, before)
    return before + timedelta(
        seconds=seconds[bisect_left(seconds, True, key=lambda s: _offset(zone, before + timedelta(seconds=s)) != old)]
    )


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or NOTHING


def _joined(pauses: Iterable[Pause]) -> list[Pause]:
    """The same pauses in order and without overlaps."""
    joined: list[Pause] = []
    for since, until in sorted(((_in_utc(s), u and _in_utc(u)) for s, u in pauses), key=lambda pause: pause[0]):
        if until is not None and until < since:
            raise ValueError(f"A pause ends at {until}, before it began at {since}.")
        latest = joined[-1] if joined else None
        if latest is None or (latest[1] is not None and latest[1] < since):
            joined.append((since, until))
        elif latest[1] is not None and (until is None or until > latest[1]):
            joined[-1] = (latest[0], until)
    return joined


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is UTC:
        return instant
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone; the clock runs on instants.")
    return instant.astimezone(UTC)
