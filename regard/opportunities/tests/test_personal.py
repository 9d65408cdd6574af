"""What selling holds on a person: given out, and erased, while every deal stands where it stood."""

from datetime import date, timedelta

import pytest

from conftest import MORNING
from regard.customers.models import Contact, CustomerFile
from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.notes import Upload, add_file, remove_file
from regard.events.models import Event
from regard.kit.holders import ERASED, Item, Person, known_by
from regard.opportunities import operations
from regard.opportunities.models import (
    BuyingRole,
    Competitor,
    DecisionStep,
    Evidence,
    Finding,
    Opportunity,
    Outcome,
    PlanLink,
    Proposal,
)
from regard.opportunities.operations import PartTerms, Source, StepTerms
from regard.opportunities.personal.operations import OpportunitiesHolder
from regard.opportunities.rules.deciding import Role
from regard.opportunities.rules.gates import EvidenceKind
from regard.opportunities.tests.support import NOW, Deal, prove, write
from regard.privacy import operations as privacy

HOLDER = OpportunitiesHolder()


def person(contact: Contact) -> Person:
    found = Person(contact_id=contact.id, contact_ids=frozenset({contact.id}), pseudonym="Erased person 7f3a")
    return known_by(found)


def filed(deal: Deal) -> CustomerFile:
    upload = Upload(filename="criteria.pdf", content_type="application/pdf", content=b"%PDF")
    return add_file(about=deal.lena, upload=upload, by=deal.company.ada, at=NOW)


def proven_by_file(deal: Deal) -> Evidence:
    return operations.record_evidence(
        opportunity=deal.opportunity, gate=deal.gate(3), kind=EvidenceKind.DOCUMENT, contact=deal.lena,
        source=Source(file=filed(deal)), by=deal.company.ada, happened_at=NOW, at=NOW,
    )  # fmt: skip


def test_what_is_held_is_given_out_and_nothing_of_others(deal: Deal) -> None:
    prove(deal, 2, write(deal, "The budget is approved."))
    for contact in (deal.lena, deal.mads):
        terms = PartTerms(role=Role.DECIDER, contact=contact, stance=1, matters="Fewer stops")
        operations.add_role(opportunity=deal.opportunity, terms=terms, by=deal.company.ada, at=NOW)
    given = {item.path: item.content for item in HOLDER.export(person(deal.lena))}
    assert {path: len(rows) for path, rows in given.items() if isinstance(rows, list)} == {
        "sales/evidence.json": 1, "sales/parts in decisions.json": 1,
    }  # fmt: skip
    assert given["sales/evidence.json"] == [
        {
            "opportunity__name": "Five-year service plan", "kind": "mail", "happened_at": MORNING,
            "gate__statement": "They named where the money comes from, and a date", "words": "The budget is approved.",
            "withdrawn_because": "",
        }
    ]  # fmt: skip
    assert list(HOLDER.export(person(Contact.objects.create(name="Nobody", created_at=NOW)))) == []


def test_the_deal_stands_where_it_stood_without_the_words(deal: Deal) -> None:
    proven_by_file(deal)
    prove(deal, 2, write(deal, "The budget is approved."))
    operations.share_plan(opportunity=deal.opportunity, contact=deal.lena, by=deal.company.ada, at=NOW)
    stood = deal.stands()

    erased = person(deal.lena)
    assert HOLDER.erase(erased, at=NOW) > 0
    assert HOLDER.erase(erased, at=NOW) == 0

    assert list(Evidence.objects.values_list("words", "is_erased", "file", "contact").order_by("gate__position")) == [
        (ERASED, True, None, deal.lena.id), (ERASED, True, None, deal.lena.id),
    ]  # fmt: skip
    operations.settle(opportunity=deal.opportunity, at=NOW)
    assert (deal.stands(), stood) == ("These are our criteria", "These are our criteria")
    assert not PlanLink.objects.exists()
    assert not Proposal.objects.exists()


def test_a_person_whose_file_is_evidence_can_be_erased(deal: Deal) -> None:
    proven_by_file(deal)
    privacy.erase(contact=deal.lena, ground="asked", by=deal.company.olga, at=NOW + timedelta(days=1), confirmed=True)
    assert not CustomerFile.objects.exists()
    assert Evidence.objects.get().is_erased


def test_what_others_said_stays_without_the_name(deal: Deal) -> None:
    ada, deals = deal.company.ada, deal.opportunity
    board = PartTerms(role=Role.DECIDER, name="Board", matters="What Lena Brandt says", through=deal.lena)
    operations.add_role(opportunity=deals, terms=board, by=ada, at=NOW)
    step = StepTerms(text="Ask lena@brandt.example", contact=deal.mads, due_on=date(2026, 3, 20))
    operations.add_step(opportunity=deals, terms=step, by=ada, at=NOW)
    operations.add_finding(
        opportunity=deals, kind=Finding.Kind.PAIN, text="Lena Brandt waits", contact=deal.mads, by=ada, at=NOW
    )
    operations.close_opportunity(
        opportunity=deals, outcome=Outcome.LOST, lost_to="Lena Brandt Pumps", reason="Lena Brandt left", by=ada, at=NOW
    )
    HOLDER.erase(person(deal.lena), at=NOW)
    assert (BuyingRole.objects.get().matters, BuyingRole.objects.get().through) == ("What (erased) says", None)
    assert DecisionStep.objects.get().text == "Ask (erased)"
    assert Finding.objects.get().text == "(erased) waits"
    assert Opportunity.objects.get().reason == "(erased) left"
    assert Competitor.objects.get().name.startswith("(erased) ")


def test_a_file_that_proves_something_is_not_taken_away(deal: Deal) -> None:
    proof = proven_by_file(deal)
    assert proof.file
    before = Event.objects.count()
    with pytest.raises(EditRefusedError, match=r"criteria\.pdf.* proves what this customer did in a sale"):
        remove_file(file=proof.file, by=deal.company.ada, at=NOW)
    assert (CustomerFile.objects.count(), Event.objects.count()) == (1, before)


def test_items_are_values_that_can_be_written(deal: Deal) -> None:
    prove(deal, 2, write(deal, "The budget is approved."))
    assert all(isinstance(item, Item) and item.path.endswith(".json") for item in HOLDER.export(person(deal.lena)))
