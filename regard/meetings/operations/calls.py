"""Noting a call that somebody had with a customer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact
from regard.events.models import Event
from regard.kit.ids import uuid7
from regard.meetings.models import Attendance, Meeting
from regard.meetings.operations.story import tell
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

LONGEST_TEXT, LONGEST_CALL = 100_000, 24 * 60
_EARLIEST = timedelta(days=3653)


class CallRefusedError(Exception):
    """This call cannot be noted so. `field` names what is wrong, the message says why; nothing was kept."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Call:
    """What is noted of a call. `people` are contacts; those who do not belong to the company are refused."""

    started_at: datetime
    minutes: int
    text: str
    people: Collection[UUID] = ()


def note_call(*, about: Account | Contact, call: Call, by: User, at: datetime) -> Meeting:
    """Keep a call with a customer: it stands in their timeline as what was said. Raises CallRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    _check(call, at)
    account = about if isinstance(about, Account) else about.account
    contacts = _people(about, call.people)
    with transaction.atomic():
        meeting = Meeting.objects.create(
            id=uuid7(), kind=Meeting.Kind.CALL, state=Meeting.State.HELD, account=account, starts_at=call.started_at,
            ends_at=call.started_at + timedelta(minutes=call.minutes), text=call.text.strip(), by=by, at=at,
            is_sample=about.is_sample,
        )  # fmt: skip
        accepted = Attendance.Answer.ACCEPTED
        Attendance.objects.bulk_create(
            [Attendance(id=uuid7(), meeting=meeting, contact=one, name=one.name, answer=accepted) for one in contacts]
        )
        Attendance.objects.create(id=uuid7(), meeting=meeting, user=by, name=by.name, answer=accepted)
        tell("call.noted", meeting, at=call.started_at, actor=Event.Actor.PERSON, by_id=by.id)
    return meeting


def _check(call: Call, at: datetime) -> None:
    if not call.text.strip():
        raise CallRefusedError("text", _("Write what was said."))
    if len(call.text) > LONGEST_TEXT:
        raise CallRefusedError("text", _("A note can have %(most)s letters at most.") % {"most": LONGEST_TEXT})
    if not 0 <= call.minutes <= LONGEST_CALL:
        raise CallRefusedError("minutes", _("A call lasts up to a day; give its minutes."))
    if call.started_at > at + timedelta(minutes=5):
        raise CallRefusedError("started", _("This call lies ahead. Note it when it was held."))
    if call.started_at < at - _EARLIEST:
        raise CallRefusedError("started", _("This call lies more than ten years back; look at the year."))


def _people(about: Account | Contact, chosen: Collection[UUID]) -> list[Contact]:
    if isinstance(about, Contact):
        return [about]
    here = Contact.objects.filter(Q(account=about) | Q(positions__account=about), id__in=chosen).distinct()
    found = list(here.order_by("name", "id"))
    if len(found) != len(set(chosen)):
        raise CallRefusedError(
            "people", _("Somebody you chose does not belong to this company any more. Choose again.")
        )
    return found
