"""The report against a second, plain count of the same rows; and that ignoring a customer improves nothing."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MORNING, Company, make_company
from regard.conversations.models import Acknowledgement, Conversation, Message
from regard.customers.models import Contact
from regard.kit.ids import uuid7
from regard.promises.models import Clock
from regard.report.queries.figures import figures
from regard.report.rules.period import Period
from regard.report.rules.tally import Measures
from regard.staff.models import User
from tools.testing.sizes import rounds

AT = MORNING + timedelta(days=20)
PERIOD = Period(first=date(2026, 3, 10), last=date(2026, 3, 29), zone="Europe/Copenhagen")
DAY = timedelta(days=1)

hours = st.integers(-60, 479)
lengths = st.integers(0, 200)


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Conversations: when each began, its messages, answers, receipts, and what stands in the way of counting them."""
    return draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "begins": hours,
                    "customer": st.integers(0, 4),
                    "receipt": st.booleans(),
                    "history": st.booleans() if draw(st.booleans()) else st.just(False),
                    "messages": st.lists(
                        st.fixed_dictionaries(
                            {
                                "after": st.integers(0, 100),
                                "answered": st.none() | lengths,
                                "needs": st.sampled_from([True, True, True, False]),
                                "clock": st.none() | st.integers(1, 60),
                            }
                        ),
                        min_size=1,
                        max_size=3,
                    ),
                }
            ),
            max_size=7,
        )
    )


def build(company: Company, history: list[dict[str, Any]]) -> None:
    Clock.objects.all().delete()
    Conversation.objects.all().delete()
    people = [Contact.objects.create(id=uuid7(), name=f"Customer {number}", created_at=MORNING) for number in range(5)]
    for number, one in enumerate(history):
        begins = MORNING + timedelta(hours=one["begins"])
        conversation = Conversation.objects.create(
            id=uuid7(), number=number + 1, contact=people[one["customer"]], team=company.team, channel_kind="email",
            channel_id=company.channel.id, our_address="help@havn.example", latest_message_at=begins, created_at=begins,
        )  # fmt: skip
        at = begins
        for said in one["messages"]:
            message = build_message(conversation, said, at, is_history=one["history"])
            build_clock(company, message, said)
            at += timedelta(hours=said["after"], microseconds=1)
        if one["receipt"]:
            first = conversation.messages.order_by("at").first()
            Acknowledgement.objects.create(
                conversation=conversation, message=first, at=begins, promised_by=begins, basis="policy", team=company.team,
                language="en", text="",
            )  # fmt: skip


def build_message(conversation: Conversation, said: dict[str, Any], at: datetime, *, is_history: bool) -> Message:
    answered_at = None if said["answered"] is None else at + timedelta(hours=said["answered"])
    return Message.objects.create(
        id=uuid7(), conversation=conversation, kind="inbound", at=at, contact=conversation.contact, needs_answer=said["needs"],
        answered_at=answered_at if answered_at and answered_at <= AT else None, is_history=is_history,
    )  # fmt: skip


def build_clock(company: Company, message: Message, said: dict[str, Any]) -> None:
    running = Clock.objects.filter(conversation=message.conversation, stopped_at=None).exists()
    if said["clock"] is None or (running and message.answered_at is None):
        return
    Clock.objects.create(
        id=uuid7(), conversation=message.conversation, message=message, target="first answer", policy=company.policy, minutes=60,
        started_at=message.at, due_at=message.at + timedelta(hours=said["clock"]), half_at=message.at,
        stopped_at=message.answered_at, stopped_because="answered" if message.answered_at else "",
    )  # fmt: skip


def plain() -> dict[str, Any]:
    """The figures by going through all rows, one question after the other."""
    messages = [message for message in Message.objects.select_related("conversation") if counts(message)]
    asked = [message for message in messages if PERIOD.start <= message.at < min(PERIOD.end, AT)]
    waits = [((one.answered_at or AT) - one.at, one.answered_at is not None) for one in asked]
    begun = {one.conversation for one in asked if not one.is_history and one.conversation.created_at >= PERIOD.start}
    # A promise counts whatever it was made for: also for something of the past that was opened again.
    clocks = [
        clock
        for clock in Clock.objects.select_related("message")
        if clock.message.needs_answer and PERIOD.start <= clock.message.at < min(PERIOD.end, AT)
    ]
    settled = [clock for clock in clocks if on_time(clock) or clock.due_at <= AT]
    waiting = [AT - one.at for one in messages if one.answered_at is None and one.at < AT]
    return {
        "asked": len(asked),
        "answered": sum(done for _, done in waits),
        "unanswered": sum(not done for _, done in waits),
        "customers": len({one.contact_id for one in asked}),
        "customers_ignored": len({one.contact_id for one in asked if one.answered_at is None}),
        "begun": len(begun),
        "acknowledged": Acknowledgement.objects.filter(conversation__in=begun).count(),
        "answered_within_day": pytest.approx(1 - still_waiting(waits, DAY)) if waits else None,
        "median": next((time.total_seconds() for time in sorted({time for time, done in waits if done}) if still_waiting(waits, time) <= 0.5 + 1e-9), None),
        "promised": len(settled),
        "kept": sum(map(on_time, settled)),
        "held": 0,
        "waiting": len(waiting),
        "oldest_wait": max(waiting).total_seconds() if waiting else None,
        "waiting_total": pytest.approx(sum(waiting, timedelta()).total_seconds()),
    }  # fmt: skip


def counts(message: Message) -> bool:
    return message.needs_answer and (not message.is_history or message.at == message.conversation.created_at)


def on_time(clock: Clock) -> bool:
    return clock.stopped_at is not None and clock.stopped_at <= clock.due_at


def still_waiting(waits: list[tuple[timedelta, bool]], after: timedelta) -> float:
    share = 1.0
    for time in sorted({time for time, done in waits if done and time <= after}):
        share *= 1 - waits.count((time, True)) / sum(other >= time for other, _ in waits)
    return share


def measured(company: Company) -> Measures:
    return figures(user=company.olga, period=PERIOD, at=AT).total


@pytest.mark.django_db
@settings(max_examples=rounds(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_the_report_equals_a_plain_count(history: list[dict[str, Any]]) -> None:
    company = company_once()
    build(company, history)
    assert vars(measured(company)) == plain()


@pytest.mark.django_db
@settings(max_examples=rounds(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(), st.data())
def test_an_answer_that_was_never_given_improves_nothing(history: list[dict[str, Any]], data: st.DataObject) -> None:
    company = company_once()
    build(company, history)
    before = measured(company)
    answered = list(Message.objects.exclude(answered_at=None).order_by("at", "id"))
    if not answered:
        return
    gone = data.draw(st.sampled_from(answered))
    Message.objects.filter(id=gone.id).update(answered_at=None)
    # Another target, since of each only one clock may run.
    Clock.objects.filter(message=gone).update(stopped_at=None, stopped_because="", target="next answer")

    assert_no_better(measured(company), before)


@pytest.mark.django_db
@settings(max_examples=rounds(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(), hours)
def test_one_more_who_is_ignored_improves_nothing(history: list[dict[str, Any]], begins: int) -> None:
    company = company_once()
    build(company, history)
    before = measured(company)
    ignored = {"begins": begins, "customer": 0, "receipt": False, "history": False, "messages": [{"after": 0, "answered": None, "needs": True, "clock": 4}]}  # fmt: skip
    build(company, [*history, ignored])

    assert_no_better(measured(company), before)


def assert_no_better(worse: Measures, better: Measures) -> None:
    """Each share and time, where both are known; what becomes unknown was not improved."""
    small = 1e-9
    for name in ("acknowledged_share", "answered_within_day", "kept_share"):
        left, right = getattr(worse, name), getattr(better, name)
        assert left is None or right is None or left <= right + small, name
    for name in (
        "unanswered_share",
        "unanswered",
        "customers_ignored",
        "waiting",
        "waiting_total",
        "oldest_wait",
        "median",
    ):
        left, right = getattr(worse, name), getattr(better, name)
        if name == "median":
            left, right = (float("inf") if value is None else value for value in (left, right))
            if better.asked == 0:
                continue
        assert right is None or (left is not None and left >= right - small), name


def company_once() -> Company:
    """One company for all examples of a test: they share a transaction."""
    olga = User.objects.filter(email="olga@havn.example").first()
    if olga is None:
        _company.append(make_company())
    return _company[-1]


_company: list[Company] = []
