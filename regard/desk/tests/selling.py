"""A deal on the pages of selling: Brandt Dairy may buy a service plan of Ada's."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Message
from regard.customers import operations as customers
from regard.opportunities import operations
from regard.opportunities.models import BuyingRole, Evidence, Opportunity
from regard.opportunities.operations import OpportunityTerms, PartTerms, Source, StepTerms
from regard.opportunities.rules.deciding import Role
from regard.opportunities.rules.gates import EvidenceKind
from regard.opportunities.tests.support import Deal
from tools.testing.letters import arrive, letter

DAY = timedelta(days=1)


@pytest.fixture
def deal(company: Company) -> Deal:
    """Nothing is shown yet; nobody stands on the map."""
    at = MORNING - 10 * DAY
    account = customers.add_account(name="Brandt Dairy", domain="brandt.example", at=at)
    lena = customers.add_contact(name="Lena Brandt", email="lena@brandt.example", account=account, at=at)
    mads = customers.add_contact(name="Mads Holm", email="mads@brandt.example", account=account, at=at)
    terms = OpportunityTerms(name="Service plan", amount=Decimal(18400), closes_on=date(2026, 3, 31), source="mail")
    opportunity = operations.open_opportunity(terms=terms, account=account, by=company.ada, at=at)
    return Deal(company, account, lena, mads, opportunity)


def wrote(deal: Deal, text: str, *, days_ago: float = 1, name: str = "1") -> Message:
    """Lena writes, and the letter files itself."""
    at = MORNING - days_ago * DAY
    raw = letter(
        message_id=f"<{name}@brandt.example>", sender="Lena Brandt <lena@brandt.example>", subject="Plan", text=text
    )
    arrive(raw, deal.company.mailbox, at=at, envelope_from="lena@brandt.example")
    message = Message.objects.filter(kind="inbound").latest("id")
    operations.file_message(message=message, at=at)
    return message


def proven(deal: Deal, position: int, message: Message) -> Evidence:
    """A letter of Lena's brings it to a gate."""
    return operations.record_evidence(
        opportunity=deal.opportunity, gate=deal.gate(position), kind=EvidenceKind.MAIL, contact=deal.lena,
        source=Source(message=message), by=deal.company.ada, at=MORNING,
    )  # fmt: skip


def mapped(deal: Deal, role: Role = Role.ECONOMIC_BUYER) -> BuyingRole:
    """Lena stands on the map."""
    terms = PartTerms(role=role, contact=deal.lena, stance=2, influence=5, matters="Fewer standstills")
    return operations.add_role(opportunity=deal.opportunity, terms=terms, by=deal.company.ada, at=MORNING)


def stepped(deal: Deal, text: str = "Board meets", *, due: date | None = date(2026, 3, 20)) -> None:
    """Lena does something next."""
    terms = StepTerms(text=text, contact=deal.lena, due_on=due)
    operations.add_step(opportunity=deal.opportunity, terms=terms, by=deal.company.ada, at=MORNING)


def another(deal: Deal, name: str, *, amount: str = "1000", currency: str = "EUR") -> Opportunity:
    """One more of the same company."""
    terms = OpportunityTerms(name=name, amount=Decimal(amount), currency=currency)
    return operations.open_opportunity(terms=terms, account=deal.account, by=deal.company.ada, at=MORNING)
