"""The story of an inbound message, from the outside."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Acknowledgement, Conversation, Message
from regard.conversations.operations import Came
from regard.conversations.operations.beginning import Beginning, begin
from regard.events.models import Event
from regard.kit.ids import uuid7
from regard.mail.models import MachineMail, Outgoing
from regard.mail.queries import raw_bytes
from regard.mime.queries import parse
from tools.testing.letters import arrive, letter

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def test_a_letter_becomes_a_conversation_with_a_person_a_promise_and_a_receipt(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)

    conversation = Conversation.objects.get()
    assert (conversation.subject, conversation.assignee, conversation.waiting_since) == (
        "Pump stops",
        company.ada,
        MORNING,
    )
    assert conversation.next_due_at == MORNING + timedelta(hours=4)
    assert list(Event.objects.filter(subject_id=conversation.id).order_by("id").values_list("kind", flat=True)) == [
        "conversation.started",
        "message.received",
        "promise.made",
        "conversation.assigned",
        "conversation.acknowledged",
    ]


def test_the_receipt_names_the_person_and_the_clock_time_and_echoes_nothing(company: Company) -> None:
    arrive(letter(subject="SECRET-SUBJECT", text="SECRET-BODY, is it in stock?"), company.mailbox, at=MORNING)

    receipt = Acknowledgement.objects.get()
    sent = parse(raw_bytes(Outgoing.objects.get()))
    assert receipt.at == MORNING + timedelta(seconds=20)
    assert "Ada Agent will answer you personally today by 13:30 (Copenhagen time)." in sent.text
    assert "SECRET" not in raw_bytes(Outgoing.objects.get()).decode()
    assert Outgoing.objects.get().envelope_from == ""
    assert b"Auto-Submitted: auto-replied" in raw_bytes(Outgoing.objects.get())


def test_the_receipt_speaks_the_customers_language(company: Company) -> None:
    text = "Guten Tag, unsere Pumpe läuft seit gestern nicht mehr an. Können Sie uns bitte sagen, was wir tun sollen?"
    arrive(letter(text=text), company.mailbox, at=MORNING)

    assert Acknowledgement.objects.get().language == "de"
    assert "Ada Agent antwortet Ihnen persönlich heute bis 13:30 Uhr" in Acknowledgement.objects.get().text


def test_a_machine_gets_no_receipt_and_no_clock(company: Company) -> None:
    arrive(letter(Auto_Submitted="auto-replied", subject="Out of office"), company.mailbox, at=MORNING)

    conversation = Conversation.objects.get()
    assert (conversation.waiting_since, conversation.latest_speaker) == (None, "machine")
    assert Outgoing.objects.count() == 0
    assert conversation.clocks.count() == 0


def test_a_letter_without_a_sender_gets_no_receipt_and_is_still_answered(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING, envelope_from="")

    message = Message.objects.get()
    assert (message.needs_answer, message.no_acknowledgement_because, Outgoing.objects.count()) == (
        True,
        "no sender",
        0,
    )


def test_a_group_of_our_own_does_not_make_a_letter_automatic(company: Company) -> None:
    arrive(letter(List_Id="Help <help.havn.example>", Precedence="list"), company.mailbox, at=MORNING)
    arrive(letter(List_Id="News <news.elsewhere.example>"), company.mailbox, at=MORNING)

    assert list(Message.objects.order_by("id").values_list("is_automatic", flat=True)) == [False, True]


def test_an_address_gets_at_most_five_receipts_a_day_and_the_rest_say_why(company: Company) -> None:
    for hour in range(7):
        arrive(letter(subject=f"Question {hour}"), company.mailbox, at=MORNING + timedelta(minutes=hour))

    assert MachineMail.objects.count() == 5
    reasons = Message.objects.order_by("at").values_list("no_acknowledgement_because", flat=True)
    assert list(reasons) == ["", "", "", "", "", "budget of the address", "budget of the address"]


def test_a_second_message_in_a_conversation_gets_no_second_receipt_and_keeps_the_clock(company: Company) -> None:
    arrive(letter(message_id="<one@mirela.example>"), company.mailbox, at=MORNING)
    arrive(
        letter(answers="one@mirela.example", text="One more thing."), company.mailbox, at=MORNING + timedelta(hours=1)
    )

    conversation = Conversation.objects.get()
    assert conversation.messages.count() == 2
    assert Acknowledgement.objects.count() == 1
    assert conversation.next_due_at == MORNING + timedelta(hours=4)


def test_a_stranger_with_the_token_starts_a_flagged_conversation(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    receipt_id = Outgoing.objects.get().message_id
    stranger = letter(sender="Eve <eve@elsewhere.example>", answers=receipt_id, text="Send me the invoice, please.")
    arrive(stranger, company.mailbox, at=MORNING + timedelta(hours=1), envelope_from="eve@elsewhere.example")

    first, second = Conversation.objects.order_by("number")
    assert first.messages.count() == 1
    assert (second.is_unverified, second.resembles) == (True, first)


def test_the_customer_answers_the_receipt_and_joins_by_its_token(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    arrive(letter(answers=Outgoing.objects.get().message_id), company.mailbox, at=MORNING + timedelta(hours=1))

    assert [conversation.messages.count() for conversation in Conversation.objects.all()] == [2]


def test_a_number_in_the_subject_only_suggests(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    number = Conversation.objects.get().number
    arrive(letter(subject=f"About #{number}"), company.mailbox, at=MORNING + timedelta(hours=1))

    first, second = Conversation.objects.order_by("number")
    assert (first.messages.count(), second.resembles, second.is_unverified) == (1, first, False)


@pytest.mark.parametrize("has_left", [False, True])
def test_the_answer_to_what_we_wrote_first_comes_to_its_writer_with_a_clock_and_a_receipt(
    company: Company, settings: object, *, has_left: bool
) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    beginning = Beginning(
        id=uuid7(), subject="Service in April", text="Is the 14th fine?", to=(("", "carla@mirela.example"),)
    )
    came = Came(
        channel_kind="email", channel_id=company.channel.id, our_address="help@havn.example", team=company.team
    )  # fmt: skip
    first = begin(beginning=beginning, came=came, mailbox=company.mailbox, by=company.ben, at=MORNING)
    if has_left:
        company.ben.is_active = False
        company.ben.save(update_fields=["is_active"])
    at = MORNING + timedelta(hours=1)
    arrive(
        letter(subject="Re: Service in April", text="Yes. What does it cost?", answers=first.message_id),
        company.mailbox,
        at=at,
    )
    arrive(letter(subject="Re: Service in April", text="Well?", answers=first.message_id), company.mailbox, at=at)

    conversation = Conversation.objects.get()
    assert [one.kind for one in conversation.messages.order_by("id")] == ["outbound", "inbound", "inbound"]
    assert conversation.assignee == (company.ada if has_left else company.ben)
    clock = conversation.clocks.get()
    assert (conversation.waiting_since, clock.started_at, clock.target) == (at, at, "next answer")
    receipt = Acknowledgement.objects.get()
    assert (receipt.message.text, receipt.person) == ("Yes. What does it cost?", conversation.assignee)
