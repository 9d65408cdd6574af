"""Notes between colleagues, and the due time that the promise clock writes down."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Mention, Message
from regard.conversations.operations.story import tell
from regard.conversations.queries.mentions import may_be_mentioned
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.queries import MentionError
from regard.staff.rules import Right


def add_note(*, conversation: Conversation, text: str, by: User, at: datetime) -> Message:
    """Write a note that only colleagues see. It answers nothing. Who is named with an @ is told. Raises MentionError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        named = _named(conversation, text)
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
        for person in named:
            _mention(note, person, by, at)
    return note


def set_due(*, conversation: Conversation, due_at: datetime | None) -> None:
    """Write the next due time of the running clocks down, so that lists can be sorted by it."""
    Conversation.objects.filter(id=conversation.id).update(next_due_at=due_at)


def _named(conversation: Conversation, text: str) -> list[User]:
    users = staff.colleagues_named(text)
    for user in users:
        if not may_be_mentioned(user, conversation):
            words = {"name": user.name}
            raise MentionError(_("%(name)s may not see this conversation, so nobody can call them here.") % words)
    return users


def _mention(note: Message, user: User, by: User, at: datetime) -> None:
    Mention.objects.create(id=uuid7(), message=note, conversation=note.conversation, user=user, at=at)
    data = {"message": str(note.id), "user": str(user.id)}
    tell("conversation.mentioned", note.conversation, at=at, by=by, data=data)
