"""Writing first: a person begins a conversation with somebody who does not wait for us."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Assignment, Conversation, Draft, Message
from regard.conversations.operations.drafts import Written, keep_draft, mark_sent
from regard.conversations.operations.inbound import Came, next_number
from regard.conversations.operations.letters import end_letter
from regard.conversations.operations.reminders import end_reminder
from regard.conversations.operations.sending import (
    AlreadySentError,
    Answer,
    EmptyAnswerError,
    NoRecipientError,
    check_answer,
    check_number,
    send,
)
from regard.conversations.operations.story import tell
from regard.conversations.queries.drafts import AddressError, enclosures, open_draft
from regard.conversations.queries.thread import nothing_was_said
from regard.conversations.rules.calendar_files import told_of
from regard.conversations.rules.formatting import preview
from regard.customers import operations as customers
from regard.customers.models import Contact
from regard.customers.queries import names_of
from regard.kit.ids import uuid7
from regard.mail import queries as mail
from regard.mail.models import Mailbox, Outgoing
from regard.mail.rules.compose import Enclosure
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class NoSubjectError(Exception):
    """A letter out of the blue says what it is about. Nothing was sent; the text is kept."""


class CannotSendError(Exception):
    """Nothing can leave from this mailbox. Nothing was sent; the text is kept."""


class SentBeforeError(Exception):
    """Under this id something else was sent before. Nothing was sent; the text is kept, to be sent as another message."""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A letter to somebody who did not ask. `to` and `cc` are (name, address); `dropped` are kept files that were unticked.

    `id` comes with the form and becomes the conversation's, so that a second click begins no second conversation.
    """

    id: UUID
    subject: str
    text: str
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...] = ()
    files: tuple[Enclosure, ...] = ()
    dropped: tuple[UUID, ...] = ()


def begin(
    *, beginning: Beginning, came: Came, mailbox: Mailbox, by: User, at: datetime, undo_for: timedelta = timedelta()
) -> Message:
    """Write first. Nobody waits, so no clock runs; what the customer answers comes into the same conversation, to `by`.

    `came` says from where: an answer comes in there. For `undo_for` the letter waits in the outbox and can be taken back; the
    conversation then stands empty with its draft, and beginning it again with the same id sends it. Raises AlreadySentError,
    SentBeforeError, CannotSendError, NoSubjectError, AddressError, ForbiddenError and what `reply` raises about its content.
    """
    staff.require(by, Right.ANSWER)
    _check(beginning, mailbox)
    beginning = _named(beginning)
    with transaction.atomic():
        (name, address), *_others = beginning.to
        contact = customers.recognise(address=address, name=name, at=at, is_sample=came.is_sample)
        conversation = _held(beginning, contact, came, by, at)
        draft = _kept(conversation, beginning, by, at)
        answer = Answer(text=beginning.text, to=beginning.to, cc=beginning.cc, files=enclosures(draft))
        check_answer(answer)
        message = send(conversation=conversation, answer=answer, mailbox=mailbox, by=by, at=at, send_at=at + undo_for)
        mark_sent(conversation=conversation, message=message, written=_written(beginning), draft=draft)
        end_reminder(conversation=conversation, by=by, at=at)
        end_letter(letter_id=conversation.id, by=by)
        tell(
            "conversation.begun", conversation, at=at, by=by,
            data={"message": str(message.id), "number": conversation.number, "team": str(conversation.team_id), **told_of(answer.files)},
        )  # fmt: skip
    return message


def put_away(*, conversation: Conversation, by: User, at: datetime) -> bool:
    """Throw away what was taken back before it left, and the conversation with it; False where anything was said since."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(id=conversation.id)
        others = conversation.drafts.exclude(author=by)
        if not nothing_was_said(conversation) or conversation.messages.exists() or others.exists():
            return False
        tell("conversation.put_away", conversation, at=at, by=by, data={"number": conversation.number})
        Conversation.objects.filter(id=conversation.id).delete()
        end_letter(letter_id=conversation.id, by=by)
        _forget(conversation.contact, conversation.created_at, at)
    return True


def _check(beginning: Beginning, mailbox: Mailbox) -> None:
    """What must be right before anybody is recognised."""
    if not mail.can_send(mailbox):
        words = {"address": mailbox.address}
        raise CannotSendError(_("Nothing can leave from %(address)s just now. Choose another sender.") % words)
    if not beginning.to:
        raise NoRecipientError(_("Say whom this goes to."))
    people = [address for _name, address in (*beginning.to, *beginning.cc)]
    check_number(len(people))
    ours = mail.ours_among(people)
    if ours:
        own = next(address for address in people if address in ours)
        said = _("%(address)s is an address of ours. This is for writing to customers.") % {"address": own}
        raise AddressError(said, typed=own)
    if not beginning.subject.strip():
        raise NoSubjectError(_("Say in a few words what it is about. Nothing was sent."))


def _named(beginning: Beginning) -> Beginning:
    """Whom we know is addressed by name, where only the address was typed."""
    names = names_of([address for _name, address in (*beginning.to, *beginning.cc)])
    to, cc = (
        tuple((name or names.get(address.lower(), ""), address) for name, address in people)
        for people in (beginning.to, beginning.cc)
    )
    return replace(beginning, to=to, cc=cc)


def _held(beginning: Beginning, contact: Contact, came: Came, by: User, at: datetime) -> Conversation:
    """The conversation, new or taken back before, held until the end of the transaction."""
    columns = _columns(beginning, contact, came, by, at)
    new: dict[str, Any] = {**columns, "number": next_number}
    conversation, is_new = Conversation.objects.get_or_create(id=beginning.id, defaults=new)
    if not is_new:
        conversation = Conversation.objects.select_for_update().get(id=conversation.id)
        _refuse_second_click(conversation, beginning, by)
        before, made_at = conversation.contact, conversation.created_at
        for name, value in columns.items():
            setattr(conversation, name, value)
        conversation.save()
        if before.id != contact.id:
            _forget(before, made_at, at)
    Assignment.objects.create(
        id=uuid7(), conversation=conversation, user=by, team=came.team, by=by, at=at, reasons=conversation.assigned_why
    )
    return conversation


def _columns(beginning: Beginning, contact: Contact, came: Came, by: User, at: datetime) -> dict[str, Any]:
    account = contact.account
    return {
        "subject": _subject(beginning),
        "account": account,
        "contact": contact,
        "team": came.team,
        "is_team_only": came.is_team_only,
        "channel_kind": came.channel_kind,
        "channel_id": came.channel_id,
        "our_address": came.our_address,
        "language": contact.language or (account.language if account else ""),
        "assignee": by,
        "assigned_why": [{"kind": "began"}],
        "state": Conversation.State.OPEN,
        "closed_at": None,
        "closed_by": None,
        "close_reason": "",
        "latest_speaker": Conversation.Speaker.US,
        "latest_message_at": at,
        "created_at": at,
        "preview": preview(beginning.text),
        "is_sample": came.is_sample,
    }


def _refuse_second_click(conversation: Conversation, beginning: Beginning, by: User) -> None:
    """Only what its writer took back is begun again; the same words under the same id went already."""
    if nothing_was_said(conversation) and open_draft(by, conversation):
        return
    first = conversation.messages.filter(kind=Message.Kind.OUTBOUND, author=by).order_by("at", "id").first()
    if first and first.outgoing and _is_same(first, first.outgoing, beginning):
        raise AlreadySentError(first)
    raise SentBeforeError(_("From this page something was sent before. Send again to send this as another message."))


def _is_same(first: Message, outgoing: Outgoing, beginning: Beginning) -> bool:
    went_to = set(outgoing.recipients.values_list("address", flat=True))
    people = {address.lower() for _name, address in (*beginning.to, *beginning.cc)}
    return (first.text, first.subject, went_to) == (beginning.text, _subject(beginning), people)


def _subject(beginning: Beginning) -> str:
    return " ".join(beginning.subject.split())


def _kept(conversation: Conversation, beginning: Beginning, by: User, at: datetime) -> Draft:
    """The draft that becomes the message, with its files: what is taken back stands there again."""
    draft = keep_draft(conversation=conversation, written=_written(beginning), by=by, at=at)
    if draft is None:
        raise EmptyAnswerError(_("There is nothing to send yet."))
    return draft


def _written(beginning: Beginning) -> Written:
    return Written(
        text=beginning.text,
        recipients=tuple(address for _name, address in beginning.to),
        cc=", ".join(address for _name, address in beginning.cc),
        files=beginning.files,
        dropped=beginning.dropped,
    )


def _forget(contact: Contact, made_at: datetime, at: datetime) -> None:
    """A slip in the address made somebody who is nobody: known from the same moment, and nothing else is about them."""
    is_known = contact.conversations.exists() or contact.messages.exists()
    if contact.created_at == made_at and not is_known:
        customers.withdraw_contact(contact=contact, at=at)
