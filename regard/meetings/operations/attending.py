"""Who takes part in a meeting: contacts, colleagues, and addresses nobody here knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from regard.conversations.models import Conversation
from regard.customers.models import Contact, ContactMethod
from regard.customers.operations import recognise
from regard.customers.queries import account_of_domain
from regard.customers.rules import normalise_email
from regard.kit.ids import uuid7
from regard.mail import queries as mail
from regard.meetings.models import Attendance, Meeting
from regard.meetings.rules import answer_of, calendars
from regard.staff.models import User

#: An invitation to more is a webinar: the first of them are kept.
MOST_PEOPLE = 200
#: So many colleagues of a customer become contacts by one invitation.
MOST_NEW = 20


def organiser_is_ours(invited: calendars.Meeting) -> bool:
    """Whether a mailbox or a colleague of ours called the meeting."""
    address = normalise_email(invited.organiser.email) if invited.organiser else ""
    return bool(address) and (bool(mail.ours_among([address])) or bool(_colleagues([address])))


def bring_people(
    meeting: Meeting, invited: calendars.Meeting, *, conversation: Conversation, sender: Contact | None, at: datetime
) -> None:
    """Keep who takes part as this version of the invitation says; who is not invited any more goes.

    Somebody new at the very company the conversation is with becomes a contact, as if they had written.
    """
    people = _by_address(invited)
    contacts, colleagues = _contacts(people), _colleagues(people)
    ours = mail.ours_among(people)
    unknown = [one for one in people if one not in contacts and one not in colleagues and one not in ours]
    contacts |= _newly_met(unknown, people, conversation, at)
    kept = {row.address: row for row in meeting.attendances.exclude(address="")}
    seen = set[UUID]()
    organiser = normalise_email(invited.organiser.email) if invited.organiser else ""
    for address, person in people.items():
        contact = contacts.get(address)
        if contact and contact.id in seen:  # two addresses of one person
            continue
        seen |= {contact.id} if contact else set()
        seat = _Seat(
            person=person, contact=contact, colleague=colleagues.get(address), is_organiser=address == organiser
        )
        _keep(meeting, address, seat, kept.pop(address, None))
    meeting.attendances.filter(id__in=[row.id for row in kept.values()]).delete()
    if sender and not meeting.attendances.filter(contact__isnull=False).exists():
        Attendance.objects.create(id=uuid7(), meeting=meeting, contact=sender, name=sender.name[:200])


@dataclass(frozen=True, kw_only=True)
class _Seat:
    """Somebody who takes part, and who of us or of the customers that is."""

    person: calendars.Person
    contact: Contact | None
    colleague: User | None
    is_organiser: bool

    @property
    def name(self) -> str:
        known = self.contact or self.colleague
        return ((known.name if known else "") or self.person.name.replace("\x00", ""))[:200]


def _keep(meeting: Meeting, address: str, seat: _Seat, row: Attendance | None) -> None:
    comes = seat.is_organiser and seat.person.answer in {"", "NEEDS-ACTION"}
    answer = Attendance.Answer.ACCEPTED if comes else Attendance.Answer(answer_of(seat.person.answer))
    told: dict[str, Any] = {
        "contact": seat.contact, "user": seat.colleague, "name": seat.name, "is_organiser": seat.is_organiser,
    }  # fmt: skip
    if row is None:
        if seat.contact:  # noted before under another address
            meeting.attendances.filter(contact=seat.contact).delete()
        Attendance.objects.create(id=uuid7(), meeting=meeting, address=address, answer=answer, **told)
        return
    if answer != Attendance.Answer.NEEDS_ACTION:  # an organiser's copy often forgets what was answered
        told["answer"] = answer
    Attendance.objects.filter(id=row.id).update(**told)


def _by_address(invited: calendars.Meeting) -> dict[str, calendars.Person]:
    """Each person once; what stands for them as an attendee says more than as organiser. Rooms take no part."""
    found: dict[str, calendars.Person] = {}
    for person in filter(None, [*invited.people, invited.organiser]):
        address = normalise_email(person.email.replace("\x00", ""))
        if "@" in address and len(address) <= 320 and not person.is_thing:
            found.setdefault(address, person)
    return dict(list(found.items())[:MOST_PEOPLE])


def _contacts(addresses: Iterable[str]) -> dict[str, Contact]:
    methods = ContactMethod.objects.filter(kind=ContactMethod.Kind.EMAIL, normalised__in=list(addresses))
    return {method.normalised: method.contact for method in methods.select_related("contact")}


def _colleagues(addresses: Iterable[str]) -> dict[str, User]:
    return {user.email.lower(): user for user in User.objects.filter(email__in=list(addresses))}


def _newly_met(
    unknown: list[str], people: dict[str, calendars.Person], conversation: Conversation, at: datetime
) -> dict[str, Contact]:
    account = conversation.account_id
    found: dict[str, Contact] = {}
    for address in unknown if account else ():
        at_home = account_of_domain(address)
        if at_home and at_home.id == account and len(found) < MOST_NEW:
            name = people[address].name.replace("\x00", "").strip()[:200]
            name = "" if "@" in name else name
            found[address] = recognise(address=address, name=name, at=at, is_sample=conversation.is_sample)
    return found
