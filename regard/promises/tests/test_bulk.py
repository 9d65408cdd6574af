"""One thing done to many: by name, never silently ending, and undone where nobody touched it since."""

from datetime import timedelta
from typing import Any

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Assignment, Conversation, Message, Reminder, Tagging
from regard.conversations.operations import Answer, NoteNeededError, add_note, hand_over, reminders, tags
from regard.events.models import Event
from regard.kit.rows import columns
from regard.promises import operations as promises
from regard.promises.models import Clock
from regard.promises.operations import bulk
from regard.promises.operations.bulk import BulkRefusedError, close_all, hand_over_all, remind_all, tag_all, undo
from tools.testing.letters import arrive, letter

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOW = MORNING + HOUR


@pytest.fixture
def three(company: Company) -> list[Conversation]:
    """Two whose customers wait, and one that was answered."""
    for number in range(3):
        arrive(letter(subject=f"Letter {number}"), company.mailbox, at=MORNING + number * MINUTE)
    rows = list(Conversation.objects.order_by("number"))
    said = Answer(text="Clean the filter.", to=(("Carla", "carla@mirela.example"),))
    promises.answer(
        conversation=rows[2], answer=said, mailbox=company.mailbox, by=company.ada, at=MORNING + 10 * MINUTE
    )
    reminders.remind(conversation=rows[0], until=NOW + HOUR, by=company.ada, at=MORNING + 20 * MINUTE)
    return list(Conversation.objects.order_by("number"))


def everything() -> list[Any]:
    kinds = (Conversation, Message, Clock, Reminder, Tagging, Assignment)
    return [[columns(row) for row in kind.objects.order_by("id")] for kind in kinds]


def test_closing_many_leaves_those_who_wait_unless_the_reason_says_why_not(
    company: Company, three: list[Conversation]
) -> None:
    done = close_all(chosen=three, reason="answered", by=company.ada, at=NOW)
    assert (done.number, done.left) == (1, three[:2])

    done = close_all(chosen=three, reason="spam", by=company.ben, at=NOW)
    assert (done.number, done.left) == (2, [])
    closed = Conversation.objects.order_by("number").values_list("state", "closed_by__name", "close_reason")
    assert list(closed) == [("closed", "Ben Lead", "spam")] * 2 + [("closed", "Ada Agent", "answered")]


def test_undo_puts_everything_back_exactly(company: Company, three: list[Conversation]) -> None:
    tag = tags.add_tag(name="P-220", by=company.ada, at=MORNING)
    before = everything()
    for act in (
        lambda: close_all(chosen=three, reason="spam", by=company.ada, at=NOW),
        lambda: hand_over_all(chosen=three, to=company.ben, note="Yours.", by=company.ada, at=NOW),
        lambda: remind_all(chosen=three, until=NOW + HOUR, note="", by=company.ada, at=NOW),
        lambda: tag_all(chosen=three, tag=tag, by=company.ada, at=NOW),
    ):
        done = act()
        assert done.number == 3
        assert everything() != before
        undone = undo(run=done.run, by=company.ada, at=NOW + MINUTE)
        assert (undone.restored, undone.touched, everything()) == (3, 0, before)


def test_undo_leaves_what_somebody_touched_since(company: Company, three: list[Conversation]) -> None:
    done = hand_over_all(chosen=three, to=company.ben, note="Yours.", by=company.ada, at=NOW)
    hand_over(conversation=three[0], to=company.olga, note="Better yours.", by=company.ben, at=NOW + MINUTE)
    arrive(letter(text="Any news?", answers=three[2].messages.get(kind="outbound").message_id), company.mailbox, at=NOW)
    promises.sweep(at=NOW + 2 * HOUR)
    assert Event.objects.filter(kind="promise.escalated").exists(), "what a machine does is no touch"

    undone = undo(run=done.run, by=company.ada, at=NOW + 2 * HOUR)

    assert (undone.restored, undone.touched) == (1, 2)
    assert list(Conversation.objects.order_by("number").values_list("assignee__name", flat=True)) == [
        "Olga Owner", "Ada Agent", "Ben Lead",
    ]  # fmt: skip


def test_undo_is_for_once_for_a_while_and_for_who_did_it(company: Company, three: list[Conversation]) -> None:
    run = close_all(chosen=three, reason="spam", by=company.ada, at=NOW).run
    for by, at in ((company.ben, NOW), (company.ada, NOW + timedelta(days=31))):
        with pytest.raises(BulkRefusedError):
            undo(run=run, by=by, at=at)
    undo(run=run, by=company.ada, at=NOW)
    with pytest.raises(BulkRefusedError):
        undo(run=run, by=company.ada, at=NOW)


def test_a_note_is_needed_and_nothing_is_handed_over_without(company: Company, three: list[Conversation]) -> None:
    before = everything()
    with pytest.raises(NoteNeededError):
        hand_over_all(chosen=three, to=company.ben, note=" ", by=company.ada, at=NOW)
    assert everything() == before


def test_none_and_too_many_are_refused_with_a_sentence(
    company: Company, three: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    for chosen, said in (([], "at least one"), (three, "at most 2")):
        with pytest.raises(BulkRefusedError, match=said):
            close_all(chosen=chosen, reason="spam", by=company.ada, at=NOW)


def test_a_tag_that_is_there_already_is_no_change(company: Company, three: list[Conversation]) -> None:
    tag = tags.add_tag(name="P-220", by=company.ada, at=MORNING)
    tags.set_tags(conversation=three[1], tags=[tag], by=company.ben, at=MORNING)

    done = tag_all(chosen=three, tag=tag, by=company.ada, at=NOW)
    undo(run=done.run, by=company.ada, at=NOW)

    assert done.number == 2
    assert list(Tagging.objects.values_list("conversation", "by__name")) == [(three[1].id, "Ben Lead")]


def test_an_undone_close_can_be_added_to_and_its_notes_stay(company: Company, three: list[Conversation]) -> None:
    run = close_all(chosen=three[:1], reason="spam", by=company.ada, at=NOW).run
    undo(run=run, by=company.ada, at=NOW)
    add_note(conversation=three[0], text="No spam.", by=company.ben, at=NOW + MINUTE)
    assert promises.sweep(at=MORNING + 8 * HOUR) == 2, "the clock that ran before runs again"
