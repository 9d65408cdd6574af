"""Saved views and tags, as lists to choose from."""

import json
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import JSONObject, Lower

from regard.conversations.models import Conversation, SavedView, Tag
from regard.kit.fields import JSONList
from regard.staff import queries as staff
from regard.staff.models import User


def saved_views_of(user: User) -> "QuerySet[SavedView]":
    """A person's own views, then those of their teams."""
    theirs = Q(owner=user) | Q(team__in=staff.teams_of(user))
    return (
        SavedView.objects.filter(theirs)
        .select_related("team")
        .order_by(F("team__name").asc(nulls_first=True), "position", "id")
    )


def views_with(found: "QuerySet[Conversation]", user: User) -> "QuerySet[Conversation]":
    """Conversations that bring the reader's saved views along (see `views_of`): no statement of its own."""
    views = saved_views_of(user).annotate(view=JSONObject(id="id", name="name", query="query"))
    return found.annotate(saved_views=JSONList(views.values("view")))


def views_of(found: Conversation) -> list[SavedView]:
    """The saved views that a conversation brought along. Only their id, name and query are filled."""
    rows = found.saved_views or []  # type: ignore[attr-defined]  # annotated by `views_with`
    read = [json.loads(row) if isinstance(row, str) else row for row in rows]
    return [SavedView(id=UUID(row["id"]), name=row["name"], query=_query(row["query"])) for row in read]


def _query(kept: Any) -> Any:
    """One database hands JSON inside JSON out as text."""
    return json.loads(kept) if isinstance(kept, str) else kept


def offered_tags() -> "QuerySet[Tag]":
    """The tags that can be put on a conversation, by name."""
    return Tag.objects.filter(retired_at=None).order_by(Lower("name"), "id")
