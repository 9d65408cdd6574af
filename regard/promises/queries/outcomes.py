"""How promises ended: kept, broken, or broken and still waiting. Ignoring a customer never improves a figure."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from regard.conversations.models import Conversation
from regard.promises.models import Clock
from regard.promises.queries.clocks import ANSWERS


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One promised answer that is settled: kept when it was given, broken when it fell due without one."""

    at: datetime
    is_kept: bool
    is_waiting: bool


def outcomes(*, conversations: "QuerySet[Conversation]", at: datetime, since: datetime | None = None) -> list[Outcome]:
    """The promised answers settled by `at` (and since `since`) in these conversations; those closed with a reason left out."""
    clocks = Clock.objects.filter(
        conversation__in=conversations, target__in=ANSWERS, stopped_because__in=["", "answered"]
    )
    if since:
        clocks = clocks.filter(Q(stopped_at__gte=since) | Q(due_at__gte=since))
    found = (_outcome(*row, at=at) for row in clocks.values_list("due_at", "stopped_at"))
    return [outcome for outcome in found if outcome and (since is None or outcome.at >= since)]


def _outcome(due_at: datetime, stopped_at: datetime | None, *, at: datetime) -> Outcome | None:
    if stopped_at and stopped_at <= due_at:
        return Outcome(at=stopped_at, is_kept=True, is_waiting=False)
    return Outcome(at=due_at, is_kept=False, is_waiting=stopped_at is None) if due_at <= at else None


def with_record(conversations: "QuerySet[Conversation]", *, at: datetime) -> "QuerySet[Conversation]":
    """Each conversation with `kept` and `broken`: how promises to its account (or person) ended by `at`, same rule as above."""
    same = Q(conversation__account=OuterRef("account")) | Q(
        conversation__account__isnull=True, conversation__contact=OuterRef("contact")
    )
    clocks = Clock.objects.filter(same, target__in=ANSWERS, stopped_because__in=["", "answered"])
    in_time = Q(stopped_at__lte=F("due_at"))
    return conversations.annotate(
        kept=_count(clocks.filter(in_time)),
        broken=_count(clocks.exclude(in_time & Q(stopped_at__isnull=False)).filter(due_at__lte=at)),
    )


def _count(clocks: "QuerySet[Clock]") -> Coalesce:
    counted = clocks.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("id")).values("number")
    return Coalesce(Subquery(counted), 0)
