"""Keeping the working hours. What was counted by them stays counted: hours that clocks rest on are kept beside the new ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.promises.models import Calendar, Clock, TeamCalendar
from regard.promises.operations.policies import moved_to
from regard.promises.queries import policies_in_force, working_calendar
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class CalendarRefusedError(Exception):
    """The hours cannot be like that. The message says why; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class CalendarTerms:
    """Working hours: `week` as in `Calendar`, `closed_days` ISO dates besides the public holidays of the region."""

    name: str
    zone: str
    week: Sequence[Sequence[Sequence[str]]]
    country: str = ""
    subdivision: str = ""
    closed_days: Sequence[str] = ()


def open_calendar(*, terms: CalendarTerms, by: User, at: datetime) -> Calendar:
    """Add working hours. Raises CalendarRefusedError."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        calendar = Calendar(id=uuid7())
        _fill(calendar, terms)
        calendar.save(force_insert=True)
        _tell("calendar.added", calendar, by, at)
    return calendar


def change_calendar(*, calendar: Calendar, terms: CalendarTerms, by: User, at: datetime) -> Calendar:
    """Set hours anew for the messages that come; clocks that run are counted by the old ones. Raises CalendarRefusedError."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        before = Calendar.objects.select_for_update().get(id=calendar.id)
        # A clock that starts names its policy: while the policies are locked, none can come to rest on these hours unseen.
        policies = list(policies_in_force().filter(calendar=before).select_for_update(of=("self",)))
        changed = Calendar.objects.get(id=calendar.id)
        _fill(changed, terms)
        if _hours(changed) != _hours(before) and Clock.objects.filter(policy__calendar=before).exists():
            _replace(before, changed, at)
        changed.save()
        if changed.id != before.id:
            TeamCalendar.objects.filter(calendar=before).update(calendar=changed)
            for policy in policies:
                moved_to(changed, policy=policy, at=at)
        _tell("calendar.changed", changed, by, at, before=str(before.id))
    return changed


def retire_calendar(*, calendar: Calendar, by: User, at: datetime) -> None:
    """Offer hours to nobody any more. Raises CalendarRefusedError while a promise or a team goes by them."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        if (
            policies_in_force().filter(calendar=calendar).exists()
            or TeamCalendar.objects.filter(calendar=calendar).exists()
        ):
            raise CalendarRefusedError(_("A promise or a team goes by these hours. Give it others first."))
        if Calendar.objects.filter(id=calendar.id, retired_at=None).update(retired_at=at):
            _tell("calendar.retired", calendar, by, at)


def _replace(before: Calendar, changed: Calendar, at: datetime) -> None:
    Calendar.objects.filter(id=before.id).update(retired_at=at)
    changed.id, changed._state.adding = uuid7(), True  # noqa: SLF001  Django's way to copy a row


def _fill(calendar: Calendar, terms: CalendarTerms) -> None:
    name = terms.name.strip()
    if not name:
        raise CalendarRefusedError(_("Give the hours a name."))
    if Calendar.objects.filter(name__iexact=name, retired_at=None).exclude(id=calendar.id).exists():
        raise CalendarRefusedError(_("There are hours called “%(name)s” already.") % {"name": name})
    calendar.name, calendar.zone = name, terms.zone
    calendar.week = [[list(stretch) for stretch in day] for day in terms.week]
    calendar.country, calendar.subdivision = terms.country, terms.subdivision
    calendar.closed_days = sorted(set(terms.closed_days))
    try:
        working_calendar(calendar)
    except ValueError as error:
        raise CalendarRefusedError(str(error)) from error


def _hours(calendar: Calendar) -> tuple[object, ...]:
    return (calendar.zone, calendar.week, calendar.country, calendar.subdivision, sorted(calendar.closed_days))


def _tell(kind: str, calendar: Calendar, by: User, at: datetime, **data: object) -> None:
    record(
        kind=kind, at=at, by_id=by.id, subject=Subject("calendar", calendar.id), data={"name": calendar.name, **data}
    )
