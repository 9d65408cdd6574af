"""Who works at a moment, by their own hours or their team's."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from regard.promises.queries.calendars import calendar_of_team, hours_of
from regard.promises.rules.calendar import WorkingCalendar
from regard.promises.rules.clock import add_working_time, working_time
from regard.routing.queries import Presence
from regard.staff.models import Team, User

_MOMENT = timedelta(seconds=1)


def presence(*, people: Iterable[User], team: Team, at: datetime) -> Mapping[UUID, Presence]:
    """For each of these people, whether they work at `at`; who has no hours of their own works the team's."""
    team_hours = calendar_of_team(team)
    return {person.id: _presence(_calendar_of(person, team_hours), at) for person in people}


def _calendar_of(person: User, team_hours: WorkingCalendar) -> WorkingCalendar:
    return hours_of(person.zone, json.dumps(person.week)) if person.week else team_hours


def _presence(calendar: WorkingCalendar, at: datetime) -> Presence:
    if working_time(calendar, at, at + _MOMENT) > timedelta():
        return Presence()
    return Presence(is_working_now=False, next_working_at=add_working_time(calendar, at, _MOMENT) - _MOMENT)
