"""Answering: a person writes, the customer stops waiting, the letter goes to the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from regard.conversations import queries
from regard.conversations.models import Attachment, Conversation, Draft, Message, Participant
from regard.conversations.operations.acknowledge import new_message_id, reply_address
from regard.conversations.operations.drafts import PlannedError, Written, mark_sent
from regard.conversations.operations.story import tell
from regard.conversations.queries.drafts import MOST_RECIPIENTS, open_draft
from regard.conversations.rules.formatting import as_html, preview, quote
from regard.conversations.rules.snippets import open_marks
from regard.events.operations import Subject
from regard.kit.ids import uuid7
from regard.mail.models import Mailbox, Outgoing
from regard.mail.operations import keep, queue
from regard.mail.operations.queue import Posting
from regard.mail.rules.compose import Enclosure, Letter, compose, reference_chain
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class EmptyAnswerError(Exception):
    """There is nothing to send. Nothing was changed."""


class NoRecipientError(Exception):
    """Nobody is left to send to. Nothing was changed; the text is kept."""


class FillInError(Exception):
    """A mark of a snippet was not filled in. Nothing was sent; the text is kept."""


class TooManyRecipientsError(Exception):
    """A letter goes to a hundred people at most. Nothing was sent; the text is kept."""


class NewerMessageError(Exception):
    """Something came in that the writer had not seen. Nothing was sent; the text is kept."""


class AnsweredSinceError(NewerMessageError):
    """A colleague answered since the writer looked. Nothing was sent; the text is kept."""


class AlreadySentError(Exception):
    """The same words went a moment ago, by a second click. Nothing was sent twice; `message` is what went."""

    def __init__(self, message: Message) -> None:
        super().__init__(_("This answer was sent already."))
        self.message = message


#: Within this time the same words from the same person in answer to the same message are a second click.
_SECOND_CLICK = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a person sends. `to` and `cc` are (name, address); `seen` is the latest message the writer had on screen.

    `is_holding`: the writer says that this answers no question yet. The customer goes on waiting, with a dated promise.
    """

    text: str
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...] = ()
    is_holding: bool = False
    files: tuple[Enclosure, ...] = ()
    seen: UUID | None = None
    draft_id: UUID | None = None


def reply(
    *,
    conversation: Conversation,
    answer: Answer,
    mailbox: Mailbox,
    by: User,
    at: datetime,
    undo_for: timedelta = timedelta(),
) -> Message:
    """Send a person's answer. Everything the customer was waiting for is answered by it, unless it only holds.

    For `undo_for` the letter waits in the outbox and can be taken back. The writer's draft becomes the message.
    Raises EmptyAnswerError, NoRecipientError, TooManyRecipientsError, FillInError, NewerMessageError, PlannedError,
    AlreadySentError, ForbiddenError.
    """
    staff.require(by, Right.ANSWER)
    check_answer(answer)
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().select_related("contact").get(id=conversation.id)
        draft = _draft_of(conversation, answer, by)
        if answer.seen:
            _refuse_second_click(conversation, answer, by, at)
            _refuse_if_newer(conversation, answer.seen, by)
        written = _written(conversation, answer)
        message = _send(conversation, answer, mailbox, by, at, send_at=at + undo_for)
        mark_sent(conversation=conversation, message=message, written=written, draft=draft)
        answered = [] if answer.is_holding else _answer_all(conversation, message, at)
        _move(conversation, message, answer)
        tell(
            "conversation.answered", conversation, at=at, by=by,
            data={"message": str(message.id), "answers": answered, "holding": answer.is_holding},
        )  # fmt: skip
    return message


def check_answer(answer: Answer) -> None:
    """Whether an answer could be sent as it is. Raises EmptyAnswerError, NoRecipientError, TooManyRecipientsError, FillInError."""
    if not answer.text.strip() and not answer.files:
        raise EmptyAnswerError(_("There is nothing to send yet."))
    if not answer.to:
        raise NoRecipientError(_("Nobody is left to send this to."))
    count = len(answer.to) + len(answer.cc)
    if count > MOST_RECIPIENTS:
        words = {"count": count, "most": MOST_RECIPIENTS}
        raise TooManyRecipientsError(
            _("This would go to %(count)s people; an answer goes to %(most)s at most. Nothing was sent.") % words
        )
    marks = open_marks(answer.text)
    if marks:
        names = ", ".join(f"“{mark}”" for mark in marks)
        raise FillInError(_("Fill in first: %(names)s. Nothing was sent.") % {"names": names})


def _draft_of(conversation: Conversation, answer: Answer, by: User) -> Draft | None:
    """The draft that becomes the message: the writer's, where the answer comes from a composer. Others are left alone."""
    if answer.seen is None and answer.draft_id is None:
        return None
    draft = open_draft(by, conversation)
    if draft and draft.send_at and draft.id != answer.draft_id:
        raise PlannedError(_("You have planned an answer here. Take it back first. Nothing was sent."))
    return draft


def _refuse_second_click(conversation: Conversation, answer: Answer, by: User, at: datetime) -> None:
    went = conversation.messages.filter(author=by, at__gt=at - _SECOND_CLICK, text=answer.text, draft__seen=answer.seen)
    message = went.order_by("-id").first()
    if message:
        raise AlreadySentError(message)


def _refuse_if_newer(conversation: Conversation, seen: UUID, by: User) -> None:
    """What the writer must see first: a customer's message, or a colleague's answer, that came since."""
    since = conversation.messages.filter(id__gt=seen)
    if since.filter(kind=Message.Kind.INBOUND, is_automatic=False).exists():
        raise NewerMessageError(_("A newer message came in while you were writing."))
    theirs = since.filter(kind=Message.Kind.OUTBOUND).exclude(author=by).order_by("-id").first()
    if theirs:
        time = theirs.at.astimezone(ZoneInfo(by.zone))
        words = {"name": theirs.author_name or theirs.author_address, "time": f"{time.hour}:{time.minute:02}"}
        raise AnsweredSinceError(_("%(name)s answered at %(time)s, while you were writing.") % words)


def _written(conversation: Conversation, answer: Answer) -> Written:
    """The answer as a draft, should it be taken back: who took part before is ticked, others stand in Cc."""
    people = [address for _name, address in (*answer.to, *answer.cc)]
    known = set(conversation.participants.filter(address__in=people).values_list("address", flat=True))
    copies = ", ".join(address for address in people if address not in known)
    return Written(
        text=answer.text, recipients=tuple(people), cc=copies, is_holding=answer.is_holding, seen=answer.seen
    )


def _send(
    conversation: Conversation, answer: Answer, mailbox: Mailbox, by: User, at: datetime, *, send_at: datetime
) -> Message:
    latest = conversation.messages.filter(kind=Message.Kind.INBOUND).order_by("-at", "-id").first()
    quoted = _quotation(conversation, latest) if latest else ""
    message_id = new_message_id(conversation, mailbox)
    letter = _letter(conversation, answer, mailbox, by, at, message_id=message_id, quoted=quoted)
    recipients = tuple(address for _name, address in (*answer.to, *answer.cc))
    posting = Posting(
        content=compose(letter), message_id=message_id, subject=letter.subject, sender=mailbox.address, recipients=recipients,
        about=Subject("conversation", conversation.id), mailbox=mailbox, account_id=conversation.account_id,
        is_sample=conversation.is_sample,
    )  # fmt: skip
    message = Message.objects.create(
        id=uuid7(), conversation=conversation, kind=Message.Kind.OUTBOUND, at=at, author=by, author_name=by.name,
        author_address=mailbox.address, subject=letter.subject, text=answer.text, quoted=quoted, message_id=message_id,
        outgoing=queue(posting, kind=Outgoing.Kind.REPLY, at=at, send_at=send_at), is_holding=answer.is_holding,
        has_files=bool(answer.files),
    )  # fmt: skip
    Attachment.objects.bulk_create(
        Attachment(
            id=uuid7(), message=message, raw=keep(file.content, at=at), filename=file.filename[:255],
            content_type=file.content_type[:120], size=len(file.content),
        )
        for file in answer.files
    )  # fmt: skip
    Participant.objects.bulk_create(
        (
            Participant(
                id=uuid7(),
                conversation=conversation,
                address=address.lower(),
                name=name[:200],
                reason="added",
                since=at,
            )
            for name, address in (*answer.to, *answer.cc)
        ),
        ignore_conflicts=True,
    )
    return message


def _letter(
    conversation: Conversation,
    answer: Answer,
    mailbox: Mailbox,
    by: User,
    at: datetime,
    *,
    message_id: str,
    quoted: str,
) -> Letter:
    written = "\n\n".join(part.strip("\n") for part in (answer.text, by.signature) if part.strip())
    ids = list(
        conversation.messages.exclude(kind=Message.Kind.NOTE).order_by("at", "id").values_list("message_id", flat=True)
    )
    latest_inbound = (
        conversation.messages.filter(kind=Message.Kind.INBOUND).exclude(message_id="").order_by("-at", "-id").first()
    )
    subject = conversation.subject or _("Your message")
    return Letter(
        message_id=message_id,
        at=at,
        sender=(f"{by.name} ({mailbox.name})", mailbox.address),
        to=answer.to,
        cc=answer.cc,
        subject=subject if subject.lower().startswith(("re:", "aw:", "sv:")) else f"Re: {subject}",
        text=f"{written}\n\n{quoted}\n" if quoted else f"{written}\n",
        html=_html(written, quoted),
        reply_to=reply_address(conversation, mailbox),
        in_reply_to=latest_inbound.message_id if latest_inbound and " " not in latest_inbound.message_id else "",
        references=reference_chain(ids),
        enclosures=answer.files,
    )


def _html(written: str, quoted: str) -> str:
    if not quoted:
        return as_html(written)
    attribution, _, rest = quoted.partition("\n")
    lines = "\n".join(line.removeprefix(">").removeprefix(" ") for line in rest.splitlines())
    return f'{as_html(written)}\n{as_html(attribution)}\n<blockquote type="cite">{as_html(lines)}</blockquote>'


def _quotation(conversation: Conversation, message: Message) -> str:
    """The exchange the answer answers, under the line every mail program knows: on that day, this person wrote."""
    language = conversation.language if conversation.language in {"en", "de"} else "en"
    zone = (
        ZoneInfo(conversation.account.zone) if conversation.account and conversation.account.zone else ZoneInfo("UTC")
    )
    day = format_datetime(
        message.at.astimezone(zone),
        "EEE d MMM y, HH:mm z" if language == "en" else "EEE d. MMM y, HH:mm z",
        locale=language,
    )
    with translation.override(language):
        attribution = _("On %(day)s %(person)s wrote:") % {
            "day": day,
            "person": message.author_name or message.author_address,
        }
    return f"{attribution}\n{quote(message.text)}"


def _answer_all(conversation: Conversation, message: Message, at: datetime) -> list[str]:
    waiting = queries.unanswered_messages(conversation)
    answered = [str(identifier) for identifier in waiting.values_list("id", flat=True)]
    waiting.update(answered_at=at, answered_by=message)
    return answered


def _move(conversation: Conversation, message: Message, answer: Answer) -> None:
    conversation.latest_message_at = message.at
    conversation.preview = preview(message.text)
    if not answer.is_holding:
        conversation.waiting_since = None
        conversation.latest_speaker = Conversation.Speaker.US
    conversation.save(update_fields=["latest_message_at", "preview", "waiting_since", "latest_speaker"])
