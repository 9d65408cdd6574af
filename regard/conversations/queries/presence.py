"""Who has a conversation on screen now, and who writes in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from regard.conversations.models import Conversation, Presence
from regard.staff.models import User

#: Who has not been heard of for so long has left.
GONE_AFTER = timedelta(seconds=30)
#: So often at most is written that somebody is still there.
NOTED_EVERY = timedelta(seconds=8)


@dataclass(frozen=True, kw_only=True)
class Present:
    """A colleague who has a conversation on screen."""

    user_id: UUID
    name: str
    is_writing: bool


def presence_of(
    conversations: Iterable[Conversation], except_user: User, at: datetime
) -> dict[UUID, tuple[Present, ...]]:
    """Who else reads or writes, by conversation, writers first; one statement. Only for conversations the reader may see."""
    ids = [conversation.id for conversation in conversations]
    by_conversation: dict[UUID, list[Presence]] = {}
    for row in _here(at).filter(conversation__in=ids):
        by_conversation.setdefault(row.conversation_id, []).append(row)
    found = {key: others_present(rows, except_user=except_user, at=at) for key, rows in by_conversation.items()}
    return {key: present for key, present in found.items() if present}


def present_in(conversations: "QuerySet[Conversation]", *, at: datetime) -> list[Presence]:
    """Everybody in these conversations, the asking person too."""
    return list(_here(at).filter(conversation__in=conversations))


def others_present(rows: Iterable[Presence], *, except_user: User, at: datetime) -> tuple[Present, ...]:
    """Those rows as people, writers first, then by name."""
    others = [
        Present(user_id=row.user_id, name=row.user.name, is_writing=_writes(row, at))
        for row in rows
        if row.user_id != except_user.id
    ]
    return tuple(sorted(others, key=lambda one: (not one.is_writing, one.name)))


def needs_noting(rows: Iterable[Presence], *, user: User, at: datetime) -> bool:
    """Whether the person was last noted so long ago that it is to be written again."""
    own = next((row for row in rows if row.user_id == user.id), None)
    return own is None or not own.seen_at <= at < own.seen_at + NOTED_EVERY


def _here(at: datetime) -> "QuerySet[Presence]":
    return Presence.objects.filter(seen_at__gt=at - GONE_AFTER, user__is_active=True).select_related("user")


def _writes(row: Presence, at: datetime) -> bool:
    return row.writing_at is not None and row.writing_at > at - GONE_AFTER
