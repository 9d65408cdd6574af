"""Reading snippets, and what their names stand for."""

from collections.abc import Mapping

from django.db.models import F, Q, QuerySet

from regard.conversations.models import Conversation, Snippet
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right, may


def snippets_for(user: User) -> "QuerySet[Snippet]":
    """What a person can insert: everybody's and their teams', those used most first."""
    shared = Q(team=None) | Q(team__in=staff.teams_of(user))
    return Snippet.objects.filter(shared, retired_at=None).select_related("team").order_by("-used_count", "name")


def all_snippets() -> "QuerySet[Snippet]":
    """Every snippet that is offered to somebody, for the page on which they are kept."""
    snippets = Snippet.objects.filter(retired_at=None).select_related("team", "created_by")
    return snippets.order_by(F("team__name").asc(nulls_first=True), "name")


def may_change(user: User, snippet: Snippet) -> bool:
    """Who wrote a snippet may change and retire it; so may who sets things up."""
    may_write = may(user.role, Right.ANSWER)
    return may_write and (snippet.created_by_id == user.id or may(user.role, Right.SET_UP))


def values_for(conversation: Conversation, user: User) -> Mapping[str, str]:
    """What the names of a snippet stand for in a conversation, '' for what we do not know."""
    name = "" if "@" in conversation.contact.name else conversation.contact.name
    return {
        "contact.first_name": name.split(" ")[0],
        "contact.name": name,
        "account.name": conversation.account.name if conversation.account else "",
        "conversation.number": str(conversation.number),
        "me.name": user.name,
        "me.first_name": user.first_name,
    }
