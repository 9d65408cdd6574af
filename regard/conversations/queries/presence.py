"""Who has a conversation on screen now, and who writes in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from regard.conversations.models import Conversation, Presence
from regard.staff.models import User

#: Who has not been heard of for so long has left.
GONE_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Present:
    """A colleague who has a conversation on screen."""

    user_id: UUID
    name: str
    is_writing: bool


def presence_of(
    conversations: Iterable[Conversation], except_user: User, at: datetime
) -> dict[UUID, tuple[Present, ...]]:
    """Who else reads or writes, by conversation, writers first; one statement. Only conversations the reader may see."""
    found: dict[UUID, tuple[Present, ...]] = {}
    ids = [conversation.id for conversation in conversations]
    rows = Presence.objects.filter(conversation__in=ids, seen_at__gt=at - GONE_AFTER).exclude(user=except_user)
    for row in sorted(rows.select_related("user"), key=lambda row: (not _writes(row, at), row.user.name)):
        one = Present(user_id=row.user_id, name=row.user.name, is_writing=_writes(row, at))
        found[row.conversation_id] = (*found.get(row.conversation_id, ()), one)
    return found


def own_presence(conversation: Conversation, user: User) -> Presence | None:
    """When the person was last noted in the conversation."""
    return Presence.objects.filter(conversation=conversation, user=user).first()


def _writes(row: Presence, at: datetime) -> bool:
    return row.writing_at is not None and row.writing_at > at - GONE_AFTER
