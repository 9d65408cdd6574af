"""Ending a conversation with a reason, opening it again, and saying that a machine's letter was a person's."""

from conftest import Company
from regard.conversations.models import Conversation
from regard.desk.tests.support import NOW, answered, given, page, says, signed_in, to, written
from regard.promises.models import Clock


def reasons(company: Company, conversation: Conversation) -> list[str]:
    return [one.id for one in signed_in(company.ada).get(page(conversation)).context["page"].thread.close.reasons]


def test_while_the_customer_waits_only_reasons_why_no_answer_is_needed_are_offered(company: Company) -> None:
    conversation = written(company, by=company.ada)

    closing = signed_in(company.ada).get(page(conversation)).context["page"].thread.close

    assert [one.id for one in closing.reasons] == [
        "the customer ended it", "spam", "thanks only", "duplicate", "automatic mail", "handled elsewhere",
    ]  # fmt: skip
    assert (closing.question, closing.warning) == (
        "Why does it need no answer?",
        "The customer wrote last and has no answer.",
    )
    answered(conversation, by=company.ada, at=NOW)
    assert reasons(company, conversation)[0] == "answered"


def test_answered_is_refused_while_the_customer_waits(company: Company) -> None:
    conversation = written(company, by=company.ada)

    response = signed_in(company.ada).post(to("close", conversation), {"reason": "answered"})

    closing = response.context["page"].thread.close
    assert (response.status_code, closing.is_open) == (422, True)
    assert closing.error == "The customer still waits. Answer first, or say why no answer is needed."
    conversation.refresh_from_db()
    assert (conversation.state, Clock.objects.get().stopped_at) == ("open", None)


def test_a_reason_of_ones_own_is_refused(company: Company) -> None:
    conversation = written(company)

    for reason in ("", "because"):
        response = signed_in(company.ada).post(to("close", conversation), {"reason": reason})
        assert (response.status_code, response.context["page"].thread.close.error) == (422, "Choose a reason.")
    conversation.refresh_from_db()
    assert conversation.state == "open"


def test_closing_with_a_reason_says_who_and_why(company: Company) -> None:
    conversation = written(company, by=company.ada)

    response = signed_in(company.ada).post(to("close", conversation), {"reason": "handled elsewhere"}, follow=True)

    assert "Closed. That was the last one in this list." in says(response)
    response = signed_in(company.ada).get(page(conversation))
    assert "Ada Agent closed it: handled elsewhere." in says(response)
    conversation.refresh_from_db()
    assert (conversation.state, conversation.closed_by, conversation.waiting_since) == ("closed", company.ada, None)
    assert [tag.label for tag in response.context["page"].thread.items[0].tags] == [
        "no answer needed: handled elsewhere"
    ]


def test_opening_again_makes_the_customer_wait_again(company: Company) -> None:
    conversation, client = written(company, by=company.ada), signed_in(company.ada)
    client.post(to("close", conversation), {"reason": "thanks only"})

    response = client.post(to("reopen", conversation), follow=True)

    assert "Open again." in says(response)
    conversation.refresh_from_db()
    assert (conversation.state, conversation.waiting_since) == ("open", conversation.messages.get().at)
    assert Clock.objects.filter(stopped_at=None).count() == 1


def test_a_machines_letter_declared_a_persons_gets_its_clock_and_can_be_answered(company: Company) -> None:
    conversation = given(written(company, Auto_Submitted="auto-generated"), company.ada)
    client = signed_in(company.ada)

    response = client.post(to("needs-answer", conversation), follow=True)

    assert "Its clock runs now." in says(response)
    thread = response.context["page"].thread
    assert (thread.clock.state, thread.flags) == ("calm", [])
    typed = {
        "to": ["carla@mirela.example"],
        "body": "Good morning.",
        "latest_message_id": thread.composer.latest_message_id,
    }
    assert client.post(to("answer", conversation), typed, follow=True).context["page"].thread.clock.state == "kept"
