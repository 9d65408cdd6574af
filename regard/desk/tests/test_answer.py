"""Sending an answer; whatever is refused, nothing of what was typed is lost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.desk.tests.support import NOW, page, says, signed_in, to, written, written_with_files
from regard.mail.models import Outgoing
from regard.promises.models import Clock, Promise
from tools.testing.letters import arrive, letter

TEXT = "Good morning Carla,\r\n\r\nclean the filter."


def send(company: Company, conversation: Conversation, **changes: object) -> HttpResponse:
    seen = conversation.messages.order_by("-id").first()
    typed = {"to": ["carla@mirela.example"], "cc": "", "body": TEXT, "latest_message_id": str(seen.id), **changes}
    return signed_in(company.ada).post(to("answer", conversation), typed, follow=True)


def letters_sent() -> list[tuple[str, list[str]]]:
    replies = Outgoing.objects.filter(kind="reply").order_by("id")
    return [(one.subject, [person.address for person in one.recipients.order_by("address")]) for one in replies]


def test_an_answer_goes_out_stops_the_clock_and_leads_back(company: Company) -> None:
    conversation = written(company, by=company.ada)

    response = send(company, conversation)

    assert response.redirect_chain == [(page(conversation), 302)]
    assert "Sent." in says(response)
    assert letters_sent() == [("Re: Pump stops", ["carla@mirela.example"])]
    message = conversation.messages.get(kind="outbound")
    assert (message.text, message.author) == ("Good morning Carla,\n\nclean the filter.", company.ada)
    assert Clock.objects.get().stopped_because == "answered"
    assert response.context["page"].thread.clock.state == "kept"


def test_copies_go_to_those_left_on_and_those_typed_in(company: Company) -> None:
    conversation = written_with_files(company)

    send(
        company,
        conversation,
        to=["carla@mirela.example", "marco@mirela.example"],
        cc="Boss@Mirela.example; ops@mirela.example",
    )
    send(company, conversation, to=["carla@mirela.example"], body="Without Marco.")

    assert letters_sent() == [
        ("Re: Photos", ["boss@mirela.example", "carla@mirela.example", "marco@mirela.example", "ops@mirela.example"]),
        ("Re: Photos", ["carla@mirela.example"]),
    ]


def test_nobody_can_be_added_by_a_forged_field(company: Company) -> None:
    conversation = written(company)

    send(company, conversation, to=["carla@mirela.example", "thief@else.example"])

    assert letters_sent() == [("Re: Pump stops", ["carla@mirela.example"])]


def test_files_go_along(company: Company) -> None:
    conversation = written(company)

    send(company, conversation, files=[SimpleUploadedFile("plan.pdf", b"%PDF", "application/pdf")])

    file = conversation.messages.get(kind="outbound").attachments.get()
    assert (file.filename, file.content_type, file.size) == ("plan.pdf", "application/pdf", 4)


def test_a_newer_message_stops_the_answer_and_everything_typed_is_kept(company: Company) -> None:
    conversation = written(company, by=company.ada)
    seen = conversation.messages.get()
    arrive(letter(subject="Re: Pump stops", text="Now it smokes.", answers=seen.message_id), company.mailbox, at=NOW)

    response = send(company, conversation, latest_message_id=str(seen.id), cc="ops@mirela.example")

    assert response.status_code == 409
    composer = response.context["page"].thread.composer
    assert (composer.body, composer.cc, composer.stale_text) == (
        TEXT, "ops@mirela.example", "A newer message came in while you were writing.",
    )  # fmt: skip
    assert "Now it smokes." in says(response)
    assert "Send anyway" in says(response)
    assert letters_sent() == []

    again = send(company, conversation, latest_message_id=composer.latest_message_id)
    assert (again.status_code, letters_sent()) == (200, [("Re: Pump stops", ["carla@mirela.example"])])


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"cc": "nobody"}, "“nobody” is no e-mail address: An email address must have an @-sign."),
        ({"body": "  \r\n "}, "There is nothing to send yet."),
        ({"to": []}, "Nobody is left to send this to."),
        ({"holding": "yes", "promised_until": ""}, "Say by when you will answer: a day and a time."),
        (
            {"holding": "yes", "promised_until": "2026-03-10T09:00"},
            "Say by when you will answer; the time must lie ahead. Nothing was sent.",
        ),
    ],
)
def test_what_cannot_be_sent_is_said_and_given_back(company: Company, typed: dict[str, object], error: str) -> None:
    conversation = written(company, by=company.ada)

    response = send(company, conversation, **typed)

    composer = response.context["page"].thread.composer
    assert (response.status_code, composer.error) == (422, error)
    assert (composer.body, composer.cc, composer.is_holding) == (
        typed.get("body", TEXT),
        typed.get("cc", ""),
        "holding" in typed,
    )
    assert [person.is_on for person in composer.to] == ["to" not in typed]
    assert letters_sent() == []
    assert Clock.objects.get().stopped_at is None


def test_files_of_a_refused_answer_are_kept_with_the_draft_and_go_along_later(company: Company) -> None:
    conversation = written(company)

    refused = send(
        company, conversation, cc="nobody", files=[SimpleUploadedFile("plan.pdf", b"%PDF", "application/pdf")]
    )

    (file,) = refused.context["page"].thread.composer.files
    assert (refused.status_code, file.name, file.size_text) == (422, "plan.pdf", "4\xa0bytes")
    send(company, conversation, shown_file=[file.id], kept_file=[file.id])
    sent = conversation.messages.get(kind="outbound").attachments.get()
    assert (sent.filename, sent.content_type, sent.size) == ("plan.pdf", "application/pdf", 4)


def test_a_kept_file_that_is_unticked_does_not_go(company: Company) -> None:
    conversation = written(company)
    refused = send(
        company, conversation, cc="nobody", files=[SimpleUploadedFile("plan.pdf", b"%PDF", "application/pdf")]
    )

    send(company, conversation, shown_file=[refused.context["page"].thread.composer.files[0].id])

    assert not conversation.messages.get(kind="outbound").attachments.exists()


def test_files_too_large_for_mail_are_refused(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.desk.forms.MOST_BYTES", 3)

    response = send(company, written(company), files=[SimpleUploadedFile("plan.pdf", b"%PDF", "application/pdf")])

    assert (response.status_code, letters_sent()) == (422, [])


def test_a_holding_reply_promises_and_the_customer_goes_on_waiting(company: Company) -> None:
    conversation = written(company, by=company.ada)

    response = send(company, conversation, holding="yes", promised_until="2026-03-10T15:00")

    assert "Sent. The customer goes on waiting." in says(response)
    assert Promise.objects.get().due_at == MORNING + timedelta(hours=5, minutes=30)
    assert Clock.objects.get().stopped_at is None
    assert [row.clock.text for row in response.context["page"].thread.customer.promises] == ["15:00"]
