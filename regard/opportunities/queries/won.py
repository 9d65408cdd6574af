"""What was won so far, as far as it teaches whom one has to meet."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from regard.money.queries import Rates
from regard.opportunities.models import BuyingRole, Opportunity, Outcome
from regard.opportunities.rules.deciding import Role, WonDeal

#: The latest ones: how a company is bought from changes.
MOST = 400


def won_deals(*, rates: Rates) -> Sequence[WonDeal]:
    """The deals won lately, with the roles that were met in each. Two statements."""
    rows = list(
        Opportunity.objects.filter(outcome=Outcome.WON).order_by("-closed_at").values("id", "amount", "currency", "closed_at")[:MOST]
    )  # fmt: skip
    met: dict[UUID, dict[Role, float]] = defaultdict(dict)
    parts = BuyingRole.objects.filter(opportunity__in=[row["id"] for row in rows], heard_at__isnull=False)
    for owner, role, influence in parts.values_list("opportunity_id", "role", "influence"):
        met[owner][Role(role)] = max(float(influence), met[owner].get(Role(role), 0.0))
    return [
        WonDeal(
            amount=rates.in_company_currency(row["amount"], row["currency"], on=row["closed_at"].date())
            if row["amount"] is not None and row["closed_at"] else None,
            met=met[row["id"]],
        )
        for row in rows
    ]  # fmt: skip
