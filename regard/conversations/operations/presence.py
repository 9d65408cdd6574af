"""Noting who has a conversation on screen. No event: it is over in half a minute."""

from datetime import datetime, timedelta
from uuid import UUID

from regard.conversations.models import Conversation, Presence
from regard.conversations.queries.presence import NOTED_EVERY
from regard.kit.ids import uuid7
from regard.staff.models import User

_FORGOTTEN_AFTER = timedelta(days=1)


def note_presence(*, conversation_id: UUID, user: User, at: datetime, is_writing: bool = False) -> None:
    """Note that a person has a conversation on screen, or writes in it; at most every eight seconds each."""
    row = Presence.objects.filter(conversation_id=conversation_id, user=user).first()
    if row is None:
        values = {"seen_at": at, "writing_at": at if is_writing else None}
        new = Presence(id=uuid7(), conversation_id=conversation_id, user=user, **values)
        Presence.objects.bulk_create([new], ignore_conflicts=True)
        Presence.objects.filter(user=user, seen_at__lt=at - _FORGOTTEN_AFTER).delete()
        return
    noted_at = row.writing_at if is_writing else row.seen_at
    if noted_at is None or not noted_at <= at < noted_at + NOTED_EVERY:
        Presence.objects.filter(id=row.id).update(**{"seen_at": at, **({"writing_at": at} if is_writing else {})})


def note_left(*, conversation: Conversation, user: User) -> None:
    """The person has stopped writing: the answer went, or the draft was put away."""
    Presence.objects.filter(conversation=conversation, user=user).update(writing_at=None)
