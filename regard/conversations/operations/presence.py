"""Noting who has a conversation on screen. No event: it is over in half a minute."""

from datetime import datetime, timedelta
from uuid import UUID

from regard.conversations.models import Conversation, Presence
from regard.kit.ids import uuid7
from regard.staff.models import User

_FORGOTTEN_AFTER = timedelta(days=1)


def note_presence(*, conversation_id: UUID, user: User, at: datetime, is_writing: bool = False) -> None:
    """Note that a person has a conversation on screen, or writes in it. Readers ask `needs_noting` first: this always writes."""
    seen = {"seen_at": at, **({"writing_at": at} if is_writing else {})}
    Presence.objects.bulk_create(
        [Presence(id=uuid7(), conversation_id=conversation_id, user=user, **seen)],
        update_conflicts=True, unique_fields=["conversation", "user"], update_fields=[*seen],
    )  # fmt: skip


def forget_presence(*, at: datetime) -> int:
    """Delete what was noted more than a day ago; returns how many rows."""
    return Presence.objects.filter(seen_at__lt=at - _FORGOTTEN_AFTER).delete()[0]


def note_left(*, conversation: Conversation, user: User) -> None:
    """The person has stopped writing: the answer went, or the draft was put away."""
    Presence.objects.filter(conversation=conversation, user=user).update(writing_at=None)
