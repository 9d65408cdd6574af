"""What every letter has in common that a person writes: whether it can leave, how it is put together, what is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils import translation
from django.utils.translation import gettext as _

from regard.conversations.models import Attachment, Conversation, Message, Participant
from regard.conversations.operations.acknowledge import new_message_id, reply_address
from regard.conversations.queries.drafts import MOST_RECIPIENTS
from regard.conversations.rules.formatting import as_html, quote
from regard.conversations.rules.snippets import open_marks
from regard.events.operations import Subject
from regard.kit.ids import uuid7
from regard.mail.models import Mailbox, Outgoing
from regard.mail.operations import keep, queue
from regard.mail.operations.queue import Posting
from regard.mail.rules.compose import Enclosure, Letter, compose, reference_chain
from regard.staff.models import User


class EmptyAnswerError(Exception):
    """There is nothing to send. Nothing was changed."""


class NoRecipientError(Exception):
    """Nobody is left to send to. Nothing was changed; the text is kept."""


class FillInError(Exception):
    """A mark of a snippet was not filled in. Nothing was sent; the text is kept."""


class TooManyRecipientsError(Exception):
    """A letter goes to a hundred people at most. Nothing was sent; the text is kept."""


class AlreadySentError(Exception):
    """The same words went a moment ago, by a second click. Nothing was sent twice; `message` is what went."""

    def __init__(self, message: Message) -> None:
        super().__init__(_("This answer was sent already."))
        self.message = message


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


def check_answer(answer: Answer) -> None:
    """Whether an answer could be sent as it is. Raises EmptyAnswerError, NoRecipientError, TooManyRecipientsError, FillInError."""
    if not answer.text.strip() and not answer.files:
        raise EmptyAnswerError(_("There is nothing to send yet."))
    if not answer.to:
        raise NoRecipientError(_("Nobody is left to send this to."))
    check_number(len(answer.to) + len(answer.cc))
    marks = open_marks(answer.text)
    if marks:
        names = ", ".join(f"“{mark}”" for mark in marks)
        raise FillInError(_("Fill in first: %(names)s. Nothing was sent.") % {"names": names})


def check_number(count: int) -> None:
    """Whether a letter may go to so many people. Raises TooManyRecipientsError."""
    if count > MOST_RECIPIENTS:
        words = {"count": count, "most": MOST_RECIPIENTS}
        raise TooManyRecipientsError(
            _("This would go to %(count)s people; an answer goes to %(most)s at most. Nothing was sent.") % words
        )


def send(
    *, conversation: Conversation, answer: Answer, mailbox: Mailbox, by: User, at: datetime, send_at: datetime
) -> Message:
    """Put what a person says into the outbox and into the conversation, which the caller holds. It leaves at `send_at`."""
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
    said = list(
        conversation.messages.exclude(kind=Message.Kind.NOTE).order_by("at", "id").values_list("kind", "message_id")
    )
    return Letter(
        message_id=message_id,
        at=at,
        sender=(f"{by.name} ({mailbox.name})", mailbox.address),
        to=answer.to,
        cc=answer.cc,
        subject=_subject(conversation, is_first=not said),
        text=f"{written}\n\n{quoted}\n" if quoted else f"{written}\n",
        html=_html(written, quoted),
        reply_to=reply_address(conversation, mailbox),
        in_reply_to=_answered_id(said),
        references=reference_chain([identifier for _kind, identifier in said]),
        enclosures=answer.files,
    )


def _subject(conversation: Conversation, *, is_first: bool) -> str:
    """What the letter is about; the first one of a conversation answers nothing, so it has no "Re:"."""
    subject = conversation.subject or _("Your message")
    return subject if is_first or subject.lower().startswith(("re:", "aw:", "sv:")) else f"Re: {subject}"


def _answered_id(said: Sequence[tuple[str, str]]) -> str:
    """The id of the letter it answers: the customer's latest, and our own where they have written none."""
    known = [(kind, identifier) for kind, identifier in said if identifier]
    theirs = [identifier for kind, identifier in known if kind == Message.Kind.INBOUND]
    latest = [*(identifier for _kind, identifier in known), *theirs][-1:]
    return "".join(identifier for identifier in latest if " " not in identifier)


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
