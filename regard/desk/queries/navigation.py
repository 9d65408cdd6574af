"""The places in the main navigation, with how many customers wait there."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.mail.models import Mailbox
from regard.staff.models import User


@dataclass(frozen=True, kw_only=True)
class Place:
    """One entry of the navigation."""

    key: str
    label: str
    url: str
    icon: str
    count: int = 0
    hot: bool = False
    is_current: bool = False


def places(user: User, path: str) -> list[Place]:
    """Today, Inbox, and in the sample company what customers received."""
    waiting = conversations.visible_to(user).filter(state="open", waiting_since__isnull=False)
    counts = waiting.aggregate(mine=Count("id", filter=Q(assignee=user)), everybody=Count("id"))
    found = [
        Place(key="t", label=_("Today"), url=reverse("today"), icon="today", count=counts["mine"], hot=counts["mine"] > 0),
        Place(key="i", label=_("Inbox"), url=reverse("inbox"), icon="inbox", count=counts["everybody"]),
    ]
    if Mailbox.objects.filter(is_sample=True).exists():
        found.append(Place(key="c", label=_("What customers received"), url=reverse("demo-mail"), icon="mail"))
    return [
        Place(
            key=place.key, label=place.label, url=place.url, icon=place.icon, count=place.count, hot=place.hot,
            is_current=path.startswith(place.url),
        )
        for place in found
    ]  # fmt: skip
