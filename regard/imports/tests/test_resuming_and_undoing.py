"""A run that stopped goes on where it was; a run that is undone leaves nothing behind."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connection
from hypothesis import given
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.customers.models import Account, Contact, CustomerTag
from regard.customers.operations import add_account, add_contact, change_contact
from regard.customers.operations.tags import put_tag
from regard.fields.models import CustomField
from regard.imports import operations
from regard.imports.models import ImportRun
from regard.imports.operations import working
from regard.imports.operations.forgetting import forget_old
from regard.imports.tests.conftest import Import, everything, take_back, without_ids
from regard.mail import store
from regard.mail.models import Raw

ROWS = "Name,Email,Company,Phone,Tags,Notes\n" + "".join(
    f"Person {number},p{number}@c{number % 5}.example,Company {number % 5},+45 86 12 40 {number:02d},t{number % 3},note {number}\n"
    for number in range(40)
)


class _Crash(BaseException):
    """The process ends here."""


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "BATCH", 7)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("step", ["import.brought", "import.committed"])
def test_after_a_crash_every_row_is_there_once(
    company: Company, bring: Import, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    whole = bring(ROWS)
    wanted, counts = without_ids(), whole.counts
    take_back(whole, company)
    assert not Contact.objects.exists()
    run, deaths = bring(ROWS, until="check"), 0

    def die(name: str) -> None:
        nonlocal deaths
        if name == step and deaths < 3:
            deaths += 1
            raise _Crash

    monkeypatch.setattr(working.faults, "step", die)
    operations.begin(run=run, by=company.olga, at=MORNING, in_line=False)
    for _attempt in range(3):
        with pytest.raises(_Crash):
            operations.work(run_id=run.id, now=lambda: MORNING)
    operations.work(run_id=run.id, now=lambda: MORNING)
    run.refresh_from_db()

    assert (run.state, run.position, run.counts) == (ImportRun.State.FINISHED, 40, counts)
    assert without_ids() == wanted


@pytest.mark.usefixtures("small_batches")
def test_two_workers_at_once_bring_each_row_in_once(
    company: Company, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = bring(ROWS, until="check")
    operations.begin(run=run, by=company.olga, at=MORNING, in_line=False)
    usual, is_first = working.read, True

    def slowly(*args: object, **kwargs: object) -> object:
        nonlocal is_first
        if is_first:
            is_first = False
            operations.work(run_id=run.id, now=lambda: MORNING)  # another one does it all meanwhile
        return usual(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "read", slowly)
    operations.work(run_id=run.id, now=lambda: MORNING)

    run.refresh_from_db()
    assert (run.state, run.position, Contact.objects.count()) == (ImportRun.State.FINISHED, 40, 40)


@pytest.mark.usefixtures("small_batches")
def test_undone_everything_is_as_before(company: Company, bring: Import) -> None:
    account = add_account(name="Company 1", at=MORNING, city="Aarhus")
    anna = add_contact(name="Person 3", email="p3@c3.example", at=MORNING)
    change_contact(contact=anna, typed={"city": "Aarhus"}, by=company.olga, at=MORNING)
    put_tag(on=account, name="T1", by=company.olga, at=MORNING)
    before = everything()
    run = bring(ROWS, doubles="overwrite", mapping={"Notes": "new:contact"})
    assert everything() != before

    take_back(run, company)

    assert run.state == ImportRun.State.UNDONE
    assert everything() == before
    assert CustomField.objects.get(key="notes").retired_at == MORNING
    assert run.kept == []


def test_what_somebody_used_since_stays_and_is_named(company: Company, bring: Import) -> None:
    run = bring("Name,Email,Company\nAnna,anna@one.example,One\nBen,ben@one.example,One\nCarla,carla@two.example,Two\n")
    change_contact(contact=Contact.objects.get(name="Anna"), typed={"city": "Aarhus"}, by=company.ada, at=MORNING)

    take_back(run, company)

    assert list(Contact.objects.values_list("name", "account__name")) == [("Anna", "One")]
    assert list(Account.objects.values_list("name", flat=True)) == ["One"]
    assert sorted(name for _kind, _id, name in run.kept) == ["Anna", "One"]
    assert (run.counts["removed"], run.counts["left"]) == (3, 2)


def test_a_field_that_was_changed_since_keeps_its_new_value(company: Company, bring: Import) -> None:
    anna = add_contact(name="Anna", email="anna@one.example", at=MORNING)
    run = bring("Name,Email,City,Job title\nAnna,anna@one.example,Odense,Clerk\n")
    anna.refresh_from_db()
    change_contact(contact=anna, typed={"city": "Aarhus"}, by=company.ada, at=MORNING + timedelta(hours=1))

    take_back(run, company)

    anna.refresh_from_db()
    assert (anna.city, anna.job_title) == ("Aarhus", "")
    assert [name for _kind, _id, name in run.kept] == ["Anna"]


def test_two_imports_are_undone_in_either_order(company: Company, bring: Import) -> None:
    before = everything()
    first = bring("Name,Email\nAnna,anna@one.example\n")
    second = bring("Name,Email,City\nAnna,anna@one.example,Aarhus\n")

    take_back(second, company)
    take_back(first, company)

    assert everything() == before


def test_a_tag_that_was_new_goes_with_it_unless_it_is_used(company: Company, bring: Import) -> None:
    other = add_account(name="Other", at=MORNING)
    run = bring("Name,Email,Tags\nAnna,anna@one.example,fair;north\n")
    put_tag(on=other, name="fair", by=company.ada, at=MORNING)

    take_back(run, company)

    assert list(CustomerTag.objects.values_list("name", flat=True)) == ["fair"]


def test_after_thirty_days_it_stays(company: Company, bring: Import) -> None:
    run = bring("Name,Email\nAnna,anna@one.example\n")

    with pytest.raises(operations.ImportRefusedError, match="cannot be undone any more"):
        operations.undo(run=run, by=company.olga, at=MORNING + timedelta(days=31))


def test_after_thirty_days_the_file_and_its_rows_are_forgotten(company: Company, bring: Import) -> None:
    run = bring("Name,Email\nAnna,anna@one.example\nBen,ben@\n")
    file = store.path_of(run.fingerprint)
    assert forget_old(at=MORNING + timedelta(days=29)) == 0
    assert file.exists()

    assert forget_old(at=MORNING + timedelta(days=32)) == 1

    assert [run.traces.count(), run.problems.count(), Raw.objects.count(), file.exists()] == [0, 0, 0, False]
    assert Contact.objects.count() == 2
    assert forget_old(at=MORNING + timedelta(days=32)) == 0


@pytest.mark.usefixtures("small_batches")
def test_cancelled_it_stops_and_what_came_in_can_be_undone(company: Company, bring: Import) -> None:
    run = bring(ROWS, until="check")
    operations.begin(run=run, by=company.olga, at=MORNING, in_line=False)
    assert operations.work(run_id=run.id, now=lambda: MORNING, is_time_over=lambda: True) is True
    run.refresh_from_db()
    operations.cancel(run=run, by=company.olga, at=MORNING)

    assert operations.work(run_id=run.id, now=lambda: MORNING) is False
    run.refresh_from_db()
    assert (run.state, Contact.objects.count()) == (ImportRun.State.CANCELLED, 7)
    take_back(run, company)
    assert not Contact.objects.exists()


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("error", [OperationalError("database or disk is full"), sqlite3.OperationalError("database or disk is full"), OSError(28, "No space left on device")])  # fmt: skip
def test_a_full_disk_lets_it_rest_and_it_goes_on(
    company: Company, bring: Import, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    run = bring(ROWS, until="check")
    operations.begin(run=run, by=company.olga, at=MORNING, in_line=False)
    usual, calls = working.bring_in, 0

    def full(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise error
        return usual(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "bring_in", full)
    operations.work(run_id=run.id, now=lambda: MORNING)
    run.refresh_from_db()
    assert (run.state, run.position, Contact.objects.count()) == (ImportRun.State.PAUSED, 14, 14)
    assert run.trouble == "The disk is full. What came in stays. Make room, then resume: it goes on with the next row."

    operations.resume(run=run, by=company.olga, at=MORNING, in_line=False)
    operations.work(run_id=run.id, now=lambda: MORNING)
    run.refresh_from_db()
    assert (run.state, run.trouble, Contact.objects.count()) == (ImportRun.State.FINISHED, "", 40)


def test_somebody_who_was_added_at_the_same_moment_is_met_at_the_next_try(company: Company, bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    run = bring("Name,Email,City\nAnna,anna@one.example,Aarhus\n", until="check")
    operations.begin(run=run, by=company.olga, at=MORNING, in_line=False)
    usual, calls = working.bring_in, 0

    def late(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise IntegrityError("email_address_once")
        return usual(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "bring_in", late)
    operations.work(run_id=run.id, now=lambda: MORNING)

    assert (calls, Contact.objects.get().city) == (2, "Aarhus")


WORDS = st.sampled_from(
    ["", "Anna", "Ben", "anna@one.example", "ben@two.example", "One", "Two", "+45 86 12 40 00", "DK13585628"]
)


@pytest.mark.django_db(transaction=True)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=8), st.sampled_from(["fill", "overwrite", "skip", "add"]))  # fmt: skip
def test_whatever_came_in_can_be_taken_back(rows: list[tuple[str, ...]], doubles: str) -> None:
    """Each example has a database of its own: what it wrote is rolled back."""
    from django.db import transaction  # noqa: PLC0415

    assert connection
    with transaction.atomic():
        _come_and_go(rows, doubles)
        transaction.set_rollback(True)


def _come_and_go(rows: list[tuple[str, ...]], doubles: str) -> None:
    from regard.customers.operations.importing import Origin, bring_in  # noqa: PLC0415
    from regard.customers.operations.taking_back import take_back as back  # noqa: PLC0415
    from regard.customers.rules.incoming import Doubles  # noqa: PLC0415
    from regard.imports.queries.addresses import check_email  # noqa: PLC0415
    from regard.imports.rules.people import from_row  # noqa: PLC0415
    from regard.imports.rules.prepare import Habits, prepare  # noqa: PLC0415
    from regard.imports.rules.sources import Mapping  # noqa: PLC0415
    from regard.kit.ids import uuid7  # noqa: PLC0415
    from regard.kit.tables import row  # noqa: PLC0415

    columns = ["name", "email", "company", "phone", "vat"]
    account = add_account(name="One", domain="one.example", at=MORNING)
    add_contact(name="Anna", email="anna@one.example", account=account, at=MORNING)
    mapping = Mapping(source="", fields={name: name for name in columns}, unknown=[])
    records = [
        from_row(row(number, list(cells), columns), mapping, check_email=check_email)
        for number, cells in enumerate(rows)
    ]
    usable = [prepare(one.number, one.person, Habits())[0] for one in records if one.person]
    before, run = everything(), uuid7()
    brought = bring_in(usable, doubles=Doubles(doubles), origin=Origin(run_id=run, filename="f", by=None), at=MORNING)
    back(made=brought.made, changed=brought.changed, run_id=run, undone=set(), by_id=None, at=MORNING)
    assert everything() == before


def test_the_command_goes_on_with_the_same_file(company: Company, bring: Import, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    from regard.imports.cli.run import main  # noqa: PLC0415

    run = bring(ROWS, until="check")
    operations.begin(run=run, by=company.olga, at=MORNING, in_line=False)
    ImportRun.objects.filter(id=run.id).update(position=0)

    assert main([str(tmp_path / "people.csv"), "--json"]) == 0

    out, said = capsys.readouterr()
    assert f'"run":"{run.id}"' in out
    assert "interrupted after 0 rows; it goes on there" in said
    assert Contact.objects.count() == 40
