"""How long what is kept, and what the runs of the schedule did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from regard.kit.holders import Keeping, keepings
from regard.privacy.models import Hold, RetentionRule, RetentionRun
from regard.privacy.rules.periods import months_before


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A kind of data, how many months it is kept (None: until a person erases it), and who chose that."""

    kind: str
    keeping: Keeping
    months: int | None
    chosen: RetentionRule | None = None

    def before(self, at: datetime) -> datetime | None:
        """What is older goes; None: nothing does."""
        return months_before(at, self.months) if self.months else None


def rules() -> Iterator[Rule]:
    """Every kind there is, as chosen or as proposed."""
    chosen = {row.kind: row for row in RetentionRule.objects.select_related("changed_by")}
    for kind in keepings:
        keeping, row = keepings.get(kind), chosen.get(kind)
        yield Rule(kind=kind, keeping=keeping, months=row.months if row else keeping.months, chosen=row)


def held_contacts() -> list[UUID]:
    """The people whose data must be kept for now."""
    return list(Hold.objects.filter(lifted_at=None).values_list("contact_id", flat=True).distinct())


def runs() -> "QuerySet[RetentionRun]":
    """The runs, latest first."""
    return RetentionRun.objects.select_related("by").order_by("-at", "-id")
