"""Answering a customer."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Message
from regard.conversations.operations import Answer, EmptyAnswerError, NewerMessageError, NoRecipientError
from regard.mail.models import Outgoing
from regard.mail.queries import raw_bytes
from regard.mime.queries import parse
from regard.promises import operations as promises
from regard.promises.models import Clock, Promise
from regard.promises.operations.answering import PromiseNeedsDateError
from regard.staff.models import User
from regard.staff.queries import ForbiddenError
from tools.testing.letters import arrive, letter

CARLA = ("Carla Customer", "carla@mirela.example")
NOON = MORNING + timedelta(hours=2)


def conversation_of(company: Company) -> Conversation:
    arrive(letter(message_id="<first@mirela.example>"), company.mailbox, at=MORNING)
    return Conversation.objects.get()


def answer(company: Company, conversation: Conversation, **changes: object) -> Message:
    values = {"text": "Clean the **filter** first.", "to": (CARLA,)} | {
        k: v for k, v in changes.items() if k != "promised_for"
    }
    return promises.answer(
        conversation=conversation, answer=Answer(**values), mailbox=company.mailbox, by=company.ada, at=NOON,
        promised_for=changes.get("promised_for"),
    )  # fmt: skip


def test_reply_stops_the_clock_and_nobody_waits(company: Company) -> None:
    conversation = conversation_of(company)
    message = answer(company, conversation)

    conversation.refresh_from_db()
    question = conversation.messages.get(kind="inbound")
    clock = Clock.objects.get()
    assert (conversation.waiting_since, conversation.next_due_at, conversation.latest_speaker) == (None, None, "us")
    assert (question.answered_at, question.answered_by) == (NOON, message)
    assert (clock.stopped_at, clock.stopped_because, clock.working_seconds, clock.breached_at) == (
        NOON,
        "answered",
        7200,
        None,
    )


def test_the_letter_threads_quotes_and_carries_the_token(company: Company) -> None:
    answer(company, conversation_of(company))

    outgoing = Outgoing.objects.get(kind="reply")
    sent = parse(raw_bytes(outgoing))
    assert (sent.subject, sent.in_reply_to, sent.references) == (
        "Re: Pump stops", ("first@mirela.example",), ("first@mirela.example",),
    )  # fmt: skip
    assert sent.from_.name == "Ada Agent (Havn Pumps)"
    assert sent.reply_to[0].email.startswith("help+")
    assert sent.reply_text == "Clean the **filter** first."
    assert "> The P-220 stops after ten minutes." in sent.quoted_text
    assert "<strong>filter</strong>" in sent.html
    assert outgoing.envelope_from == "help@havn.example"


def test_a_holding_reply_promises_and_the_customer_goes_on_waiting(company: Company) -> None:
    conversation = conversation_of(company)
    answer(company, conversation, text="I ask our fitter.", is_holding=True, promised_for=NOON + timedelta(hours=3))

    conversation.refresh_from_db()
    assert conversation.waiting_since == MORNING
    assert Clock.objects.get().stopped_at is None
    promise = Promise.objects.get()
    assert (promise.holder, promise.text, promise.due_at) == (
        company.ada,
        "I ask our fitter.",
        NOON + timedelta(hours=3),
    )


def test_the_answer_after_a_holding_reply_keeps_the_promise(company: Company) -> None:
    conversation = conversation_of(company)
    answer(company, conversation, is_holding=True, promised_for=NOON + timedelta(hours=3))
    answer(company, conversation)

    assert Promise.objects.get().kept_at == NOON


@pytest.mark.parametrize("promised_for", [None, NOON - timedelta(hours=1)])
def test_a_holding_reply_without_a_coming_date_is_not_sent(company: Company, promised_for: object) -> None:
    conversation = conversation_of(company)
    with pytest.raises(PromiseNeedsDateError):
        answer(company, conversation, is_holding=True, promised_for=promised_for)
    assert Outgoing.objects.filter(kind="reply").count() == 0


def test_nothing_empty_and_nothing_to_nobody_is_sent(company: Company) -> None:
    conversation = conversation_of(company)
    with pytest.raises(EmptyAnswerError):
        answer(company, conversation, text="  \n ")
    with pytest.raises(NoRecipientError):
        answer(company, conversation, to=())
    assert conversation.messages.filter(kind="outbound").count() == 0


def test_sending_stops_when_a_newer_message_came_in(company: Company) -> None:
    conversation = conversation_of(company)
    seen = conversation.messages.get().id
    arrive(
        letter(answers="first@mirela.example", text="It runs again!"), company.mailbox, at=MORNING + timedelta(hours=1)
    )
    with pytest.raises(NewerMessageError):
        answer(company, conversation, seen=seen)
    assert conversation.messages.filter(kind="outbound").count() == 0


def test_a_reader_may_not_answer_and_nothing_is_written(company: Company) -> None:
    conversation = conversation_of(company)
    User.objects.filter(id=company.ada.id).update(role="read-only")
    company.ada.refresh_from_db()
    with pytest.raises(ForbiddenError):
        answer(company, conversation)
    assert Outgoing.objects.filter(kind="reply").count() == 0


def test_the_next_message_starts_a_clock_for_the_next_answer(company: Company) -> None:
    conversation = conversation_of(company)
    sent = answer(company, conversation)
    arrive(letter(answers=sent.message_id, text="And the seal?"), company.mailbox, at=NOON + timedelta(hours=1))

    assert list(Clock.objects.order_by("started_at").values_list("target", "stopped_because")) == [
        ("first answer", "answered"), ("next answer", ""),
    ]  # fmt: skip
