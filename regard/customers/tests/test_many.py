"""One change of many: what it would do, what it does, and that it is undone exactly."""

from datetime import timedelta
from typing import Any

import pytest

from conftest import MORNING, Company
from regard.customers import operations as customers
from regard.customers.models import Account, CustomerNote, CustomerTagging
from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.many import Change, change_many, preview, undo
from regard.customers.operations.tags import put_tag
from regard.events.models import Event
from regard.fields.operations import add_field

LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def accounts(company: Company) -> list[Account]:
    add_field(record_kind="account", label="Fleet", kind="number", use="Sorts.", by=company.ben, at=MORNING)
    made = [
        customers.add_account(name=f"Company {number}", at=MORNING, tier="gold" if number else "")
        for number in range(4)
    ]
    put_tag(on=made[1], name="Dairy", by=company.ada, at=MORNING)
    return made


def standing() -> list[tuple[Any, ...]]:
    """Everything a change of many can touch."""
    rows = Account.objects.order_by("name").values_list("name", "tier", "owner", "city", "custom")
    tags = CustomerTagging.objects.order_by("account__name").values_list("account__name", "tag__name")
    return [*rows, *tags]


@pytest.mark.parametrize(
    ("field", "text", "changes"),
    [
        ("tier", "gold", 1),
        ("tier", "", 3),
        ("city", "Aarhus", 4),
        ("fleet", "12", 4),
        ("tag", "dairy", 3),
        ("tag-off", "Dairy", 1),
    ],
)
def test_what_was_seen_before_is_what_is_changed_and_undone(
    company: Company, accounts: list[Account], field: str, text: str, changes: int
) -> None:
    before = standing()
    change = Change(kind="account", field=field, text=text)
    seen = preview(change=change, rows=Account.objects.all(), by=company.ada)
    assert (seen.total, seen.changes, standing()) == (4, changes, before)
    run = change_many(change=change, rows=Account.objects.all(), by=company.ada, at=LATER)
    assert (len(run.before), preview(change=change, rows=Account.objects.all(), by=company.ada).changes) == (changes, 0)
    assert undo(run=run, by=company.ada, at=LATER + timedelta(days=29)) == (changes, 0)
    assert standing() == before
    with pytest.raises(EditRefusedError, match="undone before"):
        undo(run=run, by=company.ada, at=LATER)


def test_what_somebody_changed_since_stays(company: Company, accounts: list[Account]) -> None:
    run = change_many(
        change=Change(kind="account", field="city", text="Aarhus"), rows=Account.objects.all(), by=company.ada, at=LATER
    )
    customers.change_account(account=accounts[0], typed={"city": "Vejle"}, by=company.ben, at=LATER)
    assert undo(run=run, by=company.ada, at=LATER) == (3, 1)
    assert list(Account.objects.order_by("name").values_list("city", flat=True)) == ["Vejle", "", "", ""]


def test_after_thirty_days_it_stays(company: Company, accounts: list[Account]) -> None:
    run = change_many(
        change=Change(kind="account", field="city", text="Aarhus"), rows=Account.objects.all(), by=company.ada, at=LATER
    )
    with pytest.raises(EditRefusedError, match="30 days"):
        undo(run=run, by=company.ada, at=LATER + timedelta(days=31))


def test_many_are_handed_over_with_a_note_on_each(company: Company, accounts: list[Account]) -> None:
    change = Change(kind="account", field="owner", text=str(company.ben.id))
    with pytest.raises(EditRefusedError, match="Write a note"):
        change_many(change=change, rows=Account.objects.all(), by=company.ada, at=LATER)
    change = Change(kind="account", field="owner", text="ben@havn.example", note="Ada leaves in May.")
    change_many(change=change, rows=Account.objects.filter(tier="gold"), by=company.ada, at=LATER)
    assert (Account.objects.filter(owner=company.ben).count(), CustomerNote.objects.count()) == (3, 3)
    assert Event.objects.filter(kind="account.handed_over").count() == 3


@pytest.mark.parametrize(
    ("field", "text"), [("name", "Same"), ("country", "Atlantis"), ("fleet", "many"), ("tag", " "), ("owner", "x@y")]
)
def test_a_value_that_cannot_stand_there_changes_nothing(
    company: Company, accounts: list[Account], field: str, text: str
) -> None:
    before = standing()
    for act in (preview, change_many):
        when = {} if act is preview else {"at": LATER}
        with pytest.raises(EditRefusedError):
            act(
                change=Change(kind="account", field=field, text=text, note="n"),
                rows=Account.objects.all(),
                by=company.ada,
                **when,
            )  # type: ignore[operator]
    assert standing() == before
