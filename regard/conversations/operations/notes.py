"""Notes between colleagues, and the due time that the promise clock writes down."""

from datetime import datetime

from django.db import transaction

from regard.conversations.models import Conversation, Message
from regard.conversations.operations.story import tell
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


def add_note(*, conversation: Conversation, text: str, by: User, at: datetime) -> Message:
    """Write a note that only colleagues see. It answers nothing."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        note = Message.objects.create(
            id=uuid7(),
            conversation=conversation,
            kind=Message.Kind.NOTE,
            at=at,
            author=by,
            author_name=by.name,
            text=text.strip(),
        )
        tell("note.added", conversation, at=at, by=by, data={"message": str(note.id)})
    return note


def set_due(*, conversation: Conversation, due_at: datetime | None) -> None:
    """Write the next due time of the running clocks down, so that lists can be sorted by it."""
    Conversation.objects.filter(id=conversation.id).update(next_due_at=due_at)
