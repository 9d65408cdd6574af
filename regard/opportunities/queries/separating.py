"""Which facts hold of deals, as forecasts of what to ask next need them."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from regard.opportunities.models import BuyingRole, DecisionStep, Evidence, Opportunity, Outcome
from regard.opportunities.rules.separating import Fact, Split, splits
from regard.promises.models import Clock
from regard.promises.queries.clocks import ANSWERS

#: So many of the latest ended deals are looked at.
MOST = 300


def facts_of(opportunity: Opportunity, *, at: datetime) -> tuple[frozenset[Fact], Mapping[Fact, Split]]:
    """The facts that hold of a deal, and how those that ended split by them. One statement."""
    ended = Opportunity.objects.exclude(outcome__in=["", Outcome.WITHDRAWN]).order_by("-closed_at").values("id")[:MOST]
    rows = Opportunity.objects.filter(Q(id__in=ended) | Q(id=opportunity.id)).annotate(**_annotations(at))
    mine: frozenset[Fact] = frozenset()
    others: list[tuple[bool, frozenset[Fact]]] = []
    names = [_column(fact) for fact in Fact]
    for row in rows.values("id", "outcome", *names):
        facts = frozenset(fact for fact in Fact if row[_column(fact)])
        if row["id"] == opportunity.id:
            mine = facts
        else:
            others.append((row["outcome"] == Outcome.WON, facts))
    return mine, splits(others)


def _column(fact: Fact) -> str:
    return f"fact_{fact.name.lower()}"


def _annotations(at: datetime) -> dict[str, Combinable]:
    """Each fact as it held when the deal ended, or holds now."""
    here = {"opportunity": OuterRef("id")}
    until = Coalesce(OuterRef("closed_at"), Value(at))
    heard = BuyingRole.objects.filter(heard_at__isnull=False, added_at__lte=until, **here)
    another = BuyingRole.objects.filter(heard_at__isnull=False, opportunity=OuterRef("opportunity")).exclude(
        id=OuterRef("id")
    )
    late = Clock.objects.filter(conversation__filings__opportunity=OuterRef("id"), target__in=ANSWERS)
    facts: dict[Fact, Combinable] = {
        Fact.BUDGET: Exists(heard.filter(role=BuyingRole.Role.ECONOMIC_BUYER)),
        Fact.USER: Exists(heard.filter(role=BuyingRole.Role.USER)),
        Fact.CHAMPION: Exists(heard.filter(role=BuyingRole.Role.CHAMPION)),
        Fact.SEVERAL: Exists(heard.filter(Exists(another))),
        Fact.CRITERIA: Exists(Evidence.objects.filter(gate__sense="criteria", withdrawn_at=None, recorded_at__lte=until, **here)),
        Fact.STEPS: Exists(DecisionStep.objects.filter(user=None, due_on__isnull=False, created_at__lte=until, **here)),
        Fact.IN_TIME: ~Exists(late.filter(Q(stopped_at__gt=F("due_at")) | Q(stopped_at=None, due_at__lt=until))),
    }  # fmt: skip
    return {_column(fact): exists for fact, exists in facts.items()}
