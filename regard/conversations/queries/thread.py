"""Reading one conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from regard.conversations.models import Acknowledgement, Attachment, Conversation, Message
from regard.conversations.queries.listing import visible_to
from regard.customers.models import Contact
from regard.mail.models import Inbound
from regard.staff.models import User


@dataclass(frozen=True, kw_only=True)
class ReplyRecipient:
    """Somebody an answer goes to, and why: `reason` is "wrote", "copied" or "added"."""

    name: str
    address: str
    reason: str


def messages_of(conversation: Conversation) -> list[Message]:
    """Everything said, earliest first, with authors, letters, files, and the recipients of letters that met trouble.

    One statement, and one each for files and recipients where there are any to read.
    """
    messages = list(
        conversation.messages.select_related("author", "contact", "outgoing", "inbound", "no_answer_by").order_by(
            "at", "id"
        )
    )
    prefetch_related_objects([message for message in messages if message.has_files], "attachments")
    troubled = [message for message in messages if message.outgoing and message.outgoing.last_error]
    prefetch_related_objects(troubled, "outgoing__recipients")
    return messages


def unanswered_messages(conversation: Conversation) -> "QuerySet[Message]":
    """The customer's messages that still need a personal answer, oldest first."""
    return conversation.messages.filter(needs_answer=True, answered_at=None).order_by("at", "id")


def nothing_was_said(conversation: Conversation) -> bool:
    """Whether it stands empty: what its writer began was taken back before it left."""
    return not conversation.messages.exclude(kind=Message.Kind.NOTE).exists()


def recipients_of_reply(
    conversation: Conversation, messages: Sequence[Message] | None = None
) -> tuple[list[ReplyRecipient], list[ReplyRecipient]]:
    """Whom an answer goes to and whom it is copied to: the latest person who wrote, and everybody else who takes part."""
    said = messages if messages is not None else list(conversation.messages.order_by("at", "id"))
    inbound = [message for message in said if message.kind == Message.Kind.INBOUND]
    by_people = [message for message in inbound if not message.is_automatic] or inbound
    wrote = (by_people[-1].reply_to or by_people[-1].author_address) if by_people else ""
    everybody = [
        ReplyRecipient(name=participant.name, address=participant.address, reason=participant.reason)
        for participant in conversation.participants.order_by("since", "id")
    ]
    to = [person for person in everybody if person.address == wrote] or everybody[:1]
    return to, [person for person in everybody if person not in to]


def visible_message(user: User, message_id: UUID) -> Message | None:
    """A message of a conversation the person may read."""
    messages = Message.objects.select_related("inbound__raw").prefetch_related("attachments")
    return messages.filter(id=message_id, conversation__in=visible_to(user)).first()


def visible_attachment(user: User, attachment_id: UUID) -> Attachment | None:
    """A file of a conversation the person may read."""
    files = Attachment.objects.select_related("raw")
    return files.filter(id=attachment_id, message__conversation__in=visible_to(user)).first()


def inline_files(message: Message) -> dict[str, Attachment]:
    """Files that the message's HTML shows in place, by Content-ID."""
    return {attachment.content_id: attachment for attachment in message.attachments.all() if attachment.content_id}


def receipts_on_page_only(*, contact: Contact, our_address: str) -> "QuerySet[Acknowledgement]":
    """Receipts that stood on the form's next page and were never mailed, of people who still wait for us."""
    return Acknowledgement.objects.filter(
        outgoing=None, conversation__contact=contact, conversation__our_address=our_address,
        conversation__waiting_since__isnull=False, message__inbound__way=Inbound.Way.FORM,
    ).select_related("message__conversation")  # fmt: skip
