"""Taking an answer back: as if it had not been sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Draft, Message, Participant
from regard.conversations.operations import Answer
from regard.conversations.operations.drafts import Written, keep_draft
from regard.conversations.operations.taking_back import TooLateError
from regard.events.models import Event
from regard.mail.models import Outgoing
from regard.mail.operations import deliver
from regard.mail.transports import SmtpTransport
from regard.promises import operations as promises
from regard.promises.models import Clock, Policy, Promise
from regard.promises.queries import recompute
from regard.staff.queries import ForbiddenError
from tools.testing.letters import arrive, letter
from tools.testing.smtp_peer import smtp_peer

CARLA, BOSS = ("Carla Customer", "carla@mirela.example"), ("", "boss@mirela.example")
NOON = MORNING + timedelta(hours=2)
SOON = NOON + timedelta(seconds=4)
UNDO = timedelta(seconds=10)


@pytest.fixture
def conversation(company: Company) -> Conversation:
    Policy.objects.update(resolution_minutes=2400)
    arrive(letter(message_id="<first@mirela.example>"), company.mailbox, at=MORNING)
    return Conversation.objects.get()


def send(company: Company, conversation: Conversation, text: str = "Clean it.", **changes: object) -> Message:
    at = changes.pop("at", NOON)
    promised_for = changes.pop("promised_for", None)
    by = changes.pop("by", company.ada)
    values = {"to": (CARLA,), "seen": conversation.messages.latest("id").id, "is_holding": promised_for is not None}
    answer = Answer(text=text, **(values | changes))
    return promises.answer(
        conversation=conversation, answer=answer, mailbox=company.mailbox, by=by, at=at, promised_for=promised_for,
        undo_for=UNDO,
    )  # fmt: skip


@dataclass(frozen=True)
class State:
    """Everything an answer changes."""

    conversation: dict[str, object]
    messages: list[dict[str, object]]
    clocks: list[dict[str, object]]
    promises: list[dict[str, object]]
    participants: list[dict[str, object]]


def state() -> State:
    models = (Message, Clock, Promise, Participant)
    return State(
        Conversation.objects.values().get(), *(list(model.objects.order_by("id").values()) for model in models)
    )


def is_recomputed(conversation: Conversation) -> bool:
    """Whether the rows say what the event log alone says."""
    rows = [
        (clock.target, clock.started_at, clock.stopped_at) for clock in conversation.clocks.order_by("started_at", "id")
    ]
    return [(one.target, one.started_at, one.stopped_at) for one in recompute(conversation)] == rows


def test_everything_is_as_if_it_had_not_been_sent(company: Company, conversation: Conversation) -> None:
    before = state()

    message = send(company, conversation, cc=(BOSS,))
    draft = promises.take_back(message=message, by=company.ada, at=SOON)

    assert state() == before
    assert is_recomputed(conversation)
    assert (draft.text, draft.cc, draft.sent_as) == ("Clean it.", "boss@mirela.example", None)
    assert Outgoing.objects.get(kind="reply").state == "cancelled"
    assert Event.objects.get(kind="answer.taken_back").by_id == company.ada.id


def test_a_ladder_half_climbed_is_climbed_on(company: Company, conversation: Conversation) -> None:
    promises.sweep(at=MORNING + timedelta(hours=2, minutes=1))
    before = state()

    promises.take_back(message=send(company, conversation), by=company.ada, at=SOON)

    assert state() == before


def test_the_date_a_holding_reply_gave_was_never_given(company: Company, conversation: Conversation) -> None:
    before = state()

    message = send(company, conversation, promised_for=NOON + timedelta(hours=3))
    assert Promise.objects.count() == 1
    promises.take_back(message=message, by=company.ada, at=SOON)

    assert state() == before


def test_a_promise_that_it_kept_stands_again(company: Company, conversation: Conversation) -> None:
    send(company, conversation, promised_for=NOON + timedelta(hours=3), at=NOON - timedelta(hours=1))
    before = state()

    promises.take_back(message=send(company, conversation, "Done."), by=company.ada, at=SOON)

    assert state() == before


def test_what_came_in_meanwhile_waits_behind_the_older_message(company: Company, conversation: Conversation) -> None:
    before = Clock.objects.filter(stopped_at=None).order_by("id").values()
    running = list(before)
    message = send(company, conversation)
    arrive(letter(answers="first@mirela.example", text="And?"), company.mailbox, at=NOON + timedelta(seconds=1))

    promises.take_back(message=message, by=company.ada, at=NOON + timedelta(seconds=30) - timedelta(seconds=21))

    conversation.refresh_from_db()
    assert [row["id"] for row in before.all()] == [row["id"] for row in running]
    assert (conversation.waiting_since, conversation.next_due_at, conversation.latest_speaker) == (
        MORNING, next(row["due_at"] for row in running if row["target"] == "first answer"), "customer",
    )  # fmt: skip
    assert conversation.messages.filter(needs_answer=True, answered_at=None).count() == 2


def test_a_conversation_closed_meanwhile_is_open_again(company: Company, conversation: Conversation) -> None:
    before = state()
    message = send(company, conversation)
    promises.close(conversation=conversation, reason="answered", by=company.ben, at=NOON + timedelta(seconds=2))

    promises.take_back(message=message, by=company.ada, at=SOON)

    assert state() == before


def test_the_same_draft_comes_back_with_its_files_and_what_was_begun_since(
    company: Company, conversation: Conversation
) -> None:
    seen = conversation.messages.latest("id").id
    written = Written(text="Clean it.", recipients=(CARLA[1],), cc="boss@mirela.example", ticked=("q:1",), seen=seen)
    kept = keep_draft(conversation=conversation, written=written, by=company.ada, at=NOON)
    message = send(company, conversation)
    keep_draft(conversation=conversation, written=Written(text="P.S. Oil it."), by=company.ada, at=SOON)

    draft = promises.take_back(message=message, by=company.ada, at=SOON)

    assert Draft.objects.get() == draft == kept
    assert (draft.text, draft.recipients, draft.ticked) == ("Clean it.\n\nP.S. Oil it.", [CARLA[1]], ["q:1"])


@pytest.mark.parametrize("at", [NOON + UNDO, NOON + timedelta(minutes=5)])
def test_after_its_time_it_cannot_be_taken_back(company: Company, conversation: Conversation, at: datetime) -> None:
    message = send(company, conversation)
    before = state()

    with pytest.raises(TooLateError, match="It has left already and cannot be taken back"):
        promises.take_back(message=message, by=company.ada, at=at)

    assert state() == before


def test_twice_and_by_another_it_is_refused(company: Company, conversation: Conversation) -> None:
    message = send(company, conversation)
    with pytest.raises(ForbiddenError):
        promises.take_back(message=message, by=company.ben, at=SOON)
    promises.take_back(message=message, by=company.ada, at=SOON)

    before = state()
    with pytest.raises(TooLateError):
        promises.take_back(message=Message(id=message.id, conversation=conversation, at=NOON), by=company.ada, at=SOON)
    assert state() == before


def test_only_the_latest_answer_is_taken_back(company: Company, conversation: Conversation) -> None:
    before = state()
    first = send(company, conversation)
    second = send(company, conversation, "And oil it.", at=NOON + timedelta(seconds=2))

    with pytest.raises(TooLateError, match="Another answer was sent after it"):
        promises.take_back(message=first, by=company.ada, at=SOON)
    promises.take_back(message=second, by=company.ada, at=SOON)
    promises.take_back(message=first, by=company.ada, at=SOON)

    assert state() == before
    assert is_recomputed(conversation)


def test_undo_edit_send_delivers_only_the_edit_once(
    company: Company, conversation: Conversation, tmp_path: Path
) -> None:
    draft = promises.take_back(message=send(company, conversation, "Wrong."), by=company.ada, at=SOON)
    written = Written(text="Right.", seen=draft.seen)
    keep_draft(conversation=conversation, written=written, by=company.ada, at=SOON)
    send(company, conversation, "Right.", at=SOON)

    with smtp_peer() as peer:
        for outgoing in Outgoing.objects.filter(kind="reply").order_by("id"):
            for _again in range(2):
                deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url), at=SOON + UNDO)
        taken = [envelope.content.decode() for envelope in peer.taken]

    assert len(taken) == 1
    assert "Right." in taken[0]
    assert "Wrong." not in taken[0]
    assert list(Outgoing.objects.filter(kind="reply").order_by("id").values_list("state", flat=True)) == [
        "cancelled", "sent",
    ]  # fmt: skip
