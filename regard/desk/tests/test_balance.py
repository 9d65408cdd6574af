"""What was asked and what came back, in seconds; assumed until the company's own forms tell."""

from datetime import date, timedelta

from conftest import MORNING, Company
from regard.desk.tests.support import NOW, written
from regard.effort.models import FormUse, Worth
from regard.effort.operations import Outcome, count_worth, record_use
from regard.effort.queries import balance_of, bases, figures_of, monday_of, rows_of
from regard.effort.queries.figures import FEWEST_USES
from regard.effort.rules import Measure, gets
from regard.staff.models import User


def used(form: str, by: User, *, seconds: int = 30, days: int = 0, **fields: tuple[str, ...]) -> FormUse:
    measure = Measure(form=form, seconds=seconds, **fields)
    return record_use(measure=measure, outcome=Outcome.KEPT, by=by, at=NOW - timedelta(days=days))


def test_the_week_is_weighed_and_earlier_weeks_stand_beside_it(company: Company) -> None:
    written(company, by=company.ada)
    used("customer-note", company.ada, seconds=20, typed=("text",))
    used("customer-note", company.ada, seconds=70, days=7, typed=("text",))
    used("customer-note", company.ada, seconds=500, days=13 * 7, typed=("text",))
    used("customer-note", company.ben, seconds=900, typed=("text",))

    balance = balance_of(company.ada, at=NOW)

    assert [(one.get.name, one.number, round(one.seconds, 2)) for one in balance.got] == [
        ("letters", 1, 10.19), ("people", 1, 28.34), ("receipts", 1, 33.3),
    ]  # fmt: skip
    assert (balance.asked, round(balance.given, 2), round(balance.ratio or 0, 2)) == (20, 71.83, 3.59)
    assert [(one.form.name, one.uses, one.seconds, one.fields) for one in balance.forms] == [
        ("customer-note", 1, 20, 1)
    ]
    assert [(week.begins, week.asked, round(week.given)) for week in balance.weeks[-3:]] == [
        (date(2026, 2, 23), 0, 0), (date(2026, 3, 2), 70, 0), (date(2026, 3, 9), 20, 72),
    ]  # fmt: skip
    assert sum(week.asked for week in balance.weeks) == 90
    nothing = balance_of(company.olga, at=NOW)
    assert (nothing.asked, nothing.given, nothing.ratio, nothing.got) == (0, 0, None, [])


def test_each_kind_opens_to_its_rows_and_only_to_ones_own(company: Company) -> None:
    conversation = written(company, by=company.ada)
    written(company, by=company.ben, subject="Another pump")
    since = monday_of(NOW, company.ada.zone)

    rows = {name: [(row.label, row.url) for row in rows_of(name, company.ada, since=since, until=NOW)] for name in gets}

    there = [("Pump stops", f"/inbox/{conversation.id}/")]
    carla = ("Carla Customer", f"/customers/people/{conversation.contact_id}/")
    assert rows == {
        "filled": [], "letters": there, "people": [carla], "receipts": there, "dates": [], "reminders": [], "snippets": [],
        "filed under a deal": [], "evidence found": [], "asks acted on": [],
    }  # fmt: skip


def test_what_the_companys_own_forms_take_replaces_the_assumption(company: Company) -> None:
    people = (company.ada, company.ben, company.olga)
    for number in range(9):
        used("contact-new", people[number % 3], seconds=40 + number, typed=("name", "email"))
    count_worth(at=NOW)
    assert list(Worth.objects.all()) == []

    used("contact-new", company.ada, seconds=90, typed=("name", "email"))
    count_worth(at=NOW)

    known = bases()
    assert (known["people"].seconds, known["people"].uses) == (44.5, 10)
    assert (known["filled"].seconds, known["filled"].uses) == (22.25, 10)
    assert (known["letters"].seconds, known["letters"].uses) == (gets.get("letters").work.seconds, 0)


def test_the_seconds_of_one_person_never_become_the_companys(company: Company) -> None:
    for _ in range(30):
        used("contact-new", company.ada, seconds=50, typed=("name",))
    count_worth(at=NOW)

    assert list(Worth.objects.all()) == []
    figure = next(one for one in figures_of(at=NOW) if one.form.name == "contact-new")
    assert (figure.uses, figure.seconds) == (30, None)


def test_a_field_that_is_nearly_always_left_empty_is_proposed_for_removal(company: Company) -> None:
    for number in range(FEWEST_USES):
        typed = ("value", "label") if number == 0 else ("value",)
        empty = () if number == 0 else ("label",)
        used("customer-method", company.ada, typed=typed, filled=("kind",), empty=empty)
    figure = next(one for one in figures_of(at=NOW) if one.form.name == "customer-method")
    assert [field.name for field in figure.proposed] == []  # one in twenty is not more than 95%

    used("customer-method", company.ben, typed=("value",), filled=("kind",), empty=("label",))
    record_use(
        measure=Measure(form="customer-method", seconds=3), outcome=Outcome.LEFT, by=company.olga, at=NOW
    )  # fmt: skip
    figure = next(one for one in figures_of(at=NOW) if one.form.name == "customer-method")

    assert [(field.name, field.shown, field.typed, field.filled, field.empty) for field in figure.fields] == [
        ("kind", 21, 0, 21, 0), ("value", 21, 21, 0, 0), ("label", 21, 1, 0, 20),
    ]  # fmt: skip
    assert [field.name for field in figure.proposed] == ["label"]
    assert (figure.uses, figure.given_up, figure.sent_back) == (22, 1, 0)


def test_a_week_begins_on_monday_where_the_person_is() -> None:
    assert monday_of(MORNING, "Europe/Copenhagen").isoformat() == "2026-03-09T00:00:00+01:00"
    sunday_evening_there = MORNING - timedelta(days=1, hours=8)  # Monday 0:30 UTC
    assert monday_of(sunday_evening_there, "America/New_York").date() == date(2026, 3, 2)
