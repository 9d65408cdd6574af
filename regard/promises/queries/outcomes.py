"""How promises ended: kept, broken, or broken and still waiting. Ignoring a customer never improves a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from regard.conversations.models import Conversation
from regard.promises.models import Clock
from regard.promises.queries.clocks import ANSWERS


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """Promised answers that were settled in a stretch of time; `waiting` of them fell due and still have no answer."""

    kept: int
    total: int
    waiting: int


def outcomes(
    *, conversations: "QuerySet[Conversation]", at: datetime, spans: Sequence[tuple[datetime, datetime]]
) -> list[Outcomes]:
    """For each span of time (its end not included) the promised answers settled in it, by `at`, in these conversations.

    A promise is settled when it was kept, or when it fell due without an answer; those closed with a reason are left out.
    One statement, which counts in the database: a big team settles hundreds a day.
    """
    since = min(begin for begin, _end in spans)
    # Whatever was settled since then had stopped by then, or runs: so one index finds both.
    recent = Q(stopped_at__gte=since) | Q(stopped_at=None, due_at__gte=since)
    # Each clock asks for its conversation; asked for all of them first, a database begins with every one there ever was.
    is_theirs = Exists(conversations.filter(id=OuterRef("conversation")))
    clocks = Clock.objects.filter(recent, is_theirs, target__in=ANSWERS, stopped_because__in=["", "answered"])
    row = clocks.aggregate(
        **{
            f"{name}_{place}": counted
            for place, span in enumerate(spans)
            for name, counted in _counts(*span, at).items()
        }
    )
    return [
        Outcomes(kept=row[f"kept_{place}"], total=row[f"total_{place}"], waiting=row[f"waiting_{place}"])
        for place in range(len(spans))
    ]


def _counts(begin: datetime, end: datetime, at: datetime) -> dict[str, Count]:
    kept = Q(stopped_at__lte=F("due_at"), stopped_at__gte=begin, stopped_at__lt=end)
    fell_due = Q(due_at__gte=begin, due_at__lt=end, due_at__lte=at)
    broken = fell_due & (Q(stopped_at=None) | Q(stopped_at__gt=F("due_at")))
    return {
        "kept": Count("id", filter=kept),
        "total": Count("id", filter=kept | broken),
        "waiting": Count("id", filter=fell_due & Q(stopped_at=None)),
    }


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
