"""Telling the log about meetings, so that each stands in the timeline of everybody who takes part and of their companies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from regard.events.models import Event
from regard.events.operations import Subject, record
from regard.meetings.models import Meeting


def tell(
    kind: str, meeting: Meeting, *, at: datetime, actor: Event.Actor, by_id: UUID | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """One event for each contact; a company hears of it once, however many of its people take part.

    Where a conversation brought it, the event is about that: who may not read the conversation reads nothing of the meeting.
    """
    is_said = meeting.conversation_id is not None
    subject = Subject("conversation", meeting.conversation_id) if is_said else Subject("meeting", meeting.id)
    said = {"meeting": meeting.id.hex, **(data or {})}
    for account, contact in _hearers(meeting):
        record(
            kind=kind,
            at=at,
            subject=subject,
            by_id=by_id,
            actor=actor,
            account_id=account,
            contact_id=contact,
            data=said,
        )


def _hearers(meeting: Meeting) -> list[tuple[UUID | None, UUID | None]]:
    """Account and contact of each event."""
    people = meeting.attendances.filter(contact__isnull=False).order_by("-is_organiser", "id")
    rows: list[tuple[UUID | None, UUID | None]] = []
    heard = set[UUID]()
    for contact, home in people.values_list("contact_id", "contact__account_id"):
        account = home or (meeting.account_id if not heard else None)
        rows.append((account if account not in heard else None, contact))
        heard |= {account} if account else set()
    if meeting.account_id and meeting.account_id not in heard:
        rows.append((meeting.account_id, None))
    return rows or [(meeting.account_id, None)]
