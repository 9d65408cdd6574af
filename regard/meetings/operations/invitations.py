"""Invitations in letters, ours and theirs: planned, moved, answered and cancelled meetings file themselves.

Parts of RFC 5546 (iTIP): only the organiser's side changes a meeting, only an attendee answers, a later version wins.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from regard.conversations.models import Conversation, Message
from regard.conversations.rules.calendar_files import is_calendar
from regard.events.models import Event
from regard.kit.ids import uuid7
from regard.mail import queries as mail
from regard.meetings.models import Attendance, Meeting
from regard.meetings.operations.attending import bring_people, organiser_is_ours
from regard.meetings.operations.story import tell
from regard.meetings.rules import answer_of, calendars, is_later, speaks_for
from regard.meetings.rules.calendars import read_meetings

log = structlog.get_logger()
#: A letter with more is a calendar somebody sent, and no invitation.
MOST = 20
LARGEST = 1_000_000
_UID, _LONG = 255, 300


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The letter a calendar came with: who speaks in it, and whether that is one of us."""

    message: Message
    conversation: Conversation
    sender: str
    is_ours: bool

    @property
    def actor(self) -> Event.Actor:
        """Who did what the calendar says."""
        return Event.Actor.PERSON if self.is_ours else Event.Actor.CUSTOMER


def file_invitations(*, message_id: UUID) -> int:
    """File the meetings in a letter's calendars; how many were new or changed. What cannot be read is left where it is."""
    rows = Message.objects.select_related("conversation__account", "contact", "author")
    message = rows.filter(id=message_id).first()
    if message is None:  # taken back before it left
        return 0
    is_ours = message.kind == Message.Kind.OUTBOUND
    sent = Sent(message=message, conversation=message.conversation, sender=message.author_address, is_ours=is_ours)
    found = _invited(message)
    return sum(_take(one, sent) for one in found) if len(found) <= MOST else 0


def _invited(message: Message) -> list[calendars.Meeting]:
    """What the calendars of a letter hold, each once: programs send the same calendar as a part and as a file."""
    found: dict[tuple[str, str, str], calendars.Meeting] = {}
    for file in message.attachments.select_related("raw").order_by("id"):
        if not is_calendar(filename=file.filename, content_type=file.content_type) or file.size > LARGEST:
            continue
        read = read_meetings(mail.raw_bytes(file.raw))
        if read.reasons:
            log.info("meetings.unreadable", message=str(message.id), reasons=read.reasons[:5])
        for one in read.meetings:
            found.setdefault((one.uid, one.occurrence, one.method), one)
    return list(found.values())


def _take(invited: calendars.Meeting, sent: Sent) -> bool:
    """Do what one entry asks for; whether anything changed."""
    invited = replace(invited, uid=_uid(invited))
    with transaction.atomic():
        known = _known(invited)
        if invited.method in {"REPLY", "COUNTER"}:
            return _answer(known or _unknown_of_ours(invited, sent), invited, sent)
        if invited.method not in {"", "REQUEST", "PUBLISH", "CANCEL"}:
            return False
        if known is None:
            return _add(invited, sent) is not None
        return _change(known, invited, sent)


def _known(invited: calendars.Meeting) -> Meeting | None:
    """By its UID; one day of a series that is not kept apart yet is new, unless the letter answers: then the series is meant."""
    rows = Meeting.objects.select_for_update().filter(uid=invited.uid)
    found = rows.filter(occurrence=invited.occurrence).first()
    is_answer = invited.method in {"REPLY", "COUNTER"}
    return found or (rows.filter(occurrence="").first() if is_answer else None)


def _uid(invited: calendars.Meeting) -> str:
    """The calendar's; for one without, or with one longer than we keep, what makes it the same when it comes again."""
    uid = invited.uid.replace("\x00", "").strip()
    if 0 < len(uid) <= _UID:
        return uid
    organiser = invited.organiser.email if invited.organiser else ""
    told = f"{uid}|{invited.summary}|{invited.starts_at.isoformat()}|{organiser}"
    return f"sha256:{sha256(told.encode('utf-8', 'replace')).hexdigest()}"


def _unknown_of_ours(invited: calendars.Meeting, sent: Sent) -> Meeting | None:
    """An answer to an invitation that left from a calendar program of ours: the answer tells enough to file the meeting."""
    return _add(invited, sent) if organiser_is_ours(invited) and not sent.is_ours else None


def _add(invited: calendars.Meeting, sent: Sent) -> Meeting | None:
    is_cancelled = invited.method == "CANCEL" or invited.is_cancelled
    conversation = sent.conversation
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                id=uuid7(), kind=Meeting.Kind.MEETING, uid=invited.uid, occurrence=invited.occurrence,
                state=Meeting.State.CANCELLED if is_cancelled else Meeting.State.PLANNED,
                account=conversation.account, conversation=conversation, message=sent.message,
                by=sent.message.author if sent.is_ours else None, at=sent.message.at,
                is_sample=conversation.is_sample, **_facts(invited),
            )  # fmt: skip
    except IntegrityError:  # another worker read the same invitation at the same moment
        return None
    bring_people(meeting, invited, conversation=conversation, sender=sent.message.contact, at=sent.message.at)
    kind = "meeting.cancelled" if is_cancelled else "meeting.planned"
    tell(kind, meeting, at=sent.message.at, actor=sent.actor, by_id=sent.message.author_id)
    return meeting


def _facts(invited: calendars.Meeting) -> dict[str, object]:
    """What a version of an invitation says."""
    ends_at = invited.ends_at or invited.starts_at
    return {
        "title": _clean(invited.summary), "place": _clean(invited.place), "starts_at": invited.starts_at,
        "ends_at": max(ends_at, invited.starts_at), "is_all_day": invited.is_all_day, "repeats": invited.repeats,
        "sequence": invited.sequence, "stamped_at": invited.stamped_at,
    }  # fmt: skip


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())[:_LONG]


def _change(meeting: Meeting, invited: calendars.Meeting, sent: Sent) -> bool:
    """Move or cancel, where the letter comes from the organiser's side and is later than what is known."""
    version = (invited.sequence, invited.stamped_at)
    if not _may_change(meeting, sent) or not is_later(version, (meeting.sequence, meeting.stamped_at)):
        return False
    before = (meeting.starts_at, meeting.ends_at, meeting.place)
    is_cancelled = invited.method == "CANCEL" or invited.is_cancelled
    was_cancelled = meeting.state == Meeting.State.CANCELLED
    facts = {"sequence": invited.sequence, "stamped_at": invited.stamped_at} if is_cancelled else _facts(invited)
    for name, value in facts.items():
        setattr(meeting, name, value)
    meeting.state = Meeting.State.CANCELLED if is_cancelled else Meeting.State.PLANNED
    meeting.save(update_fields=[*facts, "state"])
    who: dict[str, Any] = {"actor": sent.actor, "by_id": sent.message.author_id, "at": sent.message.at}
    if is_cancelled:
        if not was_cancelled:
            tell("meeting.cancelled", meeting, **who)
        return not was_cancelled
    bring_people(meeting, invited, conversation=sent.conversation, sender=sent.message.contact, at=sent.message.at)
    if was_cancelled or before != (meeting.starts_at, meeting.ends_at, meeting.place):
        moved = {"from": before[0].isoformat(), "to": meeting.starts_at.isoformat()}
        tell("meeting.moved", meeting, data=moved, **who)
    return True


def _may_change(meeting: Meeting, sent: Sent) -> bool:
    """The organiser's side; where nobody is named as organiser, the conversation the meeting came in."""
    if sent.message.is_unverified:
        return False
    organiser = meeting.attendances.filter(is_organiser=True).exclude(address="").first()
    if organiser is None:
        return bool(meeting.conversation_id == sent.conversation.id)
    if sent.is_ours:
        return organiser.user_id is not None or bool(mail.ours_among([organiser.address]))
    return speaks_for(sent.sender, organiser.address)


def _answer(meeting: Meeting | None, invited: calendars.Meeting, sent: Sent) -> bool:
    """An attendee accepts, declines, or asks for another time; only for themselves."""
    if meeting is None or sent.message.is_unverified:
        return False
    changed = False
    for person in invited.people:
        address = person.email.strip().lower()
        row = meeting.attendances.filter(address=address).select_related("contact").first() if address else None
        if row and (speaks_for(sent.sender, address) or _is_of_sender(row, sent)):
            changed |= _note_answer(meeting, row, invited, person.answer, sent)
    return changed


def _is_of_sender(row: Attendance, sent: Sent) -> bool:
    """The same person, writing from another address of theirs."""
    return row.contact_id is not None and row.contact_id == sent.message.contact_id


def _note_answer(meeting: Meeting, row: Attendance, invited: calendars.Meeting, answer: str, sent: Sent) -> bool:
    proposes = invited.method == "COUNTER"
    said = Attendance.Answer.TENTATIVE if proposes else Attendance.Answer(answer_of(answer))
    if row.answer == said and not proposes:
        return False
    Attendance.objects.filter(id=row.id).update(answer=said)
    data = {"attendance": row.id.hex, "answer": str(said)}
    if proposes:
        data["proposed"] = invited.starts_at.isoformat()
    tell("meeting.answered", meeting, at=sent.message.at, actor=sent.actor, by_id=sent.message.author_id, data=data)
    return True
