"""A deal to move: Brandt Dairy may buy a service plan; Lena holds the budget, Mads fits the pumps."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Message
from regard.customers import operations as customers
from regard.customers.models import Account, Contact
from regard.opportunities import operations
from regard.opportunities.models import Evidence, Gate, Opportunity
from regard.opportunities.rules.gates import EvidenceKind
from tools.testing.letters import arrive, letter

NOW = MORNING + timedelta(hours=4)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Deal:
    """The small cast of selling."""

    company: Company
    account: Account
    lena: Contact
    mads: Contact
    opportunity: Opportunity

    def gate(self, position: int) -> Gate:
        """The gate at a position of the deal's ladder."""
        return self.opportunity.ladder.gates.get(position=position)

    def stands(self) -> str:
        """The name of the gate it stands at; "" for none."""
        self.opportunity.refresh_from_db()
        return self.opportunity.gate.name if self.opportunity.gate else ""


@pytest.fixture
def deal(company: Company) -> Deal:
    """An opportunity of Ada's, opened ten days ago; nothing is shown yet."""
    at = MORNING - 10 * DAY
    account = customers.add_account(name="Brandt Dairy", domain="brandt.example", at=at)
    lena = customers.add_contact(name="Lena Brandt", email="lena@brandt.example", account=account, at=at)
    mads = customers.add_contact(name="Mads Holm", email="mads@brandt.example", account=account, at=at)
    terms = operations.OpportunityTerms(
        name="Five-year service plan", amount=Decimal(18400), currency="EUR", source="mail"
    )
    opportunity = operations.open_opportunity(terms=terms, account=account, by=company.ada, at=at)
    return Deal(company, account, lena, mads, opportunity)


def write(
    deal: Deal, text: str, *, at: datetime = MORNING, sender: str = "Lena Brandt <lena@brandt.example>", name: str = "1"
) -> Message:
    """A letter of theirs comes in."""
    raw = letter(message_id=f"<{name}@brandt.example>", sender=sender, subject="Service plan", text=text)
    arrive(raw, deal.company.mailbox, at=at, envelope_from="lena@brandt.example")
    return Message.objects.filter(kind="inbound").latest("id")


def prove(
    deal: Deal, position: int, message: Message, *, kind: EvidenceKind = EvidenceKind.MAIL, at: datetime = NOW
) -> Evidence:
    """Record that a letter of Lena's brings the deal to a gate."""
    return operations.record_evidence(
        opportunity=deal.opportunity, gate=deal.gate(position), kind=kind, contact=deal.lena,
        source=operations.Source(message=message), by=deal.company.ada, at=at,
    )  # fmt: skip
