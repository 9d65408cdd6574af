"""A use of a form is noted with the form itself, or when it is left; corrections belong to the same use."""

import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from conftest import MORNING, Company
from regard.effort.models import FormUse
from regard.effort.operations import Outcome, forget_old, record_use
from regard.effort.rules import Asked, Form, Measure, MeasureError, forms, register
from regard.staff.models import User

NOW = MORNING + timedelta(hours=1)
NOTE = Measure(form="customer-note", seconds=9, typed=("text",))


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.kit.clock.now", lambda: NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def uses() -> list[dict[str, object]]:
    return list(
        FormUse.objects.order_by("at", "id").values("form", "seconds", "typed", "empty", "is_submitted", "sent_back")
    )


def measured(form: str, *typed: str, ms: int = 9000, empty: tuple[str, ...] = (), filled: tuple[str, ...] = ()) -> str:
    return json.dumps({"form": form, "ms": ms, "typed": typed, "filled": filled, "empty": empty})


def test_a_form_that_is_kept_brings_its_measurement(company: Company) -> None:
    typed = {"name": "Vejle Mejeri", "effort": measured("account-new", "name", ms=8600, empty=("domain", "field-city"))}

    answer = signed_in(company.ada).post("/customers/companies/new/", typed, follow=True)

    assert "Vejle Mejeri is added." in answer.content.decode()
    assert uses() == [
        {"form": "account-new", "seconds": 9, "typed": ["name"], "empty": ["domain", "city"], "is_submitted": True, "sent_back": 0}
    ]  # fmt: skip


def test_a_form_that_came_back_is_one_use_with_its_correction(company: Company) -> None:
    client, address = signed_in(company.ada), "/customers/people/new/"
    wrong = {"email": "no address", "effort": measured("contact-new", "email", empty=("name", "account"))}
    assert client.post(address, wrong).status_code == 422
    assert [(use["seconds"], use["is_submitted"], use["sent_back"]) for use in uses()] == [(9, False, 1)]
    right = {
        "name": "Bo", "email": "bo@vejle.example",
        "effort": measured("contact-new", "name", ms=4000, filled=("email",), empty=("account",)),
    }  # fmt: skip

    assert client.post(address, right).status_code == 302

    (use,) = FormUse.objects.all()
    assert (use.seconds, use.typed, use.filled, use.empty, use.gifts) == (13, ["email", "name"], [], ["account"], 0)
    assert (use.is_submitted, use.sent_back) == (True, 1)


def test_what_came_filled_from_what_is_known_is_a_gift_and_a_default_is_none(company: Company) -> None:
    contact = Measure(form="contact-new", seconds=20, typed=("name",), filled=("account", "email"))
    number = Measure(form="customer-number", seconds=5, typed=("value",), filled=("kind",))
    for measure in (contact, number):
        record_use(measure=measure, outcome=Outcome.KEPT, by=company.ada, at=NOW)

    assert list(FormUse.objects.order_by("form").values_list("form", "gifts")) == [
        ("contact-new", 1),
        ("customer-number", 0),
    ]


def test_a_correction_much_later_or_by_somebody_else_is_another_use(company: Company) -> None:
    record_use(measure=NOTE, outcome=Outcome.SENT_BACK, by=company.ada, at=NOW)
    record_use(measure=NOTE, outcome=Outcome.KEPT, by=company.ben, at=NOW + timedelta(minutes=1))
    record_use(measure=NOTE, outcome=Outcome.KEPT, by=company.ada, at=NOW + timedelta(minutes=11))

    assert [(use["seconds"], use["is_submitted"]) for use in uses()] == [(9, False), (9, True), (9, True)]


def test_a_form_that_is_left_is_noted_as_given_up(company: Company) -> None:
    client = signed_in(company.ada)

    assert client.post("/effort/left/", {"left": measured("customer-note", "text", "more")}).status_code == 204

    assert uses() == [
        {"form": "customer-note", "seconds": 9, "typed": ["text"], "empty": [], "is_submitted": False, "sent_back": 0}
    ]


@pytest.mark.parametrize("left", ["", "nonsense", measured("no such form"), measured("customer-note", ms=-1)])
def test_what_is_not_understood_counts_for_nothing(company: Company, left: str) -> None:
    client = signed_in(company.ada)

    assert client.post("/effort/left/", {"left": left}).status_code == 400
    assert client.post("/customers/companies/new/", {"name": "Vejle", "effort": left}).status_code == 302
    assert uses() == []


def test_who_is_not_signed_in_is_not_measured(company: Company) -> None:
    assert Client().post("/effort/left/", {"left": measured("customer-note", "text")}).status_code == 302
    assert Client().post("/customers/companies/new/", {"effort": measured("account-new")}).status_code == 302
    assert signed_in(company.ada).get("/effort/left/").status_code == 405
    assert uses() == []


def test_an_hour_is_the_most_a_use_can_take(company: Company) -> None:
    long = Measure(form="customer-note", seconds=3000)
    record_use(measure=long, outcome=Outcome.SENT_BACK, by=company.ada, at=NOW)

    assert record_use(measure=long, outcome=Outcome.KEPT, by=company.ada, at=NOW).seconds == 3600
    with pytest.raises(MeasureError, match="no form is called 'lottery'"):
        record_use(measure=Measure(form="lottery", seconds=1), outcome=Outcome.KEPT, by=company.ada, at=NOW)


def test_uses_are_forgotten_after_400_days(company: Company) -> None:
    for days in (401, 399):
        record_use(measure=NOTE, outcome=Outcome.KEPT, by=company.ada, at=NOW - timedelta(days=days))

    assert forget_old(at=NOW) == 1
    assert [use.at for use in FormUse.objects.all()] == [NOW - timedelta(days=399)]


def test_a_needed_field_without_a_use_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="the needed field 'why' must name what it is used for"):
        register(Form(name="made up", label="Made up", fields={"why": Asked(label="Why", is_needed=True)}))
    assert "made up" not in list(forms)


def test_a_form_with_files_is_measured_too(company: Company) -> None:
    client = signed_in(company.ada)
    vejle = client.post("/customers/companies/new/", {"name": "Vejle"}).headers["Location"]
    typed = {"file": ContentFile(b"%PDF-1.4", name="plan.pdf"), "effort": measured("customer-file", "file")}

    assert client.post(f"{vejle}file/", typed).status_code == 302

    assert [(use["form"], use["typed"], use["is_submitted"]) for use in uses()] == [("customer-file", ["file"], True)]
