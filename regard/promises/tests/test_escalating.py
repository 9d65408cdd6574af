"""The ladder, climbed."""

from datetime import timedelta

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.promises import operations as promises
from regard.promises.models import Clock, Escalation
from regard.promises.queries import recompute
from tools.testing.letters import arrive, letter


def waiting(company: Company) -> Conversation:
    arrive(letter(message_id="<first@mirela.example>"), company.mailbox, at=MORNING)
    return Conversation.objects.get()


def rungs() -> list[tuple[int, str, list[str]]]:
    return [
        (step.percent, step.audience, sorted(step.told.values_list("name", flat=True)))
        for step in Escalation.objects.order_by("percent")
    ]


def test_each_rung_is_told_to_its_people_at_its_time(company: Company) -> None:
    waiting(company)
    for hours in (1.9, 2, 3.2, 4, 6):
        promises.sweep(at=MORNING + timedelta(hours=hours))

    assert rungs() == [
        (50, "owner", ["Ada Agent"]),
        (80, "team", ["Ada Agent"]),
        (100, "lead", ["Ben Lead"]),
        (150, "managing director", ["Olga Owner"]),
    ]
    assert Clock.objects.get().breached_at == MORNING + timedelta(hours=4)


def test_a_late_sweep_tells_all_rungs_once_with_the_times_they_were_reached(company: Company) -> None:
    waiting(company)
    promises.sweep(at=MORNING + timedelta(hours=7))
    promises.sweep(at=MORNING + timedelta(hours=7))

    assert [
        (step.percent, step.reached_at - MORNING, step.times) for step in Escalation.objects.order_by("percent")
    ] == [
        (50, timedelta(hours=2), 1),
        (80, timedelta(hours=3.2), 1),
        (100, timedelta(hours=4), 1),
        (150, timedelta(hours=6), 1),
    ]


def test_the_highest_rung_repeats_until_a_named_person_takes_it(company: Company) -> None:
    conversation = waiting(company)
    promises.sweep(at=MORNING + timedelta(hours=4))
    promises.sweep(at=MORNING + timedelta(hours=5.1))
    assert Escalation.objects.get(percent=100).times == 2

    promises.take_over(conversation=conversation, by=company.ben, at=MORNING + timedelta(hours=5.2))
    promises.sweep(at=MORNING + timedelta(hours=5.9))
    conversation.refresh_from_db()
    assert (Escalation.objects.get(percent=100).times, conversation.assignee) == (2, company.ben)


def test_an_answer_ends_the_ladder(company: Company) -> None:
    conversation = waiting(company)
    promises.note_answer(conversation=conversation, at=MORNING + timedelta(hours=1))
    assert promises.sweep(at=MORNING + timedelta(days=3)) == 0
    assert rungs() == []


def test_the_clock_can_be_computed_again_from_the_events(company: Company) -> None:
    conversation = waiting(company)
    promises.note_answer(conversation=conversation, at=MORNING + timedelta(hours=1))

    again = recompute(conversation)
    rows = [(clock.target, clock.started_at, clock.due_at, clock.stopped_at) for clock in Clock.objects.all()]
    assert [(clock.target, clock.started_at, clock.due_at, clock.stopped_at) for clock in again] == rows
