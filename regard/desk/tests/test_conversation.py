"""A conversation's page: what was said, what happened, who the customer is, what can be done."""

from datetime import timedelta

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation
from regard.customers.models import ContactMethod
from regard.desk.tests.support import (
    NOW,
    answered,
    given,
    page,
    reader_only,
    says,
    signed_in,
    to,
    written,
    written_with_files,
)
from regard.mail.models import Outgoing
from regard.promises import operations as promises
from tools.testing.letters import arrive, letter


def shown(company: Company, conversation: Conversation, **parameters: str) -> object:
    return signed_in(company.ada).get(page(conversation), parameters).context["page"].thread


def test_its_head_says_whose_it_is_why_and_until_when(company: Company) -> None:
    conversation = written(company)
    promises.take_over(conversation=conversation, by=company.ada, at=NOW)

    thread = shown(company, conversation)

    assert (thread.number, thread.subject, thread.clock.text, thread.promise_text, thread.why, thread.tags) == (
        "#1001", "Pump stops", "13:30", "answer promised today by 13:30", "You took it", [],
    )  # fmt: skip
    assert [step.label for step in thread.ladder] == [
        "50%: the person who has it is reminded",
        "80%: the team is told",
        "100%: the lead is told",
        "150%: the managing director is told",
    ]
    assert signed_in(company.ben).get(page(conversation)).context["page"].thread.why == "Ada took it"


def test_everything_said_and_done_stands_in_order(company: Company) -> None:
    conversation = written(company, by=company.ada, text="It stops.\n\n> You wrote earlier")
    conversations.add_note(
        conversation=conversation, text="Ask the fitter.", by=company.ben, at=MORNING + timedelta(minutes=5)
    )
    held = answered(
        conversation,
        by=company.ada,
        at=MORNING + timedelta(minutes=10),
        text="I ask.",
        promised_for=NOW + timedelta(hours=2),
    )
    arrive(
        letter(subject="Re: Pump stops", text="Any news?", answers=held.message_id),
        company.mailbox,
        at=MORNING + timedelta(minutes=20),
    )
    answered(conversation, by=company.ada, at=MORNING + timedelta(minutes=30), text="Clean the **filter**.")
    promises.close(
        conversation=given(conversation, None), reason="answered", by=company.ada, at=MORNING + timedelta(minutes=40)
    )

    items = shown(company, conversation).items

    assert [(item.kind, item.author_name, item.time_text) for item in items] == [
        ("inbound", "Carla Customer", "9:30"),
        ("receipt", "", "9:30"),
        ("note", "Ben Lead", "9:35"),
        ("outbound", "Ada Agent", "9:40"),
        ("inbound", "Carla Customer", "9:50"),
        ("outbound", "Ada Agent", "10:00"),
        ("event", "", "10:10"),
    ]
    assert (items[0].paragraphs, items[0].quoted) == (["It stops."], ["> You wrote earlier"])
    assert items[1].receipt_text.startswith("Receipt 9:30, 20 seconds later: “")
    assert [tag.label for tag in items[3].tags] == ["holding, does not answer yet"]
    assert items[5].delivery.text == "being sent"
    assert items[6].text == "Ada Agent closed it: answered."


def test_the_message_that_waits_is_marked_and_a_text_cannot_become_markup(company: Company) -> None:
    conversation = written(company, subject="<b>Pump</b>", text="<script>alert(1)</script> & more")

    response = signed_in(company.ada).get(page(conversation))

    assert [item.is_latest_unanswered for item in response.context["page"].thread.items] == [True, False]
    assert "<script>alert" not in response.content.decode()
    assert "<b>Pump" not in response.content.decode()
    assert "<script>alert(1)</script> & more" in says(response)


def test_files_and_the_letter_itself_can_be_had(company: Company) -> None:
    conversation = written_with_files(
        company, html="<p>Hello</p>", files=[("plan.pdf", "application/pdf", b"x" * 2048)]
    )

    item = shown(company, conversation).items[0]

    message = conversation.messages.get()
    assert [(file.name, file.size_text, file.url) for file in item.attachments] == [
        ("plan.pdf", "2.0\xa0KB", f"/inbox/files/{message.attachments.get().id}/"),
    ]
    assert (item.html_url, item.pictures_url, item.source_url) == (
        f"/inbox/messages/{message.id}/html/", "", f"/inbox/messages/{message.id}/original.eml",
    )  # fmt: skip


def test_pictures_from_elsewhere_are_offered_not_fetched(company: Company) -> None:
    conversation = written_with_files(company, html='<p><img src="https://tracker.example/p.png"></p>')

    item = shown(company, conversation).items[0]

    assert item.pictures_url == f"{item.html_url}?pictures=yes"


def test_the_answer_goes_to_who_wrote_and_to_who_was_copied(company: Company) -> None:
    composer = shown(company, written_with_files(company)).composer

    assert [(person.name, person.email, person.reason, person.is_on) for person in composer.to] == [
        ("Carla Customer", "carla@mirela.example", "wrote to us", True),
        ("Marco Bruni", "marco@mirela.example", "was copied in", True),
    ]
    assert (composer.from_name, composer.can_send, composer.can_hold, composer.zone_text) == (
        "Ada Agent, help@havn.example", True, True, "Europe/Copenhagen",
    )  # fmt: skip


def test_automatic_mail_is_named_and_can_be_declared_a_persons(company: Company) -> None:
    conversation = written(company, sender="Shop <noreply@shop.example>", Auto_Submitted="auto-generated")

    thread = shown(company, conversation)

    assert [flag.text for flag in thread.flags] == ["This looks like automatic mail."]
    assert thread.flags[0].actions == [{"url": to("needs-answer", conversation), "label": "A person wrote this"}]
    assert [tag.label for tag in thread.items[0].tags] == ["written by a program"]
    assert [person.email for person in thread.composer.to] == ["noreply@shop.example"]
    assert thread.clock is None


def test_a_stranger_who_knows_a_secret_is_flagged_with_the_conversation_it_may_belong_to(company: Company) -> None:
    secret = answered(written(company), by=company.ada, at=MORNING + timedelta(minutes=10)).message_id
    stranger = written(company, sender="Mallory <mallory@else.example>", subject="Re: Pump stops", answers=secret)

    response = signed_in(company.ada).get(page(stranger))

    flags = response.context["page"].thread.flags
    assert [(flag.kind, flag.text, flag.detail) for flag in flags] == [
        (
            "warn",
            "The sender is not verified.",
            "It answers a letter of another conversation, whose customer it does not come from.",
        ),
        ("", "It may belong to another conversation:", "#1001 Pump stops"),
    ]
    assert f'<a href="{flags[1].url}">#1001 Pump stops</a>' in response.content.decode()


def test_mail_that_comes_back_is_said(company: Company) -> None:
    conversation = written(company)
    ContactMethod.objects.update(bounced_at=NOW, bounce_reason="user unknown")

    (flag,) = shown(company, conversation).flags

    assert (flag.kind, flag.text, flag.detail) == (
        "bad", "Mail to this customer comes back.", "carla@mirela.example does not take mail: user unknown.",
    )  # fmt: skip


def test_a_letter_that_did_not_arrive_is_said_where_it_stands(company: Company) -> None:
    conversation = written(company)
    answered(conversation, by=company.ada, at=MORNING + timedelta(minutes=10))
    Outgoing.objects.filter(kind="reply").update(state="failed", last_error="550 no such user")

    item = next(item for item in shown(company, conversation).items if item.kind == "outbound")

    assert (item.delivery.state, item.delivery.text) == ("failed", "not delivered: 550 no such user")


def test_beside_it_stands_the_customer_and_what_else_is_open(company: Company) -> None:
    conversation = written(company, by=company.ada)
    other = written(company, subject="Second pump")
    earlier = written(company, subject="First pump")
    answered(earlier, by=company.ada, at=MORNING + timedelta(minutes=10))
    promises.close(
        conversation=given(earlier, None), reason="answered", by=company.ada, at=MORNING + timedelta(minutes=11)
    )

    customer = shown(company, conversation).customer

    assert (customer.account_name, customer.since) == ("Carla Customer", "New to us")
    assert customer.facts == [("Answers on time", "1 of 1"), ("Writes from", "carla@mirela.example")]
    assert [(line.subject, line.url, line.clock.text) for line in customer.conversations] == [
        ("Second pump", page(other), "13:30")
    ]
    assert [(line.subject, line.url) for line in customer.earlier] == [("First pump", page(earlier))]


def test_a_closed_one_can_only_be_opened_again(company: Company) -> None:
    conversation = written(company)
    promises.close(conversation=conversation, reason="spam", by=company.ada, at=NOW)

    response = signed_in(company.ada).get(page(conversation))

    thread = response.context["page"].thread
    assert (thread.reopen_url, thread.take_url, thread.handover_url, thread.close, thread.composer.can_send) == (
        to("reopen", conversation), "", "", None, False,
    )  # fmt: skip
    assert "This conversation is closed. Open it again to write." in says(response)


def test_who_only_reads_is_shown_nothing_to_do(company: Company) -> None:
    conversation = written(company)

    response = signed_in(reader_only(company)).get(page(conversation))

    thread = response.context["page"].thread
    assert (thread.composer, thread.note, thread.close, thread.take_url, thread.handover_url) == (
        None,
        None,
        None,
        "",
        "",
    )
    assert "<textarea" not in response.content.decode()
    assert says(response).count("The P-220 stops after ten minutes.") == 1


def test_polling_brings_what_came_in_and_tells_the_writer_until_the_page_is_loaded_again(company: Company) -> None:
    conversation, client = written(company, by=company.ada), signed_in(company.ada)
    first = client.get(page(conversation)).context["page"].thread

    assert client.get(first.live_url).status_code == 204
    arrive(
        letter(subject="Re: Pump stops", text="Now it smokes.", answers=_reference(conversation)),
        company.mailbox,
        at=NOW,
    )
    news = client.get(first.live_url)
    assert "A new message came in while you were reading." in says(news)
    assert "Now it smokes." in says(news)
    assert 'id="answer-body"' not in news.content.decode()

    conversations.add_note(conversation=conversation, text="I saw it.", by=company.ben, at=NOW)
    later = client.get(news.context["thread"].live_url)
    assert "A new message came in while you were reading." in says(later)
    assert 'class="btn g ic to-context"' in later.content.decode()


def _reference(conversation: Conversation) -> str:
    return str(conversation.messages.get(kind="inbound").message_id)


def test_an_address_of_an_action_leads_back_to_the_page(company: Company) -> None:
    conversation = written(company)

    response = signed_in(company.ada).get(to("answer", conversation))

    assert (response.status_code, response.headers["Location"]) == (302, page(conversation))
