"""Answering: a person writes, the customer stops waiting, the letter goes to the outbox."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations import queries
from regard.conversations.models import Conversation, Draft, Message
from regard.conversations.operations.drafts import PlannedError, Written, mark_sent
from regard.conversations.operations.sending import AlreadySentError, Answer, check_answer, send
from regard.conversations.operations.story import tell
from regard.conversations.queries.drafts import open_draft
from regard.conversations.rules.calendar_files import told_of
from regard.conversations.rules.formatting import preview
from regard.mail.models import Mailbox
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class NewerMessageError(Exception):
    """Something came in that the writer had not seen. Nothing was sent; the text is kept."""


class AnsweredSinceError(NewerMessageError):
    """A colleague answered since the writer looked. Nothing was sent; the text is kept."""


#: Within this time the same words from the same person in answer to the same message are a second click.
_SECOND_CLICK = timedelta(seconds=60)


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
        if answer.seen or answer.draft_id:
            _refuse_second_click(conversation, answer, by, at)
        if answer.seen:
            _refuse_if_newer(conversation, answer.seen, by)
        written = _written(conversation, answer)
        message = send(conversation=conversation, answer=answer, mailbox=mailbox, by=by, at=at, send_at=at + undo_for)
        mark_sent(conversation=conversation, message=message, written=written, draft=draft)
        answered = [] if answer.is_holding else _answer_all(conversation, message, at)
        _move(conversation, message, answer)
        tell(
            "conversation.answered", conversation, at=at, by=by,
            data={"message": str(message.id), "answers": answered, "holding": answer.is_holding, **told_of(answer.files)},
        )  # fmt: skip
    return message


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
