"""The person of `planting`, told in every place of selling: a deal of theirs alone, and one of the company they also work for."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from conftest import MORNING
from regard.conversations.models import Conversation
from regard.customers.models import Contact
from regard.customers.operations import notes
from regard.opportunities import operations
from regard.opportunities.models import Finding, Opportunity, Outcome
from regard.opportunities.operations import OpportunityTerms, PartTerms, Source, StepTerms
from regard.opportunities.rules.deciding import Role
from regard.opportunities.rules.gates import EvidenceKind
from regard.opportunities.rules.separating import Fact

if TYPE_CHECKING:
    from tools.testing.planting import Planted

_AT = MORNING + timedelta(hours=5)


def sell(planted: "Planted", *, wrote: Conversation) -> Opportunity:
    """Let the person take part in the decision of Mirela Foods, and end a deal of their own; the one of Mirela."""
    planted.contact.refresh_from_db()
    shared = _opened(planted, f"Pumps, as {planted.name} asked")
    _prove(planted, shared, wrote)
    _map(planted, shared, wrote)
    _lose_their_own(planted)
    return shared


def _opened(planted: "Planted", name: str) -> Opportunity:
    terms = OpportunityTerms(name=name, amount=Decimal(900), source=f"{planted.address}"[:60])
    return operations.open_opportunity(terms=terms, account=planted.mirela, by=planted.company.olga, at=_AT)


def _prove(planted: "Planted", deal: Opportunity, wrote: Conversation) -> None:
    w, by, contact = planted.word, planted.company.olga, planted.contact
    message = wrote.messages.get()
    gates = {gate.position: gate for gate in deal.ladder.gates.all()}
    operations.propose(opportunity=deal, message=message, at=_AT)
    operations.record_evidence(
        opportunity=deal, gate=gates[2], kind=EvidenceKind.MAIL, contact=contact, source=Source(message=message),
        words=f"Budget is there {w('words of a letter that is evidence')}", by=by, at=_AT,
    )  # fmt: skip
    note = notes.add_customer_note(about=contact, text=f"Called: {w('note that is evidence')}", by=by, at=_AT)
    operations.record_evidence(
        opportunity=deal, gate=gates[1], kind=EvidenceKind.MEETING, contact=contact, source=Source(note=note), by=by,
        happened_at=_AT, at=_AT,
    )  # fmt: skip
    upload = notes.Upload(
        filename=f"{w('name of a file that is evidence')}.txt", content_type="text/plain",
        content=w("bytes of a file that is evidence").encode(),
    )  # fmt: skip
    file = notes.add_file(about=contact, upload=upload, by=by, at=_AT)
    proof = operations.record_evidence(
        opportunity=deal, gate=gates[3], kind=EvidenceKind.DOCUMENT, contact=contact, source=Source(file=file), by=by,
        happened_at=_AT, at=_AT,
    )  # fmt: skip
    operations.withdraw_evidence(evidence=proof, because=f"Not {w('why it was no evidence')}", by=by, at=_AT)


def _map(planted: "Planted", deal: Opportunity, wrote: Conversation) -> None:
    w, by, at, contact, message = planted.word, planted.company.olga, _AT, planted.contact, wrote.messages.get()
    part = PartTerms(role=Role.CHAMPION, contact=contact, matters=w("what matters to them"))
    operations.add_role(opportunity=deal, terms=part, by=by, at=at)
    board = PartTerms(role=Role.DECIDER, name=f"Board of {planted.name}", through=contact)
    operations.add_role(opportunity=deal, terms=board, by=by, at=at)
    theirs = StepTerms(text=w("step of theirs"), contact=contact, due_on=date(2026, 4, 1))
    operations.add_step(opportunity=deal, terms=theirs, by=by, at=at)
    ours = StepTerms(text=f"Call {planted.name}", who=planted.address, due_on=date(2026, 4, 2))
    operations.add_step(opportunity=deal, terms=ours, by=by, at=at)
    operations.add_criterion(opportunity=deal, text=w("criterion of theirs"), message=message, by=by, at=at)
    operations.add_rival(
        opportunity=deal, name="Lorenz", note=w("what they say of a rival"), message=message, by=by, at=at
    )
    operations.add_finding(
        opportunity=deal, kind=Finding.Kind.METRIC, text=w("what they want"), baseline=w("from where"),
        target=w("to where"), contact=contact, by=by, at=at,
    )  # fmt: skip
    operations.share_plan(opportunity=deal, contact=contact, by=by, at=at)
    operations.take_up(opportunity=deal, fact=Fact.BUDGET, contact=contact, address=planted.address, by=by, at=at)


def _lose_their_own(planted: "Planted") -> None:
    w, by, at = planted.word, planted.company.olga, _AT
    terms = OpportunityTerms(name=w("name of a deal of theirs"), source=w("where a deal came from"))
    deal = operations.open_opportunity(terms=terms, account=planted.household, by=by, at=at)
    operations.close_opportunity(
        opportunity=deal, outcome=Outcome.LOST, lost_to=f"{planted.name} Pumps", reason=w("why we lost"), by=by, at=at
    )
    person = Contact.objects.get(id=planted.contact.id)
    operations.ask_for_reason(
        opportunity=deal, contact=person, address=planted.address, subject="Why", text=w("we ask why"), by=by, at=at
    )
    operations.note_reason(opportunity=deal, words=w("they say why"), by=by, at=at)
