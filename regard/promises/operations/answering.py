"""What people do to a conversation, together with what it means for its promises: one transaction each."""

from datetime import datetime, timedelta

from django.db import transaction

from regard.conversations import operations as conversations
from regard.conversations.models import Conversation, Message
from regard.conversations.operations import Answer
from regard.conversations.operations.reminders import end_reminder
from regard.conversations.operations.story import tell
from regard.conversations.rules.formatting import promise_in
from regard.kit.ids import uuid7
from regard.mail.models import Mailbox
from regard.promises.models import Clock, Promise
from regard.promises.operations.clocks import pause_resolution, start_clock, stop_clocks
from regard.promises.queries.clocks import ANSWERS
from regard.staff.models import User


class PromiseNeedsDateError(Exception):
    """A holding reply must say by when the answer comes. Nothing was sent; the text is kept."""


def answer(
    *,
    conversation: Conversation,
    answer: Answer,
    mailbox: Mailbox,
    by: User,
    at: datetime,
    promised_for: datetime | None = None,
    undo_for: timedelta = timedelta(),
) -> Message:
    """Send a person's answer and stop the clock; a holding reply sends, promises `promised_for`, and lets the clock run.

    For `undo_for` it waits in the outbox and can be taken back (see `taking_back`). Raises what `conversations.reply` raises, and PromiseNeedsDateError.
    """
    if answer.is_holding and (promised_for is None or promised_for <= at):
        raise PromiseNeedsDateError("say by when the answer comes; the time must lie ahead")
    with transaction.atomic():
        message = conversations.reply(
            conversation=conversation, answer=answer, mailbox=mailbox, by=by, at=at, undo_for=undo_for
        )
        end_reminder(conversation=message.conversation, by=by, at=at)
        if promised_for and answer.is_holding:
            _promise(message, by, at, promised_for)
        else:
            note_answer(conversation=message.conversation, at=at)
    return message


def note_answer(*, conversation: Conversation, at: datetime) -> None:
    """The customer was answered, here or from another mail program: answer clocks stop, the resolution's rests."""
    with transaction.atomic():
        stop_clocks(conversation=conversation, at=at, because="answered")
        pause_resolution(conversation=conversation, at=at)
        for promise in conversation.promises.filter(source="holding reply", kept_at=None):
            keep_promise(promise=promise, at=at)


def close(*, conversation: Conversation, reason: str, by: User, at: datetime, note: str = "") -> None:
    """Close a conversation with a reason; its clocks end. Raises CustomerWaitsError."""
    with transaction.atomic():
        conversations.close(conversation=conversation, reason=reason, by=by, at=at, note=note)
        stop_clocks(conversation=conversation, at=at, because="closed", targets=(*ANSWERS, Clock.Target.RESOLUTION))


def reopen(*, conversation: Conversation, by: User, at: datetime) -> None:
    """Open a conversation again; when a customer waits in it, a clock starts."""
    with transaction.atomic():
        conversations.reopen(conversation=conversation, by=by, at=at)
        _start_for_oldest(conversation, at)


def declare_answer_needed(*, conversation: Conversation, by: User, at: datetime) -> None:
    """What looked automatic needs an answer after all: its clock starts now."""
    with transaction.atomic():
        conversations.declare_answer_needed(conversation=conversation, by=by, at=at)
        _start_for_oldest(conversation, at)


def keep_promise(*, promise: Promise, at: datetime, by: User | None = None) -> None:
    """What was promised is done."""
    with transaction.atomic():
        if Promise.objects.filter(id=promise.id, kept_at=None).update(kept_at=at):
            tell("ledger.kept", promise.conversation, at=at, by=by, data={"promise": str(promise.id)})


def _promise(message: Message, by: User, at: datetime, due_at: datetime) -> None:
    promise = Promise.objects.create(
        id=uuid7(), conversation=message.conversation, account=message.conversation.account, text=promise_in(message.text),
        holder=by, source="holding reply", made_at=at, due_at=due_at,
    )  # fmt: skip
    tell(
        "ledger.promised", message.conversation, at=at, by=by,
        data={"promise": str(promise.id), "due_at": due_at.isoformat(), "message": str(message.id)},
    )  # fmt: skip


def _start_for_oldest(conversation: Conversation, at: datetime) -> None:
    oldest = (
        Message.objects.filter(conversation=conversation, needs_answer=True, answered_at=None)
        .select_related("conversation__account", "conversation__team")
        .order_by("at")
        .first()
    )
    if oldest:
        start_clock(message=oldest, topics=(), at=at)
