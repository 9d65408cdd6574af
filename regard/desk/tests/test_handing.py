"""Notes, handing over, taking, and who may be asked."""

from conftest import Company
from regard.conversations.models import Assignment, Conversation
from regard.desk.tests.support import given, page, says, signed_in, to, written


def said(conversation: Conversation) -> list[tuple[str, str]]:
    return list(conversation.messages.exclude(kind="inbound").order_by("id").values_list("kind", "text"))


def test_a_note_is_kept_and_answers_nobody(company: Company) -> None:
    conversation = written(company, by=company.ada)

    response = signed_in(company.ada).post(to("note", conversation), {"body": "Ask the\r\nfitter."}, follow=True)

    assert response.redirect_chain == [(page(conversation), 302)]
    assert said(conversation) == [("note", "Ask the\nfitter.")]
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None


def test_an_empty_note_is_refused(company: Company) -> None:
    conversation = written(company)

    response = signed_in(company.ada).post(to("note", conversation), {"body": "  "})

    note = response.context["page"].thread.note
    assert (response.status_code, note.error, note.is_open, said(conversation)) == (422, "The note is empty.", True, [])


def test_the_dialog_offers_everybody_but_the_reader_and_who_has_it(company: Company) -> None:
    conversation = written(company, by=company.ben)
    written(company, by=company.olga)

    handover = signed_in(company.ada).get(page(conversation), {"dialog": "hand-over"}).context["page"].thread.handover

    assert [(one.name, one.load) for one in handover.candidates] == [("Olga Owner", 1)]
    assert signed_in(company.ada).get(page(conversation)).context["page"].thread.handover is None


def test_handing_over_gives_it_away_with_the_note(company: Company) -> None:
    conversation = written(company, by=company.ada)

    response = signed_in(company.ada).post(
        to("hand-over", conversation), {"to": str(company.ben.id), "note": "She asked you last year."}, follow=True
    )

    assert "Ben has it now." in says(response)
    conversation.refresh_from_db()
    assert (conversation.assignee, said(conversation)) == (company.ben, [("note", "She asked you last year.")])
    assert signed_in(company.ben).get(page(conversation)).context["page"].thread.why == "Ada handed it to you"


def test_handing_over_needs_a_note_and_a_person(company: Company) -> None:
    conversation, client = written(company, by=company.ada), signed_in(company.ada)
    before = Assignment.objects.count()

    without_note = client.post(to("hand-over", conversation), {"to": str(company.ben.id), "note": " "})
    handover = without_note.context["page"].thread.handover
    assert (without_note.status_code, handover.error, handover.is_open) == (
        422,
        "Say in a sentence what Ben needs to know.",
        True,
    )
    assert [one.name for one in handover.candidates if one.is_chosen] == ["Ben Lead"]

    to_nobody = client.post(to("hand-over", conversation), {"to": "nobody", "note": "Please."})
    handover = to_nobody.context["page"].thread.handover
    assert (to_nobody.status_code, handover.error, handover.note) == (422, "Choose a colleague.", "Please.")

    conversation.refresh_from_db()
    assert (conversation.assignee, said(conversation), Assignment.objects.count()) == (company.ada, [], before)


def test_taking_makes_it_the_readers_and_leads_back_to_the_view_they_came_from(company: Company) -> None:
    conversation = given(written(company), company.ben)

    client = signed_in(company.ada)
    address = client.get(page(conversation), {"view": "team"}).context["page"].thread.take_url

    response = client.post(address, follow=True)

    assert response.redirect_chain == [(page(conversation) + "?view=team", 302)]
    assert "You have it now." in says(response)
    conversation.refresh_from_db()
    assert conversation.assignee == company.ada
    assert response.context["page"].thread.take_url == ""


def test_whose_note_was_refused_finds_the_other_form_untouched(company: Company) -> None:
    conversation = written(company)

    response = signed_in(company.ada).post(to("note", conversation), {"body": ""})

    assert (response.context["page"].thread.composer.body, response.context["page"].thread.composer.error) == ("", "")
