"""What a letter becomes: a message in a conversation."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from regard.conversations.models import Attachment, Conversation, Message, Participant, Series
from regard.conversations.operations.past import settle_past
from regard.conversations.operations.reminders import wake_reminders
from regard.conversations.operations.story import tell
from regard.conversations.queries import Match
from regard.conversations.rules.calendar_files import told_of
from regard.conversations.rules.formatting import preview
from regard.customers.models import Contact
from regard.events.models import Event
from regard.kit.ids import uuid7
from regard.mail import queries as mail_queries
from regard.mail.models import Inbound, Outgoing
from regard.mail.operations import keep
from regard.mail.operations.queue import DeliveryReport, record_delivery_report
from regard.mime.models import ParsedMail
from regard.staff.models import Team, User

#: A letter to thousands makes the first of them participants; the others can still be answered by hand.
_MOST_PARTICIPANTS = 200
_NEXT_NUMBER = """
UPDATE conversations_series SET following = following + 1 WHERE name = %s RETURNING following - 1"""


@dataclass(frozen=True, kw_only=True)
class Came:
    """Where a letter came in: the channel, the team it goes to, and the address it was written to.

    `is_history`: before the mailbox was watched.
    """

    channel_kind: str
    channel_id: UUID
    our_address: str
    team: Team
    is_team_only: bool = False
    is_sample: bool = False
    is_history: bool = False


def add_message(
    *, mail: ParsedMail, inbound: Inbound, contact: Contact, match: Match, came: Came, at: datetime
) -> Message:
    """Add what a customer, or a customer's machine, wrote: to the matched conversation, or to a new one.

    A person's message needs an answer and reopens a closed conversation. A machine's message does neither, nor does one of
    the past: that only finds its place in time.
    """
    with transaction.atomic(savepoint=False):
        conversation = match.conversation
        if conversation is None:
            conversation = _start(mail, contact, match, came, at)
        else:
            conversation = Conversation.objects.select_for_update().get(id=conversation.id)
        message = _store(
            mail, inbound, contact, conversation, at, is_unverified=match.is_unverified, is_history=came.is_history
        )
        _note_participants(mail, conversation, at)
        if came.is_history:
            settle_past(conversation, message, answers=(*mail.references, *mail.in_reply_to))
        elif match.conversation:
            _move(conversation, message)
        tell(
            "message.found" if came.is_history else "message.received",
            conversation,
            at=at,
            actor=Event.Actor.MACHINE if message.is_automatic else Event.Actor.CUSTOMER,
            data={
                "message": str(message.id),
                "needs_answer": message.needs_answer,
                "automatic": message.automatic_reason,
                **told_of(mail.attachments),
            },
        )
    return message


def add_answer_from_elsewhere(
    *, mail: ParsedMail, inbound: Inbound, conversation: Conversation, author: User | None, at: datetime
) -> Message:
    """Add what a colleague wrote from another mail program: it stands in the thread and answers like any other answer."""
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(id=conversation.id)
        message = Message.objects.create(
            id=uuid7(),
            conversation=conversation,
            kind=Message.Kind.OUTBOUND,
            at=at,
            author=author,
            author_name=(mail.from_.name if mail.from_ else "") or "",
            author_address=mail.from_.email.lower() if mail.from_ else "",
            subject=mail.subject,
            text=mail.reply_text or mail.text,
            quoted=mail.quoted_text,
            message_id=mail.message_id,
            inbound=inbound,
            has_files=bool(mail.attachments),
        )
        _keep_files(mail, message, at)
        _note_participants(mail, conversation, at)
        open_messages = conversation.messages.filter(needs_answer=True, answered_at=None, at__lte=at)
        answered = [str(identifier) for identifier in open_messages.values_list("id", flat=True)]
        open_messages.update(answered_at=at, answered_by=message)
        conversation.latest_speaker = Conversation.Speaker.US
        conversation.latest_message_at = max(conversation.latest_message_at, at)
        conversation.waiting_since = _oldest_waiting(conversation)
        conversation.preview = preview(message.text)
        conversation.save(update_fields=["latest_speaker", "latest_message_at", "waiting_since", "preview"])
        tell(
            "conversation.answered",
            conversation,
            at=at,
            by=author,
            actor=Event.Actor.PERSON,
            data={
                "message": str(message.id),
                "answers": answered,
                "holding": False,
                "elsewhere": True,
                **told_of(mail.attachments),
            },
        )
    return message


def add_answer_of_the_past(
    *, mail: ParsedMail, inbound: Inbound, conversation: Conversation, author: User | None, at: datetime
) -> Message:
    """Add what a colleague wrote before the mailbox was watched: it answers what stood before it."""
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(id=conversation.id)
        message = Message.objects.create(
            id=uuid7(), conversation=conversation, kind=Message.Kind.OUTBOUND, at=at, author=author, is_history=True,
            author_name=(mail.from_.name if mail.from_ else "") or "",
            author_address=mail.from_.email.lower() if mail.from_ else "",
            subject=mail.subject, text=mail.reply_text or mail.text, quoted=mail.quoted_text, message_id=mail.message_id,
            inbound=inbound, has_files=bool(mail.attachments),
        )  # fmt: skip
        _keep_files(mail, message, at)
        _note_participants(mail, conversation, at)
        settle_past(conversation, message, answers=(*mail.references, *mail.in_reply_to))
        said = {"message": str(message.id), "needs_answer": False, **told_of(mail.attachments)}
        tell("message.found", conversation, at=at, by=author, data=said)
    return message


def begin_from_our_side(*, mail: ParsedMail, contact: Contact, came: Came, at: datetime) -> Conversation:
    """A conversation of the past of which only our answer is known yet."""
    return _start(mail, contact, Match(), replace(came, is_history=True), at)


def record_report(*, outgoing: Outgoing, report: DeliveryReport, at: datetime) -> None:
    """Note a delivery report about a letter of ours, where people see it."""
    record_delivery_report(outgoing=outgoing, report=report, at=at)


def next_number(series: str = "conversation") -> int:
    """The next human number of a series; its row is locked until the transaction ends, so numbers have no gaps."""
    while (number := _following(series)) is None:
        Series.objects.bulk_create([Series(name=series)], ignore_conflicts=True)
    return number


def _following(series: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [series])
        row = cursor.fetchone()
    return row[0] if row else None


def _start(mail: ParsedMail, contact: Contact, match: Match, came: Came, at: datetime) -> Conversation:
    conversation = Conversation.objects.create(
        id=uuid7(),
        number=next_number(),
        subject=mail.subject.strip(),
        account=contact.account,
        contact=contact,
        team=came.team,
        is_team_only=came.is_team_only,
        channel_kind=came.channel_kind,
        channel_id=came.channel_id,
        our_address=came.our_address,
        language=mail.language or contact.language or "",
        latest_speaker=Conversation.Speaker.MACHINE if mail.is_automatic else Conversation.Speaker.CUSTOMER,
        latest_message_at=at,
        preview=preview(mail.reply_text or mail.text),
        waiting_since=None if mail.is_automatic or came.is_history else at,
        created_at=at,
        is_unverified=match.is_unverified,
        resembles=match.resembles,
        is_sample=came.is_sample,
    )
    tell("conversation.started", conversation, at=at, data={"number": conversation.number})
    return conversation


def _store(
    mail: ParsedMail,
    inbound: Inbound,
    contact: Contact,
    conversation: Conversation,
    at: datetime,
    *,
    is_unverified: bool,
    is_history: bool,
) -> Message:
    message = Message.objects.create(
        id=uuid7(),
        conversation=conversation,
        kind=Message.Kind.INBOUND,
        at=at,
        contact=contact,
        author_name=(mail.from_.name if mail.from_ else "") or contact.name,
        author_address=mail.from_.email.lower() if mail.from_ else inbound.envelope_from.lower(),
        reply_to=mail.reply_to[0].email.lower()[:320] if mail.reply_to else "",
        subject=mail.subject,
        text=mail.reply_text or mail.text,
        quoted=mail.quoted_text if mail.reply_text else "",
        html=mail.html,
        language=mail.language or "",
        message_id=mail.message_id,
        inbound=inbound,
        is_automatic=mail.is_automatic,
        automatic_reason=mail.automatic_reason[:60],
        is_unverified=is_unverified,
        is_history=is_history,
        needs_answer=not mail.is_automatic,
        has_files=bool(mail.attachments),
    )
    _keep_files(mail, message, at)
    return message


def _keep_files(mail: ParsedMail, message: Message, at: datetime) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            id=uuid7(),
            message=message,
            raw=keep(file.content, at=at),
            filename=file.filename[:255] or "file",
            content_type=file.content_type[:120],
            size=file.size,
            content_id=file.content_id[:255],
        )
        for file in mail.attachments
    )


def _note_participants(mail: ParsedMail, conversation: Conversation, at: datetime) -> None:
    """Everybody on the letter may answer into the conversation; our own addresses are not participants."""
    if mail.is_automatic:
        return
    people = [(mail.from_, "wrote")] if mail.from_ else []
    people += [(person, "wrote") for person in mail.reply_to[:1]]
    people += [(person, "copied") for person in (*mail.to, *mail.cc)[:_MOST_PARTICIPANTS]]
    named = [(person.email.strip().lower(), person.name[:200], reason) for person, reason in people]
    ours = mail_queries.ours_among(address for address, _name, _reason in named)
    Participant.objects.bulk_create(
        (
            Participant(id=uuid7(), conversation=conversation, address=address, name=name, reason=reason, since=at)
            for address, name, reason in named
            if "@" in address and len(address) <= 320 and address not in ours
        ),
        ignore_conflicts=True,
    )


def _move(conversation: Conversation, message: Message) -> None:
    """The conversation's state after a message came in."""
    conversation.latest_message_at = max(conversation.latest_message_at, message.at)
    if not message.is_automatic:
        conversation.latest_speaker = Conversation.Speaker.CUSTOMER
        conversation.preview = preview(message.text)
        conversation.waiting_since = conversation.waiting_since or message.at
        wake_reminders(conversation=conversation, at=message.at)
        _reopen_if_closed(conversation, message)
    elif not conversation.preview:
        conversation.preview = preview(message.text)
    conversation.save()


def _reopen_if_closed(conversation: Conversation, message: Message) -> None:
    if conversation.state == Conversation.State.CLOSED:
        conversation.state = Conversation.State.OPEN
        conversation.closed_at = conversation.closed_by = None
        conversation.closed_by_customer, conversation.close_reason = False, ""
        tell(
            "conversation.reopened",
            conversation,
            at=message.at,
            actor=Event.Actor.CUSTOMER,
            data={"message": str(message.id)},
        )


def _oldest_waiting(conversation: Conversation) -> datetime | None:
    oldest = conversation.messages.filter(needs_answer=True, answered_at=None, is_history=False).order_by("at").first()
    return oldest.at if oldest else None
