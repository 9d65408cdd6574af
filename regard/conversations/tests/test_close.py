"""No silent ending."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.conversations.operations import Answer, CustomerWaitsError
from regard.promises import operations as promises
from regard.promises.models import Clock
from tools.testing.letters import arrive, letter

LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def conversation(company: Company) -> Conversation:
    arrive(letter(message_id="<first@mirela.example>"), company.mailbox, at=MORNING)
    return Conversation.objects.get()


def test_closing_while_the_customer_waits_needs_a_reason_why_no_answer_is_needed(
    company: Company, conversation: Conversation
) -> None:
    with pytest.raises(CustomerWaitsError):
        promises.close(conversation=conversation, reason="answered", by=company.ada, at=LATER)
    conversation.refresh_from_db()
    assert (conversation.state, Clock.objects.get().stopped_at) == ("open", None)


def test_a_person_with_a_reason_closes_and_the_message_keeps_the_reason(
    company: Company, conversation: Conversation
) -> None:
    promises.close(conversation=conversation, reason="thanks only", by=company.ada, at=LATER)

    conversation.refresh_from_db()
    message = conversation.messages.get()
    assert (conversation.state, conversation.closed_by, conversation.close_reason) == (
        "closed",
        company.ada,
        "thanks only",
    )
    assert (message.needs_answer, message.no_answer_reason, message.no_answer_by) == (False, "thanks only", company.ada)
    assert (Clock.objects.get().stopped_because, conversation.waiting_since) == ("closed", None)


@pytest.mark.parametrize(
    "closing",
    [
        {"closed_by_id": None, "close_reason": "spam"},
        {"close_reason": ""},
    ],
)
def test_the_database_refuses_a_silent_ending(
    company: Company, conversation: Conversation, closing: dict[str, object]
) -> None:
    values = {"closed_by_id": company.ada.id, "close_reason": "spam"} | closing
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.filter(id=conversation.id).update(state="closed", closed_at=LATER, **values)


def test_a_customer_who_writes_again_opens_it_and_a_clock_runs(company: Company, conversation: Conversation) -> None:
    answer = Answer(text="Done.", to=(("Carla", "carla@mirela.example"),))
    promises.answer(conversation=conversation, answer=answer, mailbox=company.mailbox, by=company.ada, at=LATER)
    promises.close(conversation=conversation, reason="answered", by=company.ada, at=LATER)
    arrive(
        letter(answers="first@mirela.example", text="No, still broken."), company.mailbox, at=LATER + timedelta(hours=1)
    )

    conversation.refresh_from_db()
    assert (conversation.state, conversation.waiting_since) == ("open", LATER + timedelta(hours=1))
    assert Clock.objects.filter(stopped_at=None).count() == 1


def test_automatic_mail_does_not_open_it_again(company: Company, conversation: Conversation) -> None:
    promises.close(conversation=conversation, reason="thanks only", by=company.ada, at=LATER)
    vacation = letter(answers="first@mirela.example", Auto_Submitted="auto-replied", text="I am away.")
    arrive(vacation, company.mailbox, at=LATER + timedelta(hours=1))

    conversation.refresh_from_db()
    assert (conversation.state, conversation.messages.count()) == ("closed", 2)


def test_opening_again_brings_back_what_was_waved_through(company: Company, conversation: Conversation) -> None:
    promises.close(conversation=conversation, reason="thanks only", by=company.ada, at=LATER)
    promises.reopen(conversation=conversation, by=company.ada, at=LATER + timedelta(minutes=5))

    conversation.refresh_from_db()
    assert (conversation.state, conversation.waiting_since, conversation.messages.get().needs_answer) == (
        "open",
        MORNING,
        True,
    )
    assert Clock.objects.filter(stopped_at=None).count() == 1
