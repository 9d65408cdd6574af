"""Telling what happened to an opportunity: in its own story, and in its account's timeline."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from regard.events.models import Event
from regard.events.operations import Subject, record
from regard.opportunities.models import Opportunity
from regard.staff.models import User


def tell(
    kind: str, about: Opportunity, *, at: datetime, by: User | None = None, contact_id: UUID | None = None,
    data: Mapping[str, Any] | None = None, actor: Event.Actor | None = None,
) -> None:  # fmt: skip
    """One event about an opportunity; `contact_id` is the person on the customer's side whom it is about."""
    record(
        kind=kind, at=at, subject=Subject("opportunity", about.id), by_id=by.id if by else None, actor=actor,
        account_id=about.account_id, contact_id=contact_id, data={"name": about.name, **(data or {})},
    )  # fmt: skip
