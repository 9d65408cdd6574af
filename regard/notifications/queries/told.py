"""What a person was told, and what of it they have not seen."""

from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from regard.conversations import queries as conversations
from regard.conversations.models import Presence
from regard.notifications.models import Notification
from regard.staff.models import User

SHOWN = 60


def list_for(user: User) -> "QuerySet[Notification]":
    """What a person was told, newest first, of conversations they may still read."""
    readable = Exists(conversations.visible_to(user).filter(id=OuterRef("conversation"))) | Q(conversation=None)
    told = Notification.objects.filter(readable, user=user)
    return (
        told.annotate(was_on_screen=_on_screen())
        .select_related("conversation__contact", "conversation__account", "account", "contact", "by")
        .order_by("-made_at", "-id")[:SHOWN]
    )


def unseen(user: User) -> "QuerySet[Notification]":
    """What a person has seen neither on the page nor by opening the conversation."""
    return Notification.objects.filter(~_on_screen(), user=user, seen_at=None)


def unseen_count(user: Any) -> Coalesce:
    """Their number, as an expression for a statement that is made anyway."""
    counted = unseen(user).order_by().annotate(one=Value(1)).values("one").annotate(number=Count("id")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def seen_on_screen() -> "QuerySet[Notification]":
    """Unseen ones whose conversation the person has had on screen since."""
    return Notification.objects.filter(_on_screen(), seen_at=None)


def _on_screen() -> Exists:
    return Exists(
        Presence.objects.filter(
            user=OuterRef("user"), conversation=OuterRef("conversation"), seen_at__gte=OuterRef("made_at")
        )
    )


def mark_of(user: User) -> str:
    """Changes whenever something is told to the person."""
    latest = Notification.objects.filter(user=user).order_by(F("id").desc()).values_list("id", flat=True).first()
    return latest.hex if latest else ""
