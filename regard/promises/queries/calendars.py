"""Working calendars as the rules want them."""

import json
from datetime import date
from functools import lru_cache

from regard.kit.moment import once_a_moment
from regard.promises.models import Calendar, TeamCalendar
from regard.promises.rules.calendar import WorkingCalendar, always_open, week_from_json
from regard.promises.rules.public_holidays import holiday_dates
from regard.staff.models import Team

#: Public holidays are worked out for these years.
YEARS = range(2015, 2046)
NO_CALENDAR = always_open("UTC")


def working_calendar(calendar: Calendar) -> WorkingCalendar:
    """A calendar's row as a rule. Raises ValueError with a sentence when its hours make no sense."""
    return _build(
        calendar.zone,
        json.dumps(calendar.week),
        calendar.country,
        calendar.subdivision,
        json.dumps(calendar.closed_days),
    )


@once_a_moment
def calendar_of_team(team: Team) -> WorkingCalendar:
    """The hours a team works; day and night when none were set."""
    hours = TeamCalendar.objects.filter(team=team).select_related("calendar").first()
    return working_calendar(hours.calendar) if hours else NO_CALENDAR


def hours_of(zone: str, week: str) -> WorkingCalendar:
    """A person's own week, as JSON text, without holidays."""
    return _build(zone, week, "", "", "[]")


@lru_cache(maxsize=256)
def _build(zone: str, week: str, country: str, subdivision: str, closed_days: str) -> WorkingCalendar:
    """Kept, because the clock keeps its work under the calendar it belongs to."""
    holidays = {date.fromisoformat(day) for day in json.loads(closed_days)}
    if country:
        holidays |= holiday_dates(country, subdivision or None, YEARS)
    return WorkingCalendar(zone=zone, week=week_from_json(json.loads(week)), holidays=frozenset(holidays))
