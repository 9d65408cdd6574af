"""Saved views and tags, as lists to choose from."""

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from regard.conversations.models import SavedView, Tag
from regard.staff import queries as staff
from regard.staff.models import User


def saved_views_of(user: User) -> "QuerySet[SavedView]":
    """A person's own views, then those of their teams."""
    theirs = Q(owner=user) | Q(team__in=staff.teams_of(user))
    return SavedView.objects.filter(theirs).select_related("team").order_by(F("team__name").asc(nulls_first=True), "position", "id")


def offered_tags() -> "QuerySet[Tag]":
    """The tags that can be put on a conversation, by name."""
    return Tag.objects.filter(retired_at=None).order_by(Lower("name"), "id")
