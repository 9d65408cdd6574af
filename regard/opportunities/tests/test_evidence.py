"""What moves an opportunity, and everything that must not."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.conversations.models import Message
from regard.conversations.operations import Answer, reply
from regard.customers import operations as customers
from regard.customers.models import CustomerNote
from regard.customers.operations.notes import add_customer_note
from regard.events.models import Event
from regard.jobs.worker import run_due
from regard.opportunities import operations
from regard.opportunities.models import Evidence, Opportunity, Outcome, Proposal
from regard.opportunities.operations import EvidenceRefusedError, OpportunityTerms, Source
from regard.opportunities.rules.gates import EvidenceKind
from regard.opportunities.tests.support import DAY, NOW, Deal, prove, write
from tools.testing.letters import arrive, letter


def refused(deal: Deal, **changes: object) -> str:
    """The field that is to blame when this is recorded; nothing was changed."""
    wanted = {
        "opportunity": deal.opportunity, "gate": deal.gate(2), "kind": EvidenceKind.MAIL, "contact": deal.lena,
        "by": deal.company.ada, "at": NOW, "source": Source(),
    }  # fmt: skip
    with pytest.raises(EvidenceRefusedError) as caught:
        operations.record_evidence(**{**wanted, **changes})
    assert (Evidence.objects.count(), deal.stands()) == (0, "")
    return caught.value.field


def note(deal: Deal, *, at: object = NOW, **about: object) -> CustomerNote:
    return add_customer_note(
        about=about.get("about", deal.lena), text="Lena said yes on the phone.", by=deal.company.ada, at=at
    )


def test_a_letter_of_the_customer_brings_it_to_the_gate(deal: Deal) -> None:
    message = write(deal, "The budget is approved.")
    evidence = prove(deal, 2, message)

    deal.opportunity.refresh_from_db()
    assert (deal.stands(), deal.opportunity.stands_since, deal.opportunity.stands_until) == (
        "We will act", message.at, message.at + 45 * DAY,
    )  # fmt: skip
    assert (evidence.words, evidence.contact, evidence.recorded_by) == (
        "The budget is approved.", deal.lena, deal.company.ada,
    )  # fmt: skip
    told = Event.objects.filter(subject_id=deal.opportunity.id).order_by("id").values_list("kind", flat=True)
    assert list(told) == ["opportunity.opened", "evidence.recorded", "opportunity.moved"]


def test_what_we_wrote_moves_nothing(deal: Deal) -> None:
    message = write(deal, "Hello.")
    ours = reply(
        conversation=message.conversation, answer=Answer(text="So you will act, as we said.", to=(("Lena", "lena@brandt.example"),)),
        mailbox=deal.company.mailbox, by=deal.company.ada, at=NOW,
    )  # fmt: skip
    assert refused(deal, source=Source(message=ours)) == "source"


def test_a_colleague_is_not_the_customer_even_as_a_contact_of_theirs(deal: Deal) -> None:
    ada = customers.add_contact(name="Ada", email="ADA@havn.example", account=deal.account, at=NOW)
    assert refused(deal, contact=ada, kind=EvidenceKind.MEETING, source=Source(note=note(deal, about=ada))) == "contact"


def test_somebody_of_another_company_proves_nothing_here(deal: Deal) -> None:
    arrive(letter(text="The budget is approved."), deal.company.mailbox, at=NOW - DAY)
    stranger = Message.objects.get(author_address="carla@mirela.example")
    assert refused(deal, contact=stranger.contact, source=Source(message=stranger)) == "contact"
    assert refused(deal, contact=deal.lena, source=Source(message=stranger)) == "source"


def test_a_machine_of_theirs_commits_to_nothing(deal: Deal) -> None:
    raw = letter(sender="lena@brandt.example", subject="Out of office", text="The budget is approved.", Auto_Submitted="auto-replied")  # fmt: skip
    arrive(raw, deal.company.mailbox, at=NOW - DAY)
    assert refused(deal, source=Source(message=Message.objects.get())) == "source"


def test_nothing_is_proven_without_something_to_read(deal: Deal) -> None:
    assert refused(deal) == "source"
    assert refused(deal, source=Source(message=write(deal, "Yes."), note=note(deal))) == "source"


def test_a_kind_that_the_gate_does_not_name_proves_nothing(deal: Deal) -> None:
    assert refused(deal, gate=deal.gate(3), kind=EvidenceKind.MEETING, source=Source(note=note(deal)), happened_at=NOW) == "kind"  # fmt: skip
    assert refused(deal, gate=deal.gate(6), source=Source(message=write(deal, "We order."))) == "kind"


def test_a_note_of_ours_shows_a_talk_and_nothing_more(deal: Deal) -> None:
    talked = note(deal)
    assert refused(deal, gate=deal.gate(6), kind=EvidenceKind.SIGNATURE, source=Source(note=talked), happened_at=NOW) == "source"  # fmt: skip
    assert refused(deal, kind=EvidenceKind.MAIL, source=Source(note=talked), happened_at=NOW) == "source"
    elsewhere = customers.add_account(name="Mirela", at=NOW)
    kept = note(deal, about=elsewhere)
    assert refused(deal, kind=EvidenceKind.MEETING, source=Source(note=kept), happened_at=NOW) == "source"

    operations.record_evidence(
        opportunity=deal.opportunity, gate=deal.gate(2), kind=EvidenceKind.MEETING, contact=deal.lena,
        source=Source(note=talked), happened_at=NOW, by=deal.company.ada, at=NOW,
    )  # fmt: skip
    assert deal.stands() == "We will act"


def test_the_future_proves_nothing(deal: Deal) -> None:
    assert (
        refused(deal, kind=EvidenceKind.MEETING, source=Source(note=note(deal)), happened_at=NOW + DAY) == "happened_at"
    )


def test_old_evidence_cannot_be_dated_younger_than_what_shows_it(deal: Deal) -> None:
    old = note(deal, at=NOW - 60 * DAY)
    assert refused(deal, kind=EvidenceKind.MEETING, source=Source(note=old), happened_at=NOW - DAY) == "happened_at"


def test_a_letter_counts_from_the_day_it_came_whatever_day_is_given(deal: Deal) -> None:
    message = write(deal, "The budget is approved.", at=NOW - 50 * DAY)
    operations.record_evidence(
        opportunity=deal.opportunity, gate=deal.gate(2), kind=EvidenceKind.MAIL, contact=deal.lena,
        source=Source(message=message), happened_at=NOW, by=deal.company.ada, at=NOW,
    )  # fmt: skip
    assert deal.stands() == ""


def test_the_same_letter_proves_a_gate_once(deal: Deal) -> None:
    message = write(deal, "The budget is approved.")
    prove(deal, 2, message)
    with pytest.raises(EvidenceRefusedError):
        prove(deal, 2, message)
    assert Evidence.objects.count() == 1


def test_a_gate_of_another_pipeline_cannot_be_reached(deal: Deal) -> None:
    from regard.opportunities.rules.gates import GateTerms  # noqa: PLC0415

    easy = GateTerms(name="Yes", statement="They said yes", kinds=tuple(EvidenceKind), wins=True, shelf_life_days=None)
    other = operations.open_pipeline(name="Short cut", gates=[easy], by=deal.company.olga, at=NOW)
    gate = other.ladders.get().gates.get()
    assert refused(deal, gate=gate, source=Source(message=write(deal, "Yes."))) == "gate"


def test_nothing_an_owner_says_moves_it(deal: Deal) -> None:
    terms = OpportunityTerms(name="Signed!", amount=None, currency="USD", call=100, closes_on=NOW.date())
    operations.change_opportunity(opportunity=deal.opportunity, terms=terms, by=deal.company.ada, at=NOW)
    step = operations.add_step(
        opportunity=deal.opportunity, terms=operations.StepTerms(text="Sign", contact=deal.lena), by=deal.company.ada, at=NOW
    )  # fmt: skip
    operations.tick_step(step=step, by=deal.company.ada, at=NOW)
    operations.settle(opportunity=deal.opportunity, at=NOW)
    with pytest.raises(operations.OpportunityRefusedError):
        operations.close_opportunity(opportunity=deal.opportunity, outcome=Outcome.WON, by=deal.company.ada, at=NOW)
    assert (deal.stands(), deal.opportunity.outcome) == ("", "")


def test_a_proposal_moves_nothing_until_a_person_confirms_it(deal: Deal) -> None:
    write(deal, "Hello Ines,\n\nThe budget is approved. See you on Monday.\n\nLena")
    while run_due(worker="test", limit=50):
        pass
    proposal = Proposal.objects.get()
    assert (proposal.gate.name, proposal.words, deal.stands()) == ("We will act", "The budget is approved.", "")

    operations.confirm_proposal(proposal=proposal, by=deal.company.ada, at=NOW)
    assert deal.stands() == "We will act"


def test_a_dismissed_proposal_is_not_proposed_again(deal: Deal) -> None:
    message = write(deal, "The budget is approved.")
    operations.file_message(message=message, at=NOW)
    operations.dismiss_proposal(proposal=Proposal.objects.get(), by=deal.company.ada, at=NOW)
    operations.file_message(message=message, at=NOW)
    assert [(row.decision, deal.stands()) for row in Proposal.objects.all()] == [("dismissed", "")]


def test_evidence_grows_old_and_lets_it_fall_back(deal: Deal) -> None:
    prove(deal, 1, write(deal, "It costs us 400 a day.", name="1"))
    prove(deal, 2, write(deal, "The budget is approved.", at=NOW - 20 * DAY, name="2"))
    assert deal.stands() == "We will act"

    assert operations.settle_stale(at=NOW + 25 * DAY) == 1
    assert (deal.stands(), deal.opportunity.stands_since) == ("We have a problem worth solving", NOW + 25 * DAY)
    assert operations.settle_stale(at=NOW + 60 * DAY) == 1
    assert deal.stands() == ""
    assert operations.settle_stale(at=NOW + 90 * DAY) == 0


def test_evidence_taken_back_counts_no_more_and_stays_to_be_read(deal: Deal) -> None:
    evidence = prove(deal, 2, write(deal, "The budget is approved."))
    operations.withdraw_evidence(evidence=evidence, because="She meant last year's.", by=deal.company.ben, at=NOW)
    evidence.refresh_from_db()
    assert (deal.stands(), evidence.withdrawn_because, evidence.withdrawn_by) == ("", "She meant last year's.", deal.company.ben)  # fmt: skip


def test_a_signature_wins_and_taking_it_back_opens_it_again(deal: Deal) -> None:
    message = write(deal, "The signed contract is attached.")
    evidence = prove(deal, 6, message, kind=EvidenceKind.SIGNATURE)
    deal.opportunity.refresh_from_db()
    assert (deal.opportunity.outcome, deal.opportunity.closed_at) == ("won", message.at)

    operations.withdraw_evidence(evidence=evidence, because="Wrong file.", by=deal.company.ada, at=NOW)
    deal.opportunity.refresh_from_db()
    assert (deal.opportunity.outcome, deal.opportunity.closed_at, deal.opportunity.gate) == ("", None, None)


def test_who_may_only_read_records_nothing(deal: Deal) -> None:
    from regard.staff import operations as staff  # noqa: PLC0415
    from regard.staff.queries import ForbiddenError  # noqa: PLC0415

    rita = staff.add_user(email="rita@havn.example", name="Rita", role="read-only", at=NOW)
    with pytest.raises(ForbiddenError):
        operations.record_evidence(
            opportunity=deal.opportunity, gate=deal.gate(2), kind=EvidenceKind.MAIL, contact=deal.lena,
            source=Source(message=write(deal, "Yes.")), by=rita, at=NOW,
        )  # fmt: skip
    assert deal.stands() == ""


steps = st.lists(
    st.tuples(st.integers(1, 7), st.integers(0, 90), st.booleans(), st.sampled_from(list(EvidenceKind))), max_size=6
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_is_tried_it_stands_only_where_fresh_evidence_of_theirs_brings_it(
    deal: Deal, tries: list[tuple[int, int, bool, EvidenceKind]]
) -> None:
    Evidence.objects.all().delete()
    Opportunity.objects.update(gate=None, outcome="", closed_at=None, stands_until=None)
    ours = Message.objects.filter(kind="outbound").first() or _our_answer(deal)
    for position, days_ago, is_theirs, kind in tries:
        at = NOW - days_ago * DAY
        message = (
            write(deal, "Yes.", at=at, name=f"{position}-{days_ago}-{Message.objects.count()}") if is_theirs else ours
        )
        try:
            operations.record_evidence(
                opportunity=deal.opportunity, gate=deal.gate(position), kind=kind, contact=deal.lena,
                source=Source(message=message), by=deal.company.ada, at=NOW,
            )  # fmt: skip
        except EvidenceRefusedError:
            continue
    kept = Evidence.objects.filter(message__kind="inbound").select_related("gate")
    fresh = [
        one.gate.position for one in kept
        if one.gate.shelf_life_days is None or one.happened_at + timedelta(days=one.gate.shelf_life_days) > NOW
    ]  # fmt: skip
    deal.opportunity.refresh_from_db()
    assert (deal.opportunity.gate.position if deal.opportunity.gate else 0) == max(fresh, default=0)
    assert Evidence.objects.count() == kept.count()


def _our_answer(deal: Deal) -> Message:
    return reply(
        conversation=write(deal, "Hello.", name="first").conversation,
        answer=Answer(text="You will act.", to=(("Lena", "lena@brandt.example"),)),
        mailbox=deal.company.mailbox, by=deal.company.ada, at=NOW - 100 * DAY,
    )  # fmt: skip
