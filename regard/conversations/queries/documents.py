"""What of a conversation can be searched."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from regard.conversations.models import Conversation, Message
from regard.search.rules import Document

_OF_THE_CONVERSATION = (
    "conversation_id", "conversation__number", "conversation__subject", "conversation__latest_message_at",
    "conversation__contact__name", "conversation__account__name",
)  # fmt: skip
_OF_THE_MESSAGE = ("id", "subject", "author_name", "author_address", "text", "quoted")


def documents(ids: Sequence[UUID]) -> Iterator[Document]:
    """Conversations as documents: number and subject, everybody who wrote, what was said and the names of files.

    A quotation repeats what stands above it, except in the first message. One statement.
    """
    messages = Message.objects.filter(conversation__in=ids).order_by("conversation_id", "at", "id", "attachments__id")
    rows = messages.values(*_OF_THE_CONVERSATION, *_OF_THE_MESSAGE, "attachments__filename").iterator()
    for identifier, said in groupby(rows, key=itemgetter("conversation_id")):
        yield _document(identifier, list(said))


def every_id() -> Iterable[UUID]:
    """All conversations, those that are silent longest first."""
    return Conversation.objects.order_by("latest_message_at", "id").values_list("id", flat=True)


def _document(identifier: UUID, rows: list[dict[str, Any]]) -> Document:
    """One row a message and file, earliest first."""
    first = rows[0]
    messages = list({row["id"]: row for row in rows}.values())
    people = [first["conversation__contact__name"], first["conversation__account__name"] or ""]
    people += [text for row in messages for text in (row["author_name"], row["author_address"])]
    files = [row["attachments__filename"] for row in reversed(rows) if row["attachments__filename"]]
    subjects = [row["subject"] for row in messages]
    return Document(
        id=identifier,
        at=first["conversation__latest_message_at"],
        title=f"{first['conversation__number']} {first['conversation__subject']}",
        people="\n".join(dict.fromkeys(people)),
        texts=(
            *(row["text"] for row in reversed(messages)),
            *dict.fromkeys(files),
            first["quoted"],
            *dict.fromkeys(subject for subject in subjects if first["conversation__subject"] not in subject),
        ),
    )
