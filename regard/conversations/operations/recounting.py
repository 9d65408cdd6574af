"""A conversation's own columns, told again by its messages after some of them moved."""

from regard.conversations.models import Conversation, Message
from regard.conversations.queries import unanswered_messages
from regard.conversations.rules.formatting import preview

#: What `recount` sets.
COUNTED = ("latest_message_at", "latest_speaker", "preview", "waiting_since")


def recount(conversation: Conversation) -> None:
    """Set who spoke last, when, how it began to read, and since when the customer waits. The caller saves."""
    said = list(
        conversation.messages.exclude(kind=Message.Kind.NOTE)
        .order_by("at", "id")
        .only("id", "at", "kind", "is_automatic", "is_holding", "text", "needs_answer", "answered_at")
    )
    by_people = [message for message in said if not message.is_automatic]
    turns = [message for message in by_people if not message.is_holding]
    oldest = unanswered_messages(conversation).first()
    conversation.waiting_since = oldest.at if oldest and conversation.state == Conversation.State.OPEN else None
    if said:
        conversation.latest_message_at = max(message.at for message in said)
        conversation.preview = preview((by_people or said[:1])[-1].text)
    conversation.latest_speaker = _speaker(turns[-1]) if turns else Conversation.Speaker.MACHINE


def fingerprint(conversation: Conversation) -> list[object]:
    """What tells whether anything was said or answered in a conversation since."""
    ids = [str(identifier) for identifier in conversation.messages.order_by("id").values_list("id", flat=True)]
    waiting = unanswered_messages(conversation).values_list("id", flat=True)
    return [len(ids), ids[-1:], [str(identifier) for identifier in waiting]]


def _speaker(message: Message) -> Conversation.Speaker:
    is_inbound = message.kind == Message.Kind.INBOUND
    return Conversation.Speaker.CUSTOMER if is_inbound else Conversation.Speaker.US
