"""That a meeting was, and when, stays; who was there and what was said goes."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from regard.kit.holders import ERASED_WORDS, Item, Person, Plain
from regard.kit.wiping import Wiper
from regard.mail.personal.rules import erased_id
from regard.meetings.models import Attendance, Meeting

_COLUMNS = ("kind", "title", "starts_at", "ends_at", "place", "text", "state")


class MeetingsHolder(Plain):
    """Meetings and calls with the person."""

    def export(self, person: Person) -> Iterator[Item]:
        """When they met us, where, what was noted of it, and what they answered."""
        rows = _with(person).order_by("starts_at", "id")
        if met := list(rows.values(*_COLUMNS)):
            yield Item("meetings.json", met)
        own = _own(person).order_by("meeting__starts_at", "id")
        if attended := list(own.values("meeting__starts_at", "address", "name", "answer")):
            yield Item("attendances.json", attended)

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  meetings keep their own times
        """Take the words out of meetings with the person alone, and the person out of those with others."""
        changed, wiper = 0, Wiper(person)
        theirs = list(_with(person).values_list("id", flat=True))
        for meeting in Meeting.objects.filter(id__in=theirs):
            changed += _erase(meeting, person, wiper)
        own = _own(person).exclude(address="", name=person.pseudonym)
        changed += own.update(address="", name=person.pseudonym)
        return changed + _wipe_others(person, wiper, theirs)


def _own(person: Person) -> "QuerySet[Attendance]":
    return Attendance.objects.filter(Q(contact__in=person.contact_ids) | Q(address__in=person.addresses))


def _with(person: Person) -> "QuerySet[Meeting]":
    """Also what came in their conversations: somebody who calls a meeting need not stand among those who attend."""
    own = Exists(_own(person).filter(meeting=OuterRef("id")))
    return Meeting.objects.filter(own | Q(conversation__in=person.of("conversation")))


def _erase(meeting: Meeting, person: Person, wiper: Wiper) -> int:
    others = Attendance.objects.filter(meeting=meeting, user=None).exclude(id__in=_own(person).values("id"))
    is_shared = others.exclude(contact=None, address="").exists()
    now = {
        name: wiper.text(text) if is_shared else (ERASED_WORDS if text else "")
        for name, text in (("title", meeting.title), ("place", meeting.place), ("text", meeting.text))
    }
    now["uid"] = erased_id(meeting.uid, key=settings.SECRET_KEY)
    if all(getattr(meeting, name) == value for name, value in now.items()):
        return 0
    return Meeting.objects.filter(id=meeting.id).update(**now)


def _wipe_others(person: Person, wiper: Wiper, theirs: list[UUID]) -> int:
    """Meetings with others in which the person is named whole, or by an address."""
    naming = Q()
    for words in (*person.addresses, *(name for name in person.names if len(name.split()) > 1)):
        naming |= Q(text__icontains=words) | Q(title__icontains=words) | Q(place__icontains=words)
    changed = 0
    for meeting in Meeting.objects.filter(naming).exclude(id__in=theirs) if naming else ():
        now = {name: wiper.text(getattr(meeting, name)) for name in ("title", "place", "text")}
        if any(getattr(meeting, name) != value for name, value in now.items()):
            changed += Meeting.objects.filter(id=meeting.id).update(**now)
    return changed
