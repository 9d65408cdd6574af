"""Calls: what is kept, what is refused."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from conftest import MORNING, Company
from regard.customers import operations as customers
from regard.customers.models import Account, Contact
from regard.data_quality.operations import join
from regard.events.models import Event
from regard.kit.ids import uuid7
from regard.meetings.models import Attendance, Meeting
from regard.meetings.operations import Call, CallRefusedError, note_call
from regard.staff import operations as staff
from regard.staff.queries import ForbiddenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def mirela(company: Company) -> Account:
    return customers.add_account(name="Mirela", domain="mirela.example", at=MORNING)


@pytest.fixture
def carla(mirela: Account) -> Contact:
    return customers.add_contact(name="Carla Customer", email="carla@mirela.example", account=mirela, at=MORNING)


def call(**changes: Any) -> Call:
    said = {"started_at": MORNING, "minutes": 12, "text": " They will order in May. ", "people": ()}
    return Call(**{**said, **changes})


def test_a_call_with_people_of_a_company_is_told_to_each_and_once_to_the_company(
    company: Company, mirela: Account, carla: Contact
) -> None:
    nora = customers.add_contact(name="Nora Berg", email="nora@mirela.example", account=mirela, at=MORNING)
    row = note_call(
        about=mirela, call=call(people={carla.id, nora.id}), by=company.ada, at=MORNING + timedelta(hours=1)
    )
    assert (row.kind, row.state, row.account, row.text, row.ends_at - row.starts_at, row.by) == (
        "call", "held", mirela, "They will order in May.", timedelta(minutes=12), company.ada,
    )  # fmt: skip
    assert sorted(Attendance.objects.values_list("name", "answer")) == [
        ("Ada Agent", "accepted"), ("Carla Customer", "accepted"), ("Nora Berg", "accepted"),
    ]  # fmt: skip
    events = Event.objects.filter(kind="call.noted").order_by("id")
    assert [(event.at, event.account_id, event.contact_id, event.by_id) for event in events] == [
        (MORNING, mirela.id, carla.id, company.ada.id), (MORNING, None, nora.id, company.ada.id),
    ]  # fmt: skip


def test_a_call_with_nobody_in_particular_stands_with_the_company(company: Company, mirela: Account) -> None:
    note_call(about=mirela, call=call(), by=company.ada, at=MORNING)
    assert list(Event.objects.filter(kind="call.noted").values_list("account_id", "contact_id")) == [(mirela.id, None)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "  "}, "text"), ({"text": "x" * 100_001}, "text"), ({"minutes": -1}, "minutes"), ({"minutes": 1441}, "minutes"),
        ({"started_at": MORNING + timedelta(hours=1)}, "started"), ({"started_at": MORNING - timedelta(days=4000)}, "started"),
        ({"people": {UUID(int=1)}}, "people"),
    ],
)  # fmt: skip
def test_what_is_refused_keeps_nothing(company: Company, mirela: Account, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(CallRefusedError) as refused:
        note_call(about=mirela, call=call(**changes), by=company.ada, at=MORNING)
    assert (refused.value.field, Meeting.objects.count()) == (field, 0)


def test_somebody_of_another_company_and_a_reader_are_refused(company: Company, mirela: Account) -> None:
    eve = customers.add_contact(name="Eve", email="eve@elsewhere.example", at=MORNING)
    with pytest.raises(CallRefusedError, match="does not belong"):
        note_call(about=mirela, call=call(people={eve.id, uuid7()}), by=company.ada, at=MORNING)
    rita = staff.add_user(email="rita@havn.example", name="Rita", role="read-only", at=MORNING)
    with pytest.raises(ForbiddenError):
        note_call(about=mirela, call=call(), by=rita, at=MORNING)


def test_calls_follow_who_is_joined(company: Company, mirela: Account, carla: Contact) -> None:
    double = customers.add_contact(name="C. Customer", email="c.customer@mirela.example", account=mirela, at=MORNING)
    both = note_call(about=mirela, call=call(people={carla.id, double.id}), by=company.ada, at=MORNING)
    alone = note_call(about=double, call=call(), by=company.ada, at=MORNING)
    join(kept=carla, gone=double, by=company.ada, at=MORNING + timedelta(hours=1))
    for row in (both, alone):
        assert [one.contact for one in row.attendances.filter(user=None)] == [carla]
