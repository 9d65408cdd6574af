"""What forms ask, form by form: for managers and the owner, and never by person."""

from datetime import timedelta

import pytest
from django.test import Client

from conftest import MORNING, Company
from regard.effort.operations import Outcome, record_use
from regard.effort.rules import Measure, forms
from regard.fields.operations import add_field
from regard.staff.models import User

NOW = MORNING + timedelta(hours=1)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.kit.clock.now", lambda: NOW)


def reached(by: User, *, seconds: int = 20, label: bool = False, outcome: Outcome = Outcome.KEPT) -> None:
    typed, empty = (("value", "label"), ()) if label else (("value",), ("label",))
    measure = Measure(form="customer-method", seconds=seconds, typed=typed, filled=("kind",), empty=empty)
    record_use(measure=measure, outcome=outcome, by=by, at=NOW)


def test_a_form_is_shown_with_its_fields_and_what_had_better_not_be_asked(company: Company) -> None:
    add_field(
        record_kind="account",
        label="Fax",
        kind="text",
        use="Reaches them.",
        by=company.olga,
        at=NOW - timedelta(days=200),
    )
    for number in range(24):
        reached((company.ada, company.ben, company.olga)[number % 3], seconds=10 + number, label=number == 0)
    reached(company.ada, outcome=Outcome.LEFT)

    page = signed_in(company.ben).get("/settings/asked/").context["page"]

    assert page.finding == "In 90 days forms were filled in 25 times, 25 fields by hand."
    assert [(one.label, one.where, one.why, one.use, bool(one.url)) for one in page.proposals] == [
        ("Called", "Another way to reach a person", "Left empty in 96% of 24 forms.", "Tells two numbers of one person apart.", False),
        ("Fax", "Companies", "Never read by any list, report or person.", "Reaches them.", True),
    ]  # fmt: skip
    (card,) = page.measured
    assert (card.label, card.facts) == (
        "Another way to reach a person", "25 uses · 22 s in the middle · 4% given up · 0% sent back",
    )  # fmt: skip
    assert [(field.label, field.is_needed, field.is_proposed, field.shares) for field in card.fields] == [
        ("What is it?", True, False, ["0%", "100%", "0%"]),
        ("Address or number", True, False, ["100%", "0%", "0%"]),
        ("Called", False, True, ["4%", "0%", "96%"]),
    ]
    assert len(page.unmeasured) == len(list(forms)) - 1


def test_the_seconds_of_few_people_are_not_shown(company: Company) -> None:
    reached(company.ada)
    reached(company.ben)

    said = signed_in(company.olga).get("/settings/asked/").content.decode()

    assert "2 uses · seconds are shown from 3 people on · 0 given up · 0 sent back" in said
    assert "Ada" not in said


def test_only_managers_and_the_owner_see_it(company: Company) -> None:
    for person, status in ((company.ada, 403), (company.ben, 200), (company.olga, 200)):
        assert signed_in(person).get("/settings/asked/").status_code == status
    assert "No form was measured yet." in signed_in(company.ben).get("/settings/asked/").content.decode()


def test_the_page_takes_few_statements(company: Company, django_assert_max_num_queries) -> None:
    for word in ("Fax", "Telex"):
        add_field(record_kind="contact", label=word, kind="text", use="Reaches them.", by=company.olga, at=MORNING)
    reached(company.ada)
    client = signed_in(company.olga)

    with django_assert_max_num_queries(12):
        client.get("/settings/asked/")
