"""Merging, taking apart, splitting: every message stands once, nobody who waits is forgotten, clocks tell the truth."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.conversations.models import Acknowledgement, Conversation, Draft, Merge, Message, Participant, Reminder, Tag
from regard.conversations.operations import Answer, add_note, merging, reminders, tags
from regard.conversations.operations.merging import MergeRefusedError, OtherCustomerError
from regard.conversations.operations.splitting import SplitRefusedError
from regard.conversations.queries import visible_to
from regard.kit.rows import columns
from regard.promises import operations as promises
from regard.promises.models import Clock, Promise
from regard.promises.operations.merging import merge, split, take_apart
from regard.promises.queries import recompute
from tools.testing.letters import arrive, letter
from tools.testing.sizes import rounds

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CARLA = (("Carla Customer", "carla@mirela.example"),)


def wrote(company: Company, at: timedelta = timedelta(), **changes: Any) -> Message:
    """What a customer wrote, `at` after the morning began."""
    inbound = arrive(
        letter(**changes), company.mailbox, at=MORNING + at,
        envelope_from=changes.get("sender", "carla@mirela.example"),
    )  # fmt: skip
    return Message.objects.select_related("conversation").get(inbound=inbound)


def answer(company: Company, conversation: Conversation, at: timedelta) -> Message:
    return promises.answer(
        conversation=conversation, answer=Answer(text="Clean the filter.", to=CARLA), mailbox=company.mailbox,
        by=company.ada, at=MORNING + at,
    )  # fmt: skip


@dataclass(frozen=True)
class State:
    """Everything that merging may touch."""

    conversations: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    clocks: list[dict[str, Any]]
    others: list[list[dict[str, Any]]]


def everything() -> State:
    kinds = (Participant, Acknowledgement, Reminder, Draft, Promise)
    return State(
        [columns(row) for row in Conversation.objects.order_by("id")],
        [columns(row) for row in Message.objects.order_by("id")],
        [columns(row) for row in Clock.objects.order_by("id")],
        [[columns(row) for row in kind.objects.order_by("pk")] for kind in kinds],
    )


def unanswered() -> list[Message]:
    return list(Message.objects.filter(needs_answer=True, answered_at=None).order_by("id"))


def running(conversation: Conversation) -> list[tuple[str, timedelta]]:
    rows = Clock.objects.filter(conversation=conversation, stopped_at=None).order_by("due_at")
    return [(row.target, row.due_at - MORNING) for row in rows]


def test_merged_conversations_are_one_and_the_earliest_promise_runs_on(company: Company) -> None:
    first = wrote(company, subject="Pump stops").conversation
    second = wrote(company, 30 * MINUTE, subject="The pump again").conversation
    assert (running(first), running(second)) == ([("first answer", 4 * HOUR)], [("first answer", 4.5 * HOUR)])

    merge(conversation=first, into=second, by=company.ada, at=MORNING + HOUR)

    first.refresh_from_db()
    second.refresh_from_db()
    assert list(visible_to(company.ada)) == [second]
    assert second.messages.count() == 2
    assert (second.waiting_since, second.next_due_at) == (MORNING, MORNING + 4 * HOUR)
    assert (running(first), running(second)) == ([], [("first answer", 4 * HOUR)])
    assert (first.merged_into, first.waiting_since, first.next_due_at) == (second, None, None)
    assert Clock.objects.filter(stopped_because="merged").count() == 1


def test_letters_to_either_go_on_in_the_one_that_is_left(company: Company) -> None:
    gone = wrote(company, message_id="<gone@mirela.example>").conversation
    kept = wrote(company, message_id="<kept@mirela.example>").conversation
    receipt = gone.acknowledgement.outgoing
    said = answer(company, gone, 10 * MINUTE)
    merge(conversation=gone, into=kept, by=company.ada, at=MORNING + HOUR)

    later = [
        wrote(company, 2 * HOUR, answers=said.message_id),
        wrote(company, 2 * HOUR, answers=receipt.message_id),
        wrote(company, 2 * HOUR, answers="gone@mirela.example"),
        wrote(company, 2 * HOUR, answers="kept@mirela.example"),
    ]

    assert [message.conversation for message in later] == [kept] * 4
    assert Acknowledgement.objects.count() == 2


def test_a_number_of_a_merged_one_suggests_the_one_that_is_left(company: Company) -> None:
    gone, kept = wrote(company).conversation, wrote(company).conversation
    merge(conversation=gone, into=kept, by=company.ada, at=MORNING + HOUR)

    assert wrote(company, HOUR, subject=f"About #{gone.number}").conversation.resembles == kept


def test_a_receipt_of_either_is_enough(company: Company) -> None:
    gone = wrote(company).conversation
    kept = wrote(company, Auto_Submitted="auto-generated").conversation
    assert not hasattr(kept, "acknowledgement")

    row = merge(conversation=gone, into=kept, by=company.ada, at=MORNING + HOUR)
    wrote(company, 2 * HOUR, answers=answer(company, kept, HOUR + MINUTE).message_id)
    assert list(Acknowledgement.objects.values_list("conversation", flat=True)) == [kept.id]

    take_apart(merge=row, by=company.ada, at=MORNING + 3 * HOUR)
    assert list(Acknowledgement.objects.values_list("conversation", flat=True)) == [gone.id]


def test_taken_apart_everything_stands_as_before(company: Company) -> None:
    first, second = wrote(company).conversation, wrote(company, 30 * MINUTE, cc="marco@mirela.example").conversation
    add_note(conversation=first, text="Known.", by=company.ben, at=MORNING + 31 * MINUTE)
    tags.set_tags(
        conversation=first, tags=[tags.add_tag(name="P-220", by=company.ben, at=MORNING)], by=company.ben, at=MORNING
    )
    reminders.remind(conversation=first, until=MORNING + 9 * HOUR, by=company.ada, at=MORNING)
    before = everything()

    row = merge(conversation=first, into=second, by=company.ada, at=MORNING + HOUR)
    second.refresh_from_db()
    assert [one.tag.name for one in second.taggings.all()] == ["P-220"]
    assert Reminder.objects.get().conversation == second
    assert everything() != before
    take_apart(merge=row, by=company.ben, at=MORNING + 20 * timedelta(days=1))

    assert everything() == before
    assert list(Tag.objects.values_list("taggings__conversation", flat=True)) == [first.id]


def test_what_was_answered_meanwhile_stays_answered_when_taken_apart(company: Company) -> None:
    first, second = wrote(company).conversation, wrote(company, 30 * MINUTE).conversation
    row = merge(conversation=second, into=first, by=company.ada, at=MORNING + HOUR)
    said = answer(company, first, 2 * HOUR)

    take_apart(merge=row, by=company.ada, at=MORNING + 3 * HOUR)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.waiting_since, second.waiting_since, unanswered()) == (None, None, [])
    assert (said.conversation, second.latest_speaker) == (first, "customer")
    ended = Clock.objects.order_by("started_at").values_list("stopped_because", "stopped_at")
    assert list(ended) == [("answered", MORNING + 2 * HOUR)] * 2


def test_what_came_in_since_stays_where_it_came_in_and_has_a_clock(company: Company) -> None:
    first, second = wrote(company).conversation, wrote(company, 30 * MINUTE).conversation
    answer(company, first, 40 * MINUTE)
    row = merge(conversation=second, into=first, by=company.ada, at=MORNING + HOUR)
    new = wrote(company, 2 * HOUR, answers=first.messages.get(kind="outbound").message_id)
    assert new.conversation == first

    take_apart(merge=row, by=company.ada, at=MORNING + 3 * HOUR)

    assert list(first.messages.filter(needs_answer=True, answered_at=None)) == [new]
    assert running(first) == [("next answer", 6 * HOUR)]
    assert running(second) == [("first answer", 4.5 * HOUR)]


def test_a_closed_one_opens_when_somebody_waits_in_the_other(company: Company) -> None:
    closed, waits = wrote(company).conversation, wrote(company, MINUTE).conversation
    promises.close(conversation=closed, reason="thanks only", by=company.ada, at=MORNING + 5 * MINUTE)
    before = everything()

    row = merge(conversation=waits, into=closed, by=company.ada, at=MORNING + HOUR)
    closed.refresh_from_db()
    assert (closed.state, closed.waiting_since) == ("open", MORNING + MINUTE)

    take_apart(merge=row, by=company.ada, at=MORNING + 2 * HOUR)
    assert everything() == before


def test_conversations_of_different_customers_are_merged_only_knowingly(company: Company) -> None:
    one = wrote(company).conversation
    other = wrote(company, sender="Dora <dora@else.example>").conversation
    with pytest.raises(OtherCustomerError):
        merge(conversation=one, into=other, by=company.ada, at=MORNING + HOUR)
    merge(conversation=one, into=other, by=company.ada, at=MORNING + HOUR, is_other_customer=True)
    assert other.messages.count() == 2


def test_what_cannot_be_merged_is_refused_with_nothing_changed(company: Company) -> None:
    one, two, three = (wrote(company).conversation for _ in range(3))
    Conversation.objects.filter(id=two.id).update(is_team_only=True)
    for conversation in (one, three):
        Draft.objects.create(
            conversation=conversation, author=company.ada, author_name="Ada", started_at=MORNING, updated_at=MORNING
        )
    before = everything()

    for into in (one, two, three):
        with pytest.raises(MergeRefusedError), transaction.atomic():
            merge(conversation=one, into=into, by=company.ada, at=MORNING + HOUR)
    assert everything() == before


def test_after_thirty_days_it_is_too_late_and_twice_is_once(company: Company) -> None:
    first, second = wrote(company).conversation, wrote(company).conversation
    row = merge(conversation=first, into=second, by=company.ada, at=MORNING)
    with pytest.raises(MergeRefusedError):
        take_apart(merge=row, by=company.ada, at=MORNING + timedelta(days=31))
    take_apart(merge=row, by=company.ada, at=MORNING + timedelta(days=29))
    with pytest.raises(MergeRefusedError):
        take_apart(merge=row, by=company.ada, at=MORNING + timedelta(days=29))


def test_what_was_split_since_is_not_taken_apart_into_nothing(company: Company) -> None:
    first, second = wrote(company), wrote(company, MINUTE)
    row = merge(conversation=second.conversation, into=first.conversation, by=company.ada, at=MORNING + HOUR)
    split(message=second, by=company.ada, at=MORNING + HOUR)
    before = everything()
    with pytest.raises(MergeRefusedError, match="split since"):
        take_apart(merge=row, by=company.ada, at=MORNING + 2 * HOUR)
    assert everything() == before


def test_a_chain_of_merges_leads_to_the_last_and_comes_apart_in_any_order(company: Company) -> None:
    one, two, three = (wrote(company, number * MINUTE).conversation for number in range(3))
    before = everything()
    first = merge(conversation=one, into=two, by=company.ada, at=MORNING + HOUR)
    second = merge(conversation=two, into=three, by=company.ada, at=MORNING + HOUR)
    one.refresh_from_db()
    assert (one.merged_into, three.messages.count()) == (three, 3)

    take_apart(merge=first, by=company.ada, at=MORNING + 2 * HOUR)
    assert [row.messages.count() for row in (one, two, three)] == [1, 0, 2]
    take_apart(merge=second, by=company.ada, at=MORNING + 2 * HOUR)
    assert [row.messages.count() for row in (one, two, three)] == [1, 1, 1]
    again = everything()
    assert again.messages == before.messages
    assert [running(row) for row in (one, two, three)] == [
        [("first answer", 4 * HOUR + number * MINUTE)] for number in range(3)
    ]


def test_a_split_takes_what_waits_and_its_clock_along(company: Company) -> None:
    first = wrote(company, subject="Pump stops")
    said = answer(company, first.conversation, 10 * MINUTE)
    second = wrote(company, 20 * MINUTE, subject="Re: Pump stops: and our invoice?", answers=said.message_id)
    old = first.conversation

    new = split(message=second, by=company.ada, at=MORNING + HOUR)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (list(old.messages.order_by("at")), list(new.messages.all())) == ([first, said], [second])
    assert (old.waiting_since, new.waiting_since) == (None, second.at)
    assert (running(old), running(new)) == ([], [("next answer", 4 * HOUR + 20 * MINUTE)])
    assert (new.number, new.split_from, new.assignee, new.subject) == (
        old.number + 1, old, old.assignee, "Re: Pump stops: and our invoice?",
    )  # fmt: skip
    assert [p.address for p in new.participants.all()] == [p.address for p in old.participants.all()]


def test_letters_follow_the_message_they_answer(company: Company) -> None:
    first = wrote(company, message_id="<first@mirela.example>")
    before = answer(company, first.conversation, 10 * MINUTE)
    second = wrote(company, 20 * MINUTE, message_id="<second@mirela.example>", answers=before.message_id)
    after = answer(company, first.conversation, 30 * MINUTE)
    new = split(message=second, by=company.ada, at=MORNING + HOUR)

    answers = (before.message_id, after.message_id, "first@mirela.example", "second@mirela.example")
    assert [wrote(company, 2 * HOUR, answers=text).conversation for text in answers] == [
        first.conversation, new, first.conversation, new,
    ]  # fmt: skip
    assert Acknowledgement.objects.count() == 1, "the customer has a receipt for all of it"


def test_a_split_that_leaves_or_moves_nothing_is_refused(company: Company) -> None:
    first = wrote(company)
    note = add_note(conversation=first.conversation, text="Known.", by=company.ada, at=MORNING + MINUTE)
    for message in (first, note):
        with pytest.raises(SplitRefusedError):
            split(message=message, by=company.ada, at=MORNING + HOUR)


def test_every_row_about_a_conversation_is_thought_of() -> None:
    """A new table that points to conversations fails here until it says what merging and splitting do with it."""
    thought_of = {
        "message", "participant", "acknowledgement", "draft", "mention", "tagging", "reminder", "clock", "promise",  # move
        "assignment", "merge", "presence",  # tell what was, and stay
        "meeting",  # is where the letter is that brought it
        "filing",  # stays, and the other conversation is filed too
        "conversation",  # itself: merged_into is followed, split_from and resembles are only told
    }  # fmt: skip
    related = {relation.related_model._meta.model_name for relation in Conversation._meta.related_objects}
    assert related == thought_of


Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "answer", "merge", "split", "apart"]), st.integers(0, 9), st.integers(0, 9)),
    max_size=12,
)


@settings(
    max_examples=rounds(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_whatever_is_merged_and_split_every_message_stands_once_and_nobody_is_forgotten(
    company: Company, steps: list[Step]
) -> None:
    with transaction.atomic():
        for number in range(3):
            wrote(company, number * MINUTE)
        for minutes, step in enumerate(steps, start=10):
            take(company, step, minutes * MINUTE)
            check(company)
        transaction.set_rollback(True)


def test_a_merge_taken_apart_after_a_later_one_ended_its_clock_again(company: Company) -> None:
    for number in range(3):
        wrote(company, number * MINUTE)
    steps = [("merge", 1, 0), ("split", 0, 1), ("merge", 0, 2), ("apart", 0, 0)]
    for minutes, step in enumerate(steps, start=10):
        take(company, step, minutes * MINUTE)
        check(company)


def take(company: Company, step: Step, at: timedelta) -> None:
    """One step. Those that only move things change nothing of what was said and who waits."""
    verb, one, two = step
    open_ones = list(visible_to(company.ada).order_by("number"))
    conversation, other = open_ones[one % len(open_ones)], open_ones[two % len(open_ones)]
    said, waits = list(Message.objects.order_by("id")), unanswered()
    try:
        if verb == "write":
            latest = conversation.messages.exclude(message_id="").order_by("id").last()
            wrote(company, at, answers=latest.message_id if latest else "")
        elif verb == "answer":
            answer(company, conversation, at)
        elif verb == "merge":
            merge(conversation=conversation, into=other, by=company.ada, at=MORNING + at)
        elif verb == "split":
            messages = list(conversation.messages.order_by("at", "id"))
            split(message=messages[two % len(messages)], by=company.ada, at=MORNING + at)
        else:
            merges = list(Merge.objects.filter(undone_at=None).order_by("id"))
            if merges:
                take_apart(merge=merges[one % len(merges)], by=company.ada, at=MORNING + at)
    except (MergeRefusedError, SplitRefusedError):
        pass
    if verb in {"merge", "split", "apart"}:
        assert list(Message.objects.order_by("id")) == said
        assert unanswered() == waits


def check(company: Company) -> None:
    """Who waits stands in a visible conversation that says so and has one running clock; nowhere else does one run."""
    for conversation in Conversation.objects.all():
        waits = conversation.messages.filter(needs_answer=True, answered_at=None).order_by("at", "id").first()
        clocks = list(Clock.objects.filter(conversation=conversation, stopped_at=None))
        assert conversation.waiting_since == (waits.at if waits else None)
        assert len(clocks) == bool(waits)
        assert conversation.next_due_at == (clocks[0].due_at if clocks else None)
        assert not (waits and (conversation.merged_into_id or conversation.state == "closed"))
        again = sorted((clock.target, clock.started_at, clock.stopped_at) for clock in recompute(conversation))
        rows = Clock.objects.filter(conversation=conversation)
        assert again == sorted((row.target, row.started_at, row.stopped_at) for row in rows)
    assert merging.TAKE_APART_WITHIN.days == 30
