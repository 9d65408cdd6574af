"""Answers that leave later by themselves."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Draft, Message
from regard.conversations.operations import Answer, EmptyAnswerError
from regard.conversations.operations.drafts import NotAheadError, PlannedError, Written, keep_draft
from regard.conversations.operations.planning import plan, unplan
from regard.conversations.operations.sending import FillInError
from regard.conversations.queries.drafts import planned
from regard.events.models import Event
from regard.jobs.models import Job
from regard.jobs.worker import run_due
from regard.mail.models import Outgoing
from regard.promises import operations as promises
from regard.promises.models import Clock
from regard.staff import operations as staff
from tools.testing.letters import arrive, letter

NOON = MORNING + timedelta(hours=2)
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def conversation(company: Company) -> Conversation:
    arrive(letter(message_id="<first@mirela.example>"), company.mailbox, at=MORNING)
    return Conversation.objects.get()


def planned_draft(company: Company, conversation: Conversation, text: str = "Clean it.", **changes: object) -> Draft:
    seen = conversation.messages.latest("id").id
    written = Written(text=text, seen=seen, **changes)
    draft = keep_draft(conversation=conversation, written=written, by=company.ada, at=NOON)
    assert draft is not None
    return plan(draft=draft, send_at=LATER, by=company.ada, at=NOON)


def sent() -> list[tuple[str, str]]:
    return list(Message.objects.filter(kind="outbound").values_list("author_name", "text"))


def test_it_leaves_at_its_time_as_its_author(
    company: Company, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned_draft(company, conversation)
    assert (sent(), Clock.objects.get().stopped_at, list(planned(company.ada))) == ([], None, [Draft.objects.get()])

    monkeypatch.setattr("regard.kit.clock.now", lambda: LATER - timedelta(seconds=1))
    run_due(worker="early", limit=50)
    assert sent() == []
    monkeypatch.setattr("regard.kit.clock.now", lambda: LATER)
    while run_due(worker="in time", limit=50):
        pass

    assert sent() == [("Ada Agent", "Clean it.")]
    assert (Clock.objects.get().stopped_at, Clock.objects.get().stopped_because) == (LATER, "answered")
    assert not Job.objects.filter(name="promises.send_planned").exists()
    assert promises.send_planned(draft_id=Draft.objects.get().id, at=LATER) is None


def test_a_newer_message_keeps_it_and_tells_the_author(company: Company, conversation: Conversation) -> None:
    draft = planned_draft(company, conversation)
    arrive(letter(answers="first@mirela.example", text="It runs again!"), company.mailbox, at=NOON)

    assert promises.send_planned(draft_id=draft.id, at=LATER) is None

    draft.refresh_from_db()
    assert (sent(), draft.send_at, draft.held_at, draft.held_because, draft.text) == (
        [], None, LATER, "A newer message came in while you were writing.", "Clean it.",
    )  # fmt: skip
    assert Event.objects.get(kind="answer.not_sent").data["user"] == str(company.ada.id)
    assert Clock.objects.filter(stopped_at=None).exists()


def test_a_colleagues_answer_keeps_it(company: Company, conversation: Conversation) -> None:
    draft = planned_draft(company, conversation)
    answer = Answer(text="Done.", to=(("", "carla@mirela.example"),))
    promises.answer(conversation=conversation, answer=answer, mailbox=company.mailbox, by=company.ben, at=NOON)

    promises.send_planned(draft_id=draft.id, at=LATER)

    draft.refresh_from_db()
    assert draft.held_because == "Ben Lead answered at 11:30, while you were writing."


def test_it_is_kept_when_the_author_left_or_the_conversation_was_closed(
    company: Company, conversation: Conversation
) -> None:
    draft = planned_draft(company, conversation)
    promises.close(conversation=conversation, reason="thanks only", by=company.ben, at=NOON)
    promises.send_planned(draft_id=draft.id, at=LATER)
    draft.refresh_from_db()
    assert draft.held_because == "The conversation was closed."

    promises.reopen(conversation=conversation, by=company.ben, at=NOON)
    plan(draft=draft, send_at=LATER, by=company.ada, at=NOON)
    staff.deactivate(user=company.ada, by=None, at=NOON)
    promises.send_planned(draft_id=draft.id, at=LATER)
    draft.refresh_from_db()
    assert (draft.held_because, sent()) == ("Its author cannot sign in any more.", [])


def test_a_holding_one_whose_date_passed_is_kept(company: Company, conversation: Conversation) -> None:
    draft = planned_draft(company, conversation, is_holding=True, promised_until=NOON + timedelta(hours=1))

    promises.send_planned(draft_id=draft.id, at=LATER)

    draft.refresh_from_db()
    assert draft.held_because == "The date you promise in it has passed."


def test_it_can_be_taken_back_and_planned_earlier(company: Company, conversation: Conversation) -> None:
    draft = planned_draft(company, conversation)
    with pytest.raises(PlannedError):
        keep_draft(conversation=conversation, written=Written(text="Other"), by=company.ada, at=NOON)
    assert unplan(conversation=conversation, by=company.ada, at=NOON)
    assert not unplan(conversation=conversation, by=company.ada, at=NOON)
    assert promises.send_planned(draft_id=draft.id, at=LATER) is None

    plan(draft=draft, send_at=NOON + timedelta(minutes=5), by=company.ada, at=NOON)
    assert Job.objects.filter(name="promises.send_planned").count() == 2
    promises.send_planned(draft_id=draft.id, at=NOON + timedelta(minutes=5))
    assert sent() == [("Ada Agent", "Clean it.")]
    assert Outgoing.objects.filter(kind="reply").count() == 1


def test_what_could_not_be_sent_is_not_planned(company: Company, conversation: Conversation) -> None:
    draft = planned_draft(company, conversation)
    unplan(conversation=conversation, by=company.ada, at=NOON)

    with pytest.raises(NotAheadError):
        plan(draft=draft, send_at=NOON, by=company.ada, at=NOON)
    keep_draft(conversation=conversation, written=Written(text="On [[day]]."), by=company.ada, at=NOON)
    with pytest.raises(FillInError, match="Fill in first: “day”"):
        plan(draft=draft, send_at=LATER, by=company.ada, at=NOON)
    Draft.objects.update(text=" ")
    with pytest.raises(EmptyAnswerError):
        plan(draft=draft, send_at=LATER, by=company.ada, at=NOON)
    assert Draft.objects.get().send_at is None
