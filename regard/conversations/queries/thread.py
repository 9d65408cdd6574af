"""Reading one conversation."""

from dataclasses import dataclass

from django.db.models import QuerySet

from regard.conversations.models import Attachment, Conversation, Message
from regard.mail import queries as mail


@dataclass(frozen=True, kw_only=True)
class ReplyRecipient:
    """Somebody an answer goes to, and why: `reason` is "wrote", "copied" or "added"."""

    name: str
    address: str
    reason: str


def messages_of(conversation: Conversation) -> "QuerySet[Message]":
    """Everything said, earliest first, with authors, files and delivery states."""
    return (
        conversation.messages.select_related("author", "contact", "outgoing", "inbound", "no_answer_by")
        .prefetch_related("attachments", "outgoing__recipients")
        .order_by("at", "id")
    )


def unanswered_messages(conversation: Conversation) -> "QuerySet[Message]":
    """The customer's messages that still need a personal answer, oldest first."""
    return conversation.messages.filter(needs_answer=True, answered_at=None).order_by("at", "id")


def recipients_of_reply(conversation: Conversation) -> tuple[list[ReplyRecipient], list[ReplyRecipient]]:
    """Whom an answer goes to and whom it is copied to: the latest person who wrote, and everybody else who takes part."""
    latest = (
        conversation.messages.filter(kind=Message.Kind.INBOUND, is_automatic=False).order_by("-at", "-id").first()
        or conversation.messages.filter(kind=Message.Kind.INBOUND).order_by("-at", "-id").first()
    )
    wrote = (latest.reply_to or latest.author_address) if latest else ""
    everybody = [
        ReplyRecipient(name=participant.name, address=participant.address, reason=participant.reason)
        for participant in conversation.participants.order_by("since", "id")
        if not mail.is_ours(participant.address)
    ]
    to = [person for person in everybody if person.address == wrote] or everybody[:1]
    return to, [person for person in everybody if person not in to]


def attachments_of(message: Message) -> "QuerySet[Attachment]":
    """The files of a message."""
    return message.attachments.select_related("raw")


def inline_files(message: Message) -> dict[str, Attachment]:
    """Files that the message's HTML shows in place, by Content-ID."""
    return {attachment.content_id: attachment for attachment in message.attachments.all() if attachment.content_id}
