"""What was said before a mailbox was watched finds its place, whatever order it is read in. Nothing of it starts a clock."""

from collections.abc import Iterable

from regard.conversations.models import Answers, CloseReason, Conversation, Message
from regard.conversations.rules.formatting import preview
from regard.kit.ids import uuid7

#: Ids remembered of what a letter answers; the nearest are named last (RFC 5322 3.6.4).
_REMEMBERED = 10


def settle_past(conversation: Conversation, message: Message, *, answers: Iterable[str]) -> None:
    """Settle the state of a conversation after a message of the past came into it.

    The latest message by time says who spoke last. Whoever waits since before the mailbox was watched is no entry in today's
    list: `waiting_since` stays as it is. What ended in the past with our answer, or was a machine's, is closed.
    """
    nearest = list(dict.fromkeys(filter(None, answers)))[-_REMEMBERED:]
    Answers.objects.bulk_create(Answers(id=uuid7(), message=message, letter=letter) for letter in nearest)
    _settle_answers(conversation)
    said = conversation.messages.exclude(kind=Message.Kind.NOTE).order_by("at", "id")
    by_people = said.filter(is_automatic=False)
    latest = by_people.last() or message
    conversation.created_at = min(conversation.created_at, message.at)
    conversation.latest_message_at = max(conversation.latest_message_at, message.at)
    conversation.latest_speaker = _speaker(latest)
    conversation.preview = preview(latest.text)
    if not said.filter(is_history=False).exists():
        _end_if_nobody_waits(conversation, latest)
    conversation.save()


def _settle_answers(conversation: Conversation) -> None:
    """Each unanswered message is answered by the first of our own messages after it."""
    ours = conversation.messages.filter(kind=Message.Kind.OUTBOUND, is_holding=False)
    for waiting in conversation.messages.filter(needs_answer=True, answered_at=None, is_history=True):
        answer = ours.filter(at__gte=waiting.at).order_by("at", "id").first()
        if answer:
            Message.objects.filter(id=waiting.id).update(answered_at=answer.at, answered_by=answer)


def _speaker(latest: Message) -> Conversation.Speaker:
    if latest.kind == Message.Kind.OUTBOUND:
        return Conversation.Speaker.US
    return Conversation.Speaker.MACHINE if latest.is_automatic else Conversation.Speaker.CUSTOMER


def _end_if_nobody_waits(conversation: Conversation, latest: Message) -> None:
    if conversation.closed_by_id:
        return
    if conversation.latest_speaker == Conversation.Speaker.CUSTOMER:
        conversation.state, conversation.closed_at, conversation.close_reason = Conversation.State.OPEN, None, ""
        return
    is_ours = conversation.latest_speaker == Conversation.Speaker.US
    conversation.state, conversation.closed_at = Conversation.State.CLOSED, latest.at
    conversation.close_reason = CloseReason.ANSWERED if is_ours else CloseReason.AUTOMATIC
