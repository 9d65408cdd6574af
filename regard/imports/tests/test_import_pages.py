"""The pages of imports, asked for by the owner, an agent, and somebody with too large a file."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Company
from regard.customers.models import Account, Contact
from regard.customers.operations import change_contact
from regard.imports.models import ImportRun
from regard.imports.views import upload
from regard.jobs.worker import run_due
from regard.kit import clock

TABLE = "Firma;Ansprechpartner;E-Mail;Umsatz 2025\nBrandt Mejeri;Lena Brandt;lena@brandt.dk;86.200,00\nSolo;;info@@vos;1,5\n;;;\n;;;7\n"
MOST = 12


@pytest.fixture
def olga(company: Company) -> Client:
    client = Client()
    client.force_login(company.olga)
    return client


def give(client: Client, content: str = TABLE, name: str = "kunden.csv") -> str:
    """Give a file; the address of its import."""
    answer = client.post("/customers/import/", {"file": SimpleUploadedFile(name, content.encode())})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def work() -> None:
    for _round in range(5):
        run_due(worker="test", limit=20)


@pytest.mark.django_db(transaction=True)
def test_from_the_file_to_the_end_and_back(company: Company, olga: Client) -> None:
    address = give(olga)
    page = olga.get(address).content.decode()
    for shown in (
        "3 of 4 recognised",
        "86.200,00",
        "comma is the decimal mark",
        "1 not valid",
        "Check 3 rows",
        "UTF-8",
        "SEMICOLON".lower(),
    ):
        assert shown in page, shown

    olga.post(f"{address}columns/", {"column-3": "new:account", "doubles": "fill"})
    assert "The file is read" in olga.get(address).content.decode()
    work()
    page = olga.get(address).content.decode()
    for shown in (
        "This is what would",
        "person added",
        "2 rows that do not come in wholly",
        "“info@@vos” is no e-mail address",
        "comes in without it",
        "left out",
        "undone for 30 days",
    ):
        assert shown in page, shown
    assert not Account.objects.exists()

    olga.post(f"{address}begin/")
    work()
    page = olga.get(address).content.decode()
    assert "The import is done." in page
    assert list(Account.objects.order_by("name").values_list("name", "custom")) == [
        ("Brandt Mejeri", {"umsatz_2025": "86200.00"}), ("Solo", {"umsatz_2025": "1.5"}),
    ]  # fmt: skip
    rows = b"".join(olga.get(f"{address}rows.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert rows.splitlines()[0] == "Row,Why,Firma,Ansprechpartner,E-Mail,Umsatz 2025"
    assert rows.count("info@@vos") == 2

    change_contact(contact=Contact.objects.get(), typed={"city": "Aarhus"}, by=company.ada, at=clock.now())
    olga.post(f"{address}undo/")
    work()
    page = olga.get(address).content.decode()
    assert "2 records that somebody used or changed since stay" in page
    assert list(Account.objects.values_list("name", flat=True)) == ["Brandt Mejeri"]
    listed = olga.get("/customers/import/").content.decode()
    assert "taken back" in listed


def test_the_same_file_twice_is_said(company: Company, olga: Client) -> None:
    first = ImportRun.objects.get(id=give(olga).rstrip("/").rpartition("/")[2])
    ImportRun.objects.filter(id=first.id).update(started_at=clock.now(), state=ImportRun.State.FINISHED)

    page = olga.get(give(olga)).content.decode()

    assert f"This very file was imported on {clock.now():%Y-%m-%d} by Olga Owner." in page


def test_a_refused_mapping_keeps_what_was_chosen(olga: Client) -> None:
    address = give(olga)

    answer = olga.post(
        f"{address}columns/", {"column-0": "", "column-1": "", "column-2": "", "column-3": "note", "doubles": "skip"}
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose at least one column that says who it is" in page
    assert '<option value="note" selected>' in page
    assert ImportRun.objects.get().state == ImportRun.State.MAPPING


def test_read_again_under_other_assumptions(olga: Client) -> None:
    address = give(olga, "Name;Email\nJürgen;j@one.example\n")

    olga.post(
        f"{address}columns/",
        {"again": "yes", "encoding": "cp1252", "delimiter": ";", "decimal": ",", "order": "mdy", "country": "Danmark"},
    )

    page = olga.get(address).content.decode()
    assert "JÃ¼rgen" in page
    run = ImportRun.objects.get()
    assert (run.layout["country"], run.layout["order"], run.layout["decimal"]) == ("DK", "mdy", ",")


def test_many_columns_stay_a_small_page(olga: Client) -> None:
    names = [*(f"Extra {number}" for number in range(300)), "Email", "Town"]
    address = give(olga, ",".join(names) + "\n" + ",".join(["x"] * 300) + ",anna@one.example,Aarhus\n")

    page = olga.get(address).content.decode()

    assert page.count("<select") < 20
    assert 'name="column-300"' in page
    olga.post(f"{address}columns/", {"column-300": "email", "words-299": "Note", "doubles": "fill"})
    assert ImportRun.objects.get().mapping["Extra 299"] == "note"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "is empty"), (b"\x89PNG\r\n\x1a\n", "it is PNG"), (b"Name,Email\n", "no rows below them")],
)
def test_what_is_no_table_is_told_on_the_page(olga: Client, content: bytes, sentence: str) -> None:
    answer = olga.post("/customers/import/", {"file": SimpleUploadedFile("x.csv", content)})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_too_large_a_file_is_refused_before_it_is_read_and_the_command_named(
    olga: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "LARGEST_UPLOAD", 1000)

    answer = olga.post("/customers/import/", {"file": SimpleUploadedFile("x.csv", b"Name,Email\n" * 200)})

    assert answer.status_code == 413
    assert "regard import FILE" in answer.content.decode()


def test_letters_need_a_mailbox_only_where_there_are_several(company: Company, olga: Client) -> None:
    address = give(olga, "From a@b.example Mon Jan 12 09:00:00 2026\nFrom: a@b.example\n\nHello\n", "old.mbox")

    assert ImportRun.objects.get().mailbox == company.mailbox
    assert olga.get(address).status_code == 200


def test_who_may_not_set_up_may_not_import(company: Company, olga: Client) -> None:
    address = give(olga)
    before = list(ImportRun.objects.values())
    ada = Client()
    ada.force_login(company.ada)

    got = [
        ada.get(path).status_code for path in ("/customers/import/", address, f"{address}live/", f"{address}rows.csv")
    ]
    posted = [
        ada.post(f"{address}{name}/").status_code for name in ("columns", "back", "begin", "cancel", "resume", "undo")
    ]
    given = ada.post("/customers/import/", {"file": SimpleUploadedFile("x.csv", TABLE.encode())}).status_code

    assert {*got, *posted, given} == {403}
    assert list(ImportRun.objects.values()) == before


def test_a_page_costs_few_statements(olga: Client, tmp_path: Path) -> None:
    address = give(olga)
    for state in ImportRun.State.values:
        ImportRun.objects.update(state=state, started_at=clock.now())
        with CaptureQueriesContext(connection) as captured:
            assert olga.get(address).status_code == 200
        assert len(captured) <= MOST, (state, [one["sql"] for one in captured])
    with CaptureQueriesContext(connection) as captured:
        olga.get("/customers/import/")
    assert len(captured) <= MOST
