"""Whom an answer can go to."""

from collections.abc import Sequence

from regard.conversations.models import Conversation, Message
from regard.conversations.queries.thread import ReplyRecipient, messages_of, recipients_of_reply


def reply_people(conversation: Conversation, messages: Sequence[Message] | None = None) -> list[ReplyRecipient]:
    """Whom an answer can go to, the one who wrote first. Machine mail makes nobody a participant; then it is its sender."""
    to, cc = recipients_of_reply(conversation, messages)
    if to or cc:
        return [*to, *cc]
    said = messages if messages is not None else messages_of(conversation)
    senders = [message for message in said if message.kind == Message.Kind.INBOUND and message.author_address]
    return [
        ReplyRecipient(name=one.author_name, address=one.reply_to or one.author_address, reason="wrote")
        for one in senders[-1:]
    ]
