"""Reading meetings and calls."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from regard.conversations.queries.timeline import hidden_from
from regard.meetings.models import Attendance, Meeting
from regard.staff.models import User
from regard.staff.rules import Right, may


def visible_to(user: User) -> "QuerySet[Meeting]":
    """The meetings a person may read: not those that came in conversations of another team only."""
    if not may(user.role, Right.READ_TIMELINES):
        return Meeting.objects.none()
    hidden = hidden_from(user)
    if hidden is None:
        return Meeting.objects.all()
    came_in, is_in = (
        Exists(hidden.filter(id=OuterRef(name))) for name in ("conversation_id", "message__conversation_id")
    )
    return Meeting.objects.exclude(came_in).exclude(is_in)


def meetings_with(
    *, account_id: UUID | None = None, contact_ids: Collection[UUID] = (), since: datetime | None = None
) -> "QuerySet[Meeting]":
    """Meetings and calls with a company or with people, cancelled ones too, latest first; those that begin at `since` or later."""
    of = Q(account_id=account_id) if account_id else Q()
    if contact_ids:
        of |= Q(Exists(Attendance.objects.filter(meeting=OuterRef("id"), contact__in=contact_ids)))
    rows = Meeting.objects.filter(of) if of else Meeting.objects.none()
    return (rows.filter(starts_at__gte=since) if since else rows).order_by("-starts_at", "-id")


def held(rows: "QuerySet[Meeting]", *, now: datetime) -> "QuerySet[Meeting]":
    """Those that took place: noted as held, or planned, over, and not cancelled."""
    return rows.filter(Q(state=Meeting.State.HELD) | Q(state=Meeting.State.PLANNED, ends_at__lte=now))
