"""Changing what is promised: what was promised already is kept."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Message
from regard.events.models import Event
from regard.promises import operations as promises
from regard.promises.models import Calendar, Clock, Policy, TeamCalendar
from regard.promises.operations import CalendarTerms, PolicyTerms
from regard.promises.queries import policies_in_force, recompute
from regard.staff.queries import ForbiddenError
from tools.testing.letters import arrive, letter

LATER = MORNING + timedelta(hours=1)


def terms(company: Company, **changes: object) -> PolicyTerms:
    values = {
        "name": "Everybody",
        "first_answer_minutes": 120,
        "next_answer_minutes": 120,
        "calendar": company.calendar,
    }
    return PolicyTerms(**(values | changes))


def hours(**changes: object) -> CalendarTerms:
    week = [[["10:00", "12:00"]]] * 5 + [[], []]
    return CalendarTerms(**({"name": "Office", "zone": "Europe/Copenhagen", "week": week, "country": "DK"} | changes))


def running_clock(company: Company) -> Clock:
    inbound = arrive(letter(), company.mailbox, at=MORNING)
    return Message.objects.get(inbound=inbound).conversation.clocks.get(stopped_at=None)


def test_a_change_holds_for_what_comes_and_what_runs_keeps_its_promise(company: Company) -> None:
    clock = running_clock(company)

    changed = promises.change_policy(policy=company.policy, terms=terms(company), by=company.ben, at=LATER)

    kept = Clock.objects.select_related("policy").get(id=clock.id)
    assert (kept.due_at, kept.policy.id, kept.policy.first_answer_minutes) == (clock.due_at, company.policy.id, 240)
    assert [(one.id, one.first_answer_minutes) for one in policies_in_force()] == [(changed.id, 120)]
    assert [(one.started_at, one.due_at) for one in recompute(clock.conversation)] == [(clock.started_at, clock.due_at)]
    assert running_clock(company).minutes == 120


def test_a_change_of_hours_holds_for_what_comes(company: Company) -> None:
    clock = running_clock(company)

    changed = promises.change_calendar(calendar=company.calendar, terms=hours(), by=company.ben, at=LATER)

    assert changed.id != company.calendar.id
    assert TeamCalendar.objects.get(team=company.team).calendar_id == changed.id
    assert [one.calendar_id for one in policies_in_force()] == [changed.id]
    assert [(one.started_at, one.due_at) for one in recompute(clock.conversation)] == [(clock.started_at, clock.due_at)]
    assert running_clock(company).due_at > clock.due_at


def test_what_no_clock_rests_on_is_changed_in_its_place(company: Company) -> None:
    policy = promises.change_policy(policy=company.policy, terms=terms(company), by=company.ben, at=LATER)
    calendar = promises.change_calendar(calendar=company.calendar, terms=hours(name="New"), by=company.ben, at=LATER)

    assert (policy.id, calendar.id) == (company.policy.id, company.calendar.id)
    assert (Policy.objects.count(), Calendar.objects.get().name) == (1, "New")


def test_something_always_fits_everything(company: Company) -> None:
    with pytest.raises(promises.PolicyRefusedError, match="only promise that fits every message"):
        promises.retire_policy(policy=company.policy, by=company.ben, at=LATER)
    with pytest.raises(promises.PolicyRefusedError, match="only promise that fits every message"):
        promises.change_policy(policy=company.policy, terms=terms(company, topic="credit"), by=company.ben, at=LATER)

    other = promises.open_policy(terms=terms(company, name="All"), by=company.ben, at=LATER)
    promises.retire_policy(policy=company.policy, by=company.ben, at=LATER)

    assert [one.id for one in policies_in_force()] == [other.id]


def test_a_special_promise_stands_before_the_general_one_and_can_be_moved(company: Company) -> None:
    credit = promises.open_policy(terms=terms(company, name="Credit", topic="credit"), by=company.ben, at=LATER)
    form = promises.open_policy(terms=terms(company, name="Form", channel_kind="webform"), by=company.ben, at=LATER)
    assert [one.name for one in policies_in_force()] == ["Credit", "Form", "Everybody"]

    promises.move_policy(policy=form, up=True, by=company.ben, at=LATER)
    promises.move_policy(policy=form, up=True, by=company.ben, at=LATER)

    assert [one.id for one in policies_in_force()] == [form.id, credit.id, company.policy.id]
    assert list(Event.objects.filter(kind__startswith="policy.").order_by("id").values_list("kind", "by_id")) == [
        ("policy.added", company.ben.id),
        ("policy.added", company.ben.id),
        ("policy.moved", company.ben.id),
    ]


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"first_answer_minutes": 0}, {"resolution_minutes": -5}, {"name": "everybody"}]
)
def test_nonsense_is_refused(company: Company, wrong: dict[str, object]) -> None:
    with pytest.raises(promises.PolicyRefusedError):
        promises.open_policy(terms=terms(company, **({"name": "Other"} | wrong)), by=company.ben, at=LATER)
    assert Policy.objects.count() == 1


def test_hours_in_use_cannot_be_retired_and_empty_ones_not_saved(company: Company) -> None:
    with pytest.raises(promises.CalendarRefusedError, match="goes by these hours"):
        promises.retire_calendar(calendar=company.calendar, by=company.ben, at=LATER)
    with pytest.raises(promises.CalendarRefusedError, match="no working hours"):
        promises.open_calendar(terms=hours(name="Never", week=[[]] * 7), by=company.ben, at=LATER)

    spare = promises.open_calendar(terms=hours(name="Spare"), by=company.ben, at=LATER)
    promises.retire_calendar(calendar=spare, by=company.ben, at=LATER)

    assert list(Calendar.objects.filter(retired_at=None)) == [company.calendar]


def test_only_leads_set_promises(company: Company) -> None:
    with pytest.raises(ForbiddenError):
        promises.change_policy(policy=company.policy, terms=terms(company), by=company.ada, at=LATER)
    with pytest.raises(ForbiddenError):
        promises.open_calendar(terms=hours(name="Mine"), by=company.ada, at=LATER)
