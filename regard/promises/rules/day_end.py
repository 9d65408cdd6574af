"""Until when a promise for a day has to be kept."""

from datetime import date, datetime, time, timedelta

from regard.promises.rules.calendar import WorkingCalendar

#: How far back a working day is looked for: no usual calendar has a longer pause.
_DAYS = 10


def end_of_day(calendar: WorkingCalendar, day: date, *, after: datetime) -> datetime:
    """When work ends on that day; on a day without work when it ends on the last one before. Never later than the day itself.

    `after` is when it was promised: where work had ended by then, the day ends at midnight.
    """
    for back in range(_DAYS):
        hours = calendar.hours_on(day - timedelta(days=back))
        if hours:
            ends = _instant(calendar, day - timedelta(days=back), max(until for _since, until in hours))
            if ends > after:
                return ends
            break
    return _instant(calendar, day, 24 * 60)


def _instant(calendar: WorkingCalendar, day: date, minutes: int) -> datetime:
    """A wall time as an instant; 24:00 is the last minute of the day, so that the day stays the day."""
    hour, minute = divmod(min(minutes, 24 * 60 - 1), 60)
    return datetime.combine(day, time(hour, minute), tzinfo=calendar.time_zone)
