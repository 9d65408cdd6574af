"""How people want to be told, and when they work."""

import json
from collections.abc import Collection
from datetime import datetime, time
from uuid import UUID

from regard.notifications.models import Notification, Preference
from regard.notifications.rules.hours import Hours
from regard.promises.models import Calendar
from regard.promises.queries.calendars import NO_CALENDAR, calendar_of_team, hours_of, working_calendar
from regard.promises.rules.calendar import WorkingCalendar
from regard.staff import queries as staff
from regard.staff.models import User


def preference_of(user: User) -> Preference:
    """What a person chose, or the defaults."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def preferences(users: Collection[User]) -> dict[UUID, Preference]:
    """The same for many people, in one statement."""
    chosen = {row.user_id: row for row in Preference.objects.filter(user__in=users)}
    return {user.id: chosen.get(user.id) or Preference(user=user) for user in users}


def way_of(preference: Preference, reason: str) -> str:
    """How a person is told for a reason. The word on an answer of one's own always comes at once, news of a followed customer never by mail."""
    if reason == Notification.Reason.ANSWER:
        return Preference.Way.AT_ONCE
    if reason == Notification.Reason.FOLLOWED:
        return Preference.Way.NOTHING
    return str(getattr(preference, reason))


def hours_for(user: User, *, at: datetime) -> Hours:
    """When a person works: by their own week, else their team's hours, else the company's."""
    absences = user.absences.filter(ends_at__gt=at).values_list("begins_at", "ends_at")
    return Hours(calendar=_calendar_of(user), absences=tuple(absences))


def _calendar_of(user: User) -> WorkingCalendar:
    if user.week and any(user.week):
        return hours_of(user.zone, json.dumps(user.week))
    team = staff.teams_of(user).order_by("name").first()
    if team is not None:
        return calendar_of_team(team)
    first = Calendar.objects.filter(retired_at=None).order_by("name").first()
    return working_calendar(first) if first else NO_CALENDAR


def digest_times() -> dict[UUID, time]:
    """Everybody who gets a daily summary, with its time on their wall clock."""
    people = list(staff.active_users())
    chosen = preferences(people)
    return {one.id: chosen[one.id].digest_at for one in people if chosen[one.id].has_digest}
