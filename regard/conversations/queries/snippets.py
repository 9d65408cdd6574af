"""Reading snippets, and what their names stand for."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from regard.conversations.models import Conversation, Message, Snippet, SnippetUse
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right, may

#: An answer that made the customer write again within this time was perhaps not understood.
ASKED_AGAIN_WITHIN = timedelta(days=7)
#: How far back answers are looked at, and after how long a snippet that nobody used is called stale.
RECENT = timedelta(days=180)


@dataclass(frozen=True, kw_only=True)
class SnippetRecord:
    """What came of the answers a snippet was used for: how many are old enough to tell, after how many the customer wrote again."""

    answers: int = 0
    asked_again: int = 0


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


def snippet_records(*, at: datetime) -> dict[UUID, SnippetRecord]:
    """The record of each snippet over its recent uses. Two statements, whatever their number.

    The answer a use belongs to is the person's next one there. One younger than a week does not count yet: its customer may
    still write. A customer who only thanks has not asked again, once somebody said so.
    """
    answer = Message.objects.filter(
        conversation=OuterRef("conversation"), author=OuterRef("by"), at__gte=OuterRef("at"),
        kind=Message.Kind.OUTBOUND, is_holding=False,
    )  # fmt: skip
    uses = (
        SnippetUse.objects.filter(at__gt=at - RECENT)
        .annotate(answered_at=Subquery(answer.order_by("at").values("at")[:1]))
        .filter(answered_at__lte=at - ASKED_AGAIN_WITHIN)
    )
    answers = set(uses.values_list("snippet_id", "conversation_id", "answered_at"))
    came: defaultdict[UUID, list[datetime]] = defaultdict(list)
    inbound = Message.objects.filter(kind=Message.Kind.INBOUND, needs_answer=True, at__gt=at - RECENT)
    in_question = inbound.filter(conversation__in=SnippetUse.objects.filter(at__gt=at - RECENT).values("conversation"))
    for conversation, when in in_question.values_list("conversation_id", "at"):
        came[conversation].append(when)
    return _counted(answers, came)


def _counted(
    answers: set[tuple[UUID, UUID, datetime]], came: Mapping[UUID, list[datetime]]
) -> dict[UUID, SnippetRecord]:
    records: dict[UUID, SnippetRecord] = {}
    for snippet, conversation, answered_at in answers:
        again = any(answered_at < when <= answered_at + ASKED_AGAIN_WITHIN for when in came.get(conversation, ()))
        known = records.get(snippet, SnippetRecord())
        records[snippet] = SnippetRecord(answers=known.answers + 1, asked_again=known.asked_again + again)
    return records
