"""Reading the log."""

from uuid import UUID

from django.db.models import QuerySet

from regard.events.models import Event


def about(*, kind: str, subject_id: UUID) -> "QuerySet[Event]":
    """All events about one record, earliest first."""
    return Event.objects.filter(subject_kind=kind, subject_id=subject_id).order_by("at", "id")


def of_account(account_id: UUID) -> "QuerySet[Event]":
    """The timeline of an account, latest first."""
    return Event.objects.filter(account_id=account_id).order_by("-at", "-id")
