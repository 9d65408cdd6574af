"""Setting up working hours and policies; nonsense is refused with a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.promises.models import Calendar, Policy, TeamCalendar
from regard.promises.queries import working_calendar
from regard.staff import operations as staff
from regard.staff.models import Team, User


def add_calendar(
    *,
    name: str,
    zone: str,
    week: Sequence[Sequence[Sequence[str]]],
    country: str = "",
    subdivision: str = "",
    closed_days: Sequence[str] = (),
    is_sample: bool = False,
) -> Calendar:
    """Add working hours: seven lists of ["09:00", "17:00"] pairs, Monday first. Raises ValueError (NoWorkingHours, ...)."""
    calendar = Calendar(
        id=uuid7(), name=name, zone=zone, week=[[list(pair) for pair in day] for day in week], country=country,
        subdivision=subdivision, closed_days=list(closed_days), is_sample=is_sample,
    )  # fmt: skip
    working_calendar(calendar)
    calendar.save(force_insert=True)
    return calendar


def add_policy(
    *,
    name: str,
    calendar: Calendar,
    first_answer_minutes: int,
    next_answer_minutes: int,
    resolution_minutes: int | None = None,
    position: int = 100,
    channel_kind: str = "",
    topic: str = "",
    tier: str = "",
    is_sample: bool = False,
) -> Policy:
    """Add a policy, in working minutes of its calendar. Raises ValueError for a promise of nothing."""
    if min(first_answer_minutes, next_answer_minutes, resolution_minutes or 1) <= 0:
        raise ValueError("a promise needs at least one minute")
    return Policy.objects.create(
        id=uuid7(), name=name, calendar=calendar, first_answer_minutes=first_answer_minutes,
        next_answer_minutes=next_answer_minutes, resolution_minutes=resolution_minutes, position=position,
        channel_kind=channel_kind, topic=topic, tier=tier, is_sample=is_sample,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When a team works: `week` as in `add_calendar`, `country` for its public holidays."""

    zone: str
    week: Sequence[Sequence[Sequence[str]]]
    country: str = ""


def open_team(
    *, name: str, members: Sequence[User], lead: User | None, hours: Hours, answer_minutes: int, at: datetime
) -> Team:
    """Add a team with its hours; the first one also brings the policy that fits everything. Raises ValueError."""
    with transaction.atomic():
        calendar = add_calendar(name=f"Hours of {name}", zone=hours.zone, week=hours.week, country=hours.country)
        team = staff.add_team(name=name, at=at, lead=lead, members=tuple(members))
        set_team_hours(team=team, calendar=calendar)
        if not Policy.objects.filter(channel_kind="", topic="", tier="").exists():
            add_policy(
                name="Everybody",
                calendar=calendar,
                first_answer_minutes=answer_minutes,
                next_answer_minutes=answer_minutes,
            )
    return team


def set_team_hours(
    *, team: Team, calendar: Calendar | None, by: User | None = None, at: datetime | None = None
) -> None:
    """Say when a team works, None for day and night. With `at` the log tells of it, when it is another calendar than before."""
    with transaction.atomic():
        before = TeamCalendar.objects.filter(team=team).first()
        if (before.calendar_id if before else None) == (calendar.id if calendar else None):
            return
        if calendar:
            TeamCalendar.objects.update_or_create(team=team, defaults={"calendar": calendar})
        else:
            TeamCalendar.objects.filter(team=team).delete()
        if at:
            record(
                kind="team.hours_set", at=at, by_id=by.id if by else None, subject=Subject("team", team.id),
                data={"calendar": calendar.name if calendar else ""},
            )  # fmt: skip
