"""Telling the log what happened in a conversation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from regard.conversations.models import Conversation
from regard.events.models import Event
from regard.events.operations import Subject, record
from regard.staff.models import User


def tell(
    kind: str,
    conversation: Conversation,
    *,
    at: datetime,
    by: User | None = None,
    actor: Event.Actor | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Record an event about a conversation, with its account and contact."""
    return record(
        kind=kind,
        at=at,
        subject=Subject("conversation", conversation.id),
        by_id=by.id if by else None,
        actor=actor,
        account_id=conversation.account_id,
        contact_id=conversation.contact_id,
        data=data,
    )
