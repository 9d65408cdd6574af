"""A slow count of working time that shares no idea with the clock: look at every minute, convert it, ask the hours.

Exact as long as starts and opening hours fall on whole minutes and the zone's offset is a whole number of minutes, as all have
been since 1972.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from regard.promises.rules.calendar import WorkingCalendar

MINUTES_A_DAY = 1440


def open_minutes(calendar: WorkingCalendar, start: datetime, end: datetime) -> list[int]:
    """The Unix minutes from `start` up to, not including, `end` during which the desk is open."""
    zone = ZoneInfo(calendar.zone)
    week = [_table(hours) for hours in calendar.week]
    own = {day.toordinal(): _table(hours) for day, hours in calendar.exceptions}
    closed = {day.toordinal() for day in calendar.holidays}
    found = []
    for minute in range(int(start.timestamp()) // 60, int(end.timestamp()) // 60):
        wall = datetime.fromtimestamp(minute * 60, zone)
        table = week[wall.weekday()]
        if closed or own:
            day = wall.toordinal()
            if day in own:
                table = own[day]
            elif day in closed:
                continue
        if table[wall.hour * 60 + wall.minute]:
            found.append(minute)
    return found


def end_of(minute: int) -> datetime:
    """The instant at which a Unix minute is over."""
    return datetime.fromtimestamp((minute + 1) * 60, UTC)


def _table(hours: tuple[tuple[int, int], ...]) -> bytearray:
    table = bytearray(MINUTES_A_DAY)
    for opens, closes in hours:
        for minute in range(opens, closes):
            table[minute] = 1
    return table
