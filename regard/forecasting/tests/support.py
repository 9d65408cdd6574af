"""A company that has been selling for a while: deals that are opened, stand at gates, and end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np

from conftest import Company
from regard.customers import operations as customers
from regard.customers.models import Account
from regard.forecasting.models import Night
from regard.forecasting.operations import take_night
from regard.kit.ids import uuid7
from regard.opportunities.models import Gate, Opportunity
from regard.opportunities.operations.pipelines import default_pipeline


def night_at(day: date) -> datetime:
    """When the nightly run begins."""
    return datetime(day.year, day.month, day.day, 1, 30, tzinfo=UTC)


@dataclass
class Seller:
    """Makes deals of the company as they would have come about; the further they got, the likelier they are won."""

    company: Company
    account: Account
    gates: list[Gate]
    chance: np.random.Generator

    @classmethod
    def of(cls, company: Company, *, at: datetime) -> "Seller":
        account = customers.add_account(name="Brandt Dairy", domain="brandt.example", at=at)
        ladder = default_pipeline(at=at).ladders.latest("number")
        return cls(company, account, list(ladder.gates.order_by("position")), np.random.default_rng(1))

    def open(
        self, day: date, *, amount: int = 1000, gate: int = 0, closes_on: date | None = None, call: int | None = None
    ) -> Opportunity:
        """A deal that was opened on a day."""
        at = night_at(day) - timedelta(hours=12)
        return Opportunity.objects.create(
            id=uuid7(), name="Service plan", account=self.account, ladder=self.gates[0].ladder, owner=self.company.ada, amount=Decimal(amount),
            currency="EUR", gate=self.gates[gate - 1] if gate else None, stands_since=at, created_at=at, closes_on=closes_on, call=call,
        )  # fmt: skip

    def end(self, deal: Opportunity, day: date, outcome: str) -> None:
        """It ended that day."""
        Opportunity.objects.filter(id=deal.id).update(
            outcome=outcome,
            closed_at=night_at(day) - timedelta(hours=10),
            gate=self.gates[-1] if outcome == "won" else deal.gate,
        )

    def sell(self, since: date, until: date, *, each_week: int = 5) -> list[Night]:
        """Week after week deals come, move on and end; a night is taken on the first and the middle of each month."""
        nights, day, alive = list[Night](), since, list[Opportunity]()
        while day < until:
            if day.weekday() == 0:
                alive += [self.open(day, amount=int(self.chance.integers(5, 50)) * 100) for _ in range(each_week)]
                alive = [deal for deal in alive if not self._lives_on(deal, day)]
            if day.day in {1, 2, 15}:
                nights += [night for night in [take_night(at=night_at(day))] if night]
            day += timedelta(days=1)
        return nights

    def _lives_on(self, deal: Opportunity, day: date) -> bool:
        """One week of a deal; whether it ended."""
        if self.chance.random() < 0.1:
            self.end(deal, day, "no decision")
            return True
        if self.chance.random() < 0.4:
            place = self.gates.index(deal.gate) + 1 if deal.gate else 0
            deal.gate, deal.stands_since = self.gates[place], night_at(day)
            deal.save(update_fields=["gate", "stands_since"])
            if place == len(self.gates) - 1:
                self.end(deal, day, "won")
                return True
        return False
