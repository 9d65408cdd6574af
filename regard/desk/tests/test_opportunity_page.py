"""The page of an opportunity: who decides and how, what they did, and every way it must not be moved."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from regard.conversations.models import LetterDraft
from regard.customers.operations.notes import add_customer_note
from regard.desk.tests.selling import another, mapped, proven, stepped, wrote
from regard.desk.tests.support import NOW, signed_in
from regard.desk.tests.test_statements import MOST, statements
from regard.opportunities import operations
from regard.opportunities.models import BuyingRole, Criterion, DecisionStep, Evidence, Opportunity, Prompt, Proposal
from regard.opportunities.operations import StepTerms
from regard.opportunities.rules.deciding import Role
from regard.opportunities.rules.gates import EvidenceKind
from regard.opportunities.tests.support import Deal


def shown(client: Client, deal: Deal, query: str = "") -> Any:
    response = client.get(f"/sales/{deal.opportunity.id}/{query}")
    assert response.status_code == 200
    return response.context["page"]


def do(client: Client, deal: Deal, what: str, **typed: str) -> int:
    return client.post(f"/sales/{deal.opportunity.id}/{what}/", typed).status_code


def test_it_shows_who_decides_how_and_what_they_did(deal: Deal) -> None:
    proven(deal, 2, wrote(deal, "The budget is approved."))
    mapped(deal)
    stepped(deal)
    page = shown(signed_in(deal.company.ada), deal)
    assert [(rung.name, rung.state) for rung in page.rungs][:3] == [
        ("We have a problem worth solving", ""), ("We will act", "here"), ("These are our criteria", ""),
    ]  # fmt: skip
    assert [(one.name, one.part, one.matters, one.stance) for one in page.deciders] == [
        ("Lena Brandt", "Holds the budget", "Fewer standstills", "For us")
    ]
    assert [(step.text, step.who, step.when, step.is_done) for step in page.steps] == [
        ("Board meets", "Lena Brandt", "20 Mar", False)
    ]
    assert [(one.words, one.is_fresh) for one in page.evidence] == [("The budget is approved.", True)]
    assert page.is_single_thread
    assert page.coverage_text == (
        "36% of those who count were heard, as is usual. Missing: who decides, uses it, checks that it works."
    )


def test_a_letter_is_proposed_and_one_click_makes_it_evidence(deal: Deal) -> None:
    wrote(deal, "The budget is approved.")
    client = signed_in(deal.company.ada)
    page = shown(client, deal)
    assert [(guess.words, guess.gate) for guess in page.guesses] == [("The budget is approved.", "We will act")]
    assert deal.stands() == ""
    assert do(client, deal, "confirm", id=str(Proposal.objects.get().id)) == 302
    assert deal.stands() == "We will act"
    assert shown(client, deal).guesses == []


def test_evidence_is_recorded_from_a_letter_by_its_form(deal: Deal) -> None:
    message = wrote(deal, "Yes.")
    client = signed_in(deal.company.ada)
    response = client.get(f"/sales/record/?message={message.id}")
    assert response.status_code == 302
    page = client.get(response["Location"]).context["page"]
    assert [(one.title, one.is_on) for one in page.sources] == [("Yes.", True)]
    assert (page.contact, page.kind) == (str(deal.lena.id), "mail")

    typed = {
        "gate": str(deal.gate(2).id),
        "source": f"message:{message.id}",
        "contact": str(deal.lena.id),
        "kind": "mail",
    }
    assert client.post(f"/sales/{deal.opportunity.id}/record/", typed).status_code == 302
    assert deal.stands() == "We will act"


def test_a_note_of_another_company_cannot_be_chosen(deal: Deal) -> None:
    client = signed_in(deal.company.ada)
    typed = {"gate": str(deal.gate(2).id), "source": "message:nonsense", "contact": str(deal.lena.id), "kind": "mail"}
    response = client.post(f"/sales/{deal.opportunity.id}/record/", typed)
    assert response.status_code == 422
    assert "Choose the letter, the note, the file or the meeting" in response.content.decode()
    assert deal.stands() == ""


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("details", {"name": "Signed", "gate": "6", "outcome": "won", "currency": "EUR", "call": "100"}),
        ("end", {"outcome": "won"}),
        ("end", {"outcome": ""}),
        ("confirm", {"id": "0198c9b2-0000-7000-8000-000000000000"}),
        ("reopen", {}),
        ("gate", {"gate": "6"}),
        ("move", {"to": "signed"}),
        ("tick", {"id": "nonsense"}),
    ],
)
def test_no_form_moves_it_without_the_customer(deal: Deal, what: str, typed: dict[str, str]) -> None:
    assert do(signed_in(deal.company.ada), deal, what, **typed) in {302, 404, 422}
    row = Opportunity.objects.get(id=deal.opportunity.id)
    assert (row.gate, row.outcome, Evidence.objects.count()) == (None, "", 0)


def test_small_forms_fill_the_map(deal: Deal) -> None:
    client = signed_in(deal.company.ada)
    lena = str(deal.lena.id)
    assert do(client, deal, "part", contact=lena, role="economic buyer", stance="1", influence="5") == 302
    assert do(client, deal, "part", contact=lena, role="user", stance="", influence="3") == 422
    assert do(client, deal, "part", contact="", name="Board of five", role="decider", influence="4") == 302
    assert do(client, deal, "step", text="Board meets", owner=lena, due="2026-03-20", shared="1") == 302
    assert do(client, deal, "step", text="We send figures", owner=f"user:{deal.company.ada.id}", due="not a day") == 422
    letter = wrote(deal, "It must run on Sundays.")
    assert do(client, deal, "criterion", text="Runs on Sundays", weight="5", fit="", message=str(letter.id)) == 302
    assert do(client, deal, "rival", name="", note="Their own fitters") == 302
    assert do(client, deal, "finding", kind="pain", text="Each standstill costs 4,000", contact=lena) == 302
    page = shown(client, deal)
    assert [(one.name, one.part) for one in page.deciders] == [
        ("Lena Brandt", "Holds the budget"),
        ("Board of five", "Decides"),
    ]
    assert {letter.name: letter.score for letter in page.letters} == {
        "What they want to reach": 0, "Who holds the budget": 1, "By what they decide": 2, "In which steps they decide": 1,
        "What paper it takes": 0, "What hurts": 1, "Who speaks for us": 0, "Against whom": 1,
    }  # fmt: skip
    assert (page.score, page.most) == (6, 16)

    step = DecisionStep.objects.get()
    assert do(client, deal, "tick", id=str(step.id)) == 302
    step.refresh_from_db()
    assert step.done_by == deal.company.ada
    assert do(client, deal, "criterion-away", id=str(Criterion.objects.get().id)) == 302
    assert do(client, deal, "part-away", id=str(BuyingRole.objects.first().id)) == 302
    assert (Criterion.objects.count(), BuyingRole.objects.count()) == (0, 1)


def test_a_letter_counts_fully_only_with_the_customers_own_words(deal: Deal) -> None:
    message = wrote(deal, "By price and service.")
    operations.add_criterion(opportunity=deal.opportunity, text="Price", by=deal.company.ada, at=NOW, message=message)
    proven(deal, 2, wrote(deal, "The budget is approved.", name="2"))
    mapped(deal)
    page = shown(signed_in(deal.company.ada), deal)
    scores = {str(letter.name): letter.score for letter in page.letters}
    assert (scores["By what they decide"], scores["Who holds the budget"]) == (2, 2)


def test_how_it_ended_is_said_with_the_name_of_who_won(deal: Deal) -> None:
    client = signed_in(deal.company.ada)
    assert do(client, deal, "end", outcome="lost") == 422
    assert do(client, deal, "end", outcome="lost", lost_to="Pumpwerk", reason="Cheaper") == 302
    page = shown(client, deal)
    assert (page.ended, page.ended_detail) == ("Lost to Pumpwerk, 10:30", "It died at: before the first gate. Cheaper")

    assert do(client, deal, "ask-why", contact=str(deal.lena.id), text="What made the difference?") == 302
    draft = LetterDraft.objects.get()
    assert (draft.to, draft.subject, draft.text) == ("lena@brandt.example", "Service plan", "What made the difference?")
    assert do(client, deal, "reason", words="You were slow.") == 302
    assert shown(client, deal).reason_words == "You were slow."
    assert do(client, deal, "reopen") == 302
    assert deal.stands() == ""


def test_a_won_deal_is_not_opened_again_by_hand_and_a_refusal_is_said(deal: Deal) -> None:
    message = wrote(deal, "The signed contract is attached.")
    operations.record_evidence(
        opportunity=deal.opportunity, gate=deal.gate(6), kind=EvidenceKind.SIGNATURE, contact=deal.lena,
        source=operations.Source(message=message), by=deal.company.ada, at=NOW,
    )  # fmt: skip
    client = signed_in(deal.company.ada)
    page = client.get(f"/sales/{deal.opportunity.id}/")
    assert (page.context["page"].ended[:3], b"Open it again" in page.content) == ("Won", False)
    refused = client.post(f"/sales/{deal.opportunity.id}/reopen/")
    assert (refused.status_code, b"Only what was lost or given up" in refused.content) == (422, True)


def test_the_next_ask_begins_a_letter_and_is_counted(deal: Deal) -> None:
    mapped(deal, Role.CHAMPION)
    wrote(deal, "Hello.")
    client = signed_in(deal.company.ada)
    ask = shown(client, deal).ask
    assert (ask.fact, ask.head) == ("budget", "Ask Lena Brandt: who holds the budget, and a talk with them")
    assert do(client, deal, "take-up", fact=ask.fact, contact=ask.contact) == 302
    prompt = Prompt.objects.get()
    assert (prompt.fact, prompt.contact, prompt.by, LetterDraft.objects.get().to) == (
        "budget", deal.lena, deal.company.ada, "lena@brandt.example",
    )  # fmt: skip


def test_somebody_elses_words_in_a_private_mailbox_are_not_shown(deal: Deal) -> None:
    message = wrote(deal, "The budget is approved.")
    proven(deal, 2, message)
    type(message.conversation).objects.update(is_team_only=True)
    otto = deal.company.olga
    page = shown(signed_in(otto), deal)
    assert (page.evidence, page.hidden, page.guesses) == ([], 1, [])


def test_the_customer_sees_the_plan_and_ticks_their_step(deal: Deal) -> None:
    stepped(deal)
    ours = StepTerms(text="Send the figures", user=deal.company.ada, due_on=date(2026, 3, 12))
    operations.add_step(opportunity=deal.opportunity, terms=ours, by=deal.company.ada, at=NOW)
    inner = StepTerms(text="Check their credit", user=deal.company.ada, is_shared=False)
    operations.add_step(opportunity=deal.opportunity, terms=inner, by=deal.company.ada, at=NOW)
    secret = operations.share_plan(opportunity=deal.opportunity, contact=deal.lena, by=deal.company.ada, at=NOW)
    anybody = Client()
    page = anybody.get(f"/plan/{secret}/").context["page"]
    assert [(step.text, step.is_ours, step.who) for step in page.steps] == [
        ("Send the figures", True, "Ada Agent"), ("Board meets", False, "Lena Brandt"),
    ]  # fmt: skip
    theirs, mine = DecisionStep.objects.get(text="Board meets"), DecisionStep.objects.get(text="Send the figures")
    assert anybody.post(f"/plan/{secret}/tick/", {"id": str(theirs.id)}).status_code == 302
    assert anybody.post(f"/plan/{secret}/tick/", {"id": str(mine.id)}).status_code == 409
    theirs.refresh_from_db()
    assert (theirs.done_by_contact, DecisionStep.objects.get(id=mine.id).done_at, deal.stands()) == (
        deal.lena,
        None,
        "",
    )
    assert shown(signed_in(deal.company.ada), deal).steps[1].done_text == "ticked by Lena Brandt, 10:30"

    link = deal.opportunity.links.get()
    assert do(signed_in(deal.company.ada), deal, "unshare", id=str(link.id)) == 302
    assert anybody.get(f"/plan/{secret}/").status_code == 410
    assert anybody.get("/plan/guessed/").status_code == 410


def test_opening_one_needs_a_company_that_is_there(deal: Deal) -> None:
    client = signed_in(deal.company.ada)
    typed = {"company": "Nobody AG", "name": "Pumps", "amount": "1200", "currency": "EUR"}
    response = client.post("/sales/new/", typed)
    assert (response.status_code, "There is no company of this name" in response.content.decode()) == (422, True)
    assert client.post("/sales/new/", {**typed, "company": "brandt dairy"}).status_code == 302
    row = Opportunity.objects.get(name="Pumps")
    assert (row.account, row.owner, row.gate) == (deal.account, deal.company.ada, None)


def test_a_talk_written_down_can_be_evidence(deal: Deal) -> None:
    note = add_customer_note(about=deal.lena, text="Lena said the money is there.", by=deal.company.ada, at=NOW)
    client = signed_in(deal.company.ada)
    response = client.get(f"/sales/record/?note={note.id}")
    page = client.get(response["Location"]).context["page"]
    assert [(one.title, one.kind, one.is_on) for one in page.sources] == [
        ("Lena said the money is there.", "meeting", True)
    ]


def test_where_a_company_has_several_one_chooses(deal: Deal) -> None:
    another(deal, "Pumps")
    message = wrote(deal, "Yes.")
    response = signed_in(deal.company.ada).get(f"/sales/record/?message={message.id}")
    assert {one.name for one in response.context["page"]["opportunities"]} == {"Service plan", "Pumps"}


def test_the_page_costs_no_more_for_much_than_for_little(deal: Deal) -> None:
    client = signed_in(deal.company.ada)
    address = f"/sales/{deal.opportunity.id}/"
    first = statements(client, address)
    for number in range(5):
        proven(deal, 2, wrote(deal, "The budget is approved.", name=str(number)))
        stepped(deal, f"Step {number}")
    mapped(deal)
    assert statements(client, address) <= first + 1
    assert first <= MOST
