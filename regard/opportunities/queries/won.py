"""What was won so far, as far as it teaches whom one has to meet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef

from regard.kit.fields import listed, read_list
from regard.money.queries import Rates
from regard.opportunities.models import BuyingRole, Opportunity, Outcome
from regard.opportunities.rules.deciding import Role, WonDeal

#: The latest ones: how a company is bought from changes.
MOST = 400


def won_deals(*, rates: Rates) -> Sequence[WonDeal]:
    """The deals won lately, with the roles that were met in each. One statement."""
    met = BuyingRole.objects.filter(opportunity=OuterRef("id"), heard_at__isnull=False)
    rows = Opportunity.objects.filter(outcome=Outcome.WON).order_by("-closed_at")[:MOST]
    return [
        WonDeal(amount=_amount(row, rates), met=_met(read_list(row, "with_met")))
        for row in rows.annotate(with_met=listed(met, role="role", influence="influence"))
    ]


def _amount(row: Opportunity, rates: Rates) -> Decimal | None:
    if row.amount is None or row.closed_at is None:
        return None
    return rates.in_company_currency(row.amount, row.currency, on=row.closed_at.date())


def _met(parts: Sequence[Mapping[str, Any]]) -> Mapping[Role, float]:
    found: dict[Role, float] = {}
    for part in parts:
        role = Role(part["role"])
        found[role] = max(float(part["influence"]), found.get(role, 0.0))
    return found
