"""Two records that are one: their deals, their parts and what they proved come along, and go back."""

from datetime import timedelta
from typing import Any

from conftest import MORNING
from regard.conversations.models import Message
from regard.customers import operations as customers
from regard.data_quality.operations import join, take_apart
from regard.opportunities import operations
from regard.opportunities.models import BuyingRole, Evidence, Opportunity
from regard.opportunities.operations import OpportunityTerms, PartTerms
from regard.opportunities.rules.deciding import Role
from regard.opportunities.tests.support import NOW, Deal, prove, write

LATER = NOW + timedelta(hours=1)
TABLES = (Opportunity, BuyingRole, Evidence)


def rows() -> list[list[dict[str, Any]]]:
    return [sorted(table.objects.values(), key=repr) for table in TABLES]


def part(deal: Deal, who: Any, opportunity: Opportunity | None = None) -> BuyingRole:
    terms = PartTerms(role=Role.DECIDER, contact=who, stance=1, matters=f"As {who.name} sees it")
    return operations.add_role(opportunity=opportunity or deal.opportunity, terms=terms, by=deal.company.ada, at=NOW)


def test_people_who_are_one_stand_on_a_map_once_and_apart_again_twice(deal: Deal) -> None:
    prove(deal, 2, write(deal, "The budget is approved."))
    other = operations.open_opportunity(
        terms=OpportunityTerms(name="Spare parts"), account=deal.account, by=deal.company.ada, at=NOW
    )
    part(deal, deal.lena)
    part(deal, deal.mads)
    part(deal, deal.lena, other)
    before = rows()

    row = join(kept=deal.mads, gone=deal.lena, by=deal.company.ada, at=LATER)
    assert set(BuyingRole.objects.values_list("opportunity", "contact")) == {
        (deal.opportunity.id, deal.mads.id), (other.id, deal.mads.id),
    }  # fmt: skip
    assert [one.contact for one in Evidence.objects.all()] == [deal.mads]
    assert deal.stands() == "We will act"

    take_apart(join=row, by=deal.company.ada, at=LATER)
    assert rows() == before


def test_accounts_that_are_one_have_the_deals_of_both(deal: Deal) -> None:
    double = customers.add_account(name="Brandt Dairy Ltd", at=MORNING)
    operations.open_opportunity(terms=OpportunityTerms(name="Spare parts"), account=double, by=deal.company.ada, at=NOW)
    prove(deal, 2, write(deal, "The budget is approved."))
    before = rows()

    row = join(kept=double, gone=deal.account, by=deal.company.ada, at=LATER)
    assert set(Opportunity.objects.values_list("name", "account__name")) == {
        ("Five-year service plan", "Brandt Dairy Ltd"), ("Spare parts", "Brandt Dairy Ltd"),
    }  # fmt: skip
    message = Message.objects.get(kind="inbound")
    deal.opportunity.refresh_from_db()
    again = operations.record_evidence(
        opportunity=deal.opportunity, gate=deal.gate(4), kind=operations.evidence.EvidenceKind.MAIL, contact=deal.lena,
        source=operations.Source(message=message), by=deal.company.ada, at=LATER,
    )  # fmt: skip
    assert deal.stands() == "You are on the short list"
    operations.withdraw_evidence(evidence=again, because="A test", by=deal.company.ada, at=LATER)
    again.delete()

    take_apart(join=row, by=deal.company.ada, at=LATER)
    assert [set(map(str, one.keys())) for one in rows()[0]] == [set(map(str, one.keys())) for one in before[0]]
    assert set(Opportunity.objects.values_list("name", "account__name")) == {
        ("Five-year service plan", "Brandt Dairy"), ("Spare parts", "Brandt Dairy Ltd"),
    }  # fmt: skip
