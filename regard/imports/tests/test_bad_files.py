"""Files that are none, and text that wants to be more than text: a sentence, and nothing half done."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.customers.models import Contact, CustomerNote
from regard.imports import operations
from regard.imports.models import ImportRun
from regard.imports.queries import files, records
from regard.imports.rules.layout import Column, Layout
from regard.imports.rules.prepare import Habits
from regard.imports.tests.conftest import Import, everything
from regard.kit.tables import NoTableError
from regard.mail.models import Raw

#: Text that broke other programs, of our own making: markup, formulas, templates, directions, marks that combine, paths.
NASTY = [
    "<script>alert('a')</script>", '=HYPERLINK("http://x.example","y")', "+1+1", "-2+3", "@SUM(A1)", "{{7*7}}", "${7*7}",
    "'; DROP TABLE customers_contact;--", 'Robert"); --', "../../etc/passwd", "%s%n%x", "\\n\\r\\0", "\u202etxt.exe", "a\u0301\u0327",
    "Z̸̢a̷l̶g̵o̴", "日本語テスト", "محمد علي", "👩🏽‍🚒🏳️‍🌈", "ﷺ", "ẞß", "İıI", "\ufeffBOM", "a\u200bb", "a\u2028b", "a\x85b", "nil", "NULL",
    "undefined", "true", "0", "-0", "1e309", "NaN", "00123", "tab\there", " leading and trailing ", "line\nbreak", "cr\rhere", "crlf\r\nhere",
    'quote"inside', "semi;colon", "comma,inside", "|bar|", "", "\x7f", "Ｆｕｌｌ", "\U0001f4a9" * 20,
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "The file is empty"),
        (b"Name,Email\n", "names columns and has no rows"),
        (b"PK\x03\x04rubbish", "The workbook cannot be opened"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "it is PNG"),
        (b"%PDF-1.7\n", "it is PDF"),
        (b"<!DOCTYPE html><html><body>Name,Email</body></html>", "it is HTML"),
        (b'[{"name": "Anna"}]', "it is JSON"),
        (bytes(range(256)) * 20, "no text file"),
        (
            ",".join(f"c{number}" for number in range(500)).encode() + b"\n" + b",".join([b"x"] * 500),
            "names 500 columns; up to 400",
        ),
        (b'Name,Note\nAnna,"' + b"x" * 1_100_000, "cannot be read: field larger than field limit"),
    ],
    ids=[
        "nothing",
        "spaces",
        "header only",
        "zip",
        "png",
        "pdf",
        "html",
        "json",
        "binary",
        "500 columns",
        "open quote",
    ],
)
def test_what_is_no_table_is_told_and_nothing_is_kept(
    company: Company, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    before = everything()

    with pytest.raises(NoTableError, match=sentence):
        operations.start(path=path, filename="file.csv", by=company.olga, at=MORNING)

    assert not ImportRun.objects.exists()
    assert not Raw.objects.exists()
    assert everything() == before


def test_every_nasty_text_comes_in_byte_for_byte(company: Company, bring: Import) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Full name", "Email", "Notes", "Job title", "City"])
    texts = [text for text in NASTY if text.strip()]
    writer.writerows(
        [f"Person {text}", f"p{number}@one.example", text, text, text] for number, text in enumerate(texts)
    )

    run = bring(out.getvalue())

    assert list(run.problems.values_list("reason", flat=True)) == []
    found = {
        contact.methods.get().value: (contact.name, contact.job_title, contact.city, contact.customernotes.get().text)
        for contact in Contact.objects.all()
    }
    assert found == {
        f"p{number}@one.example": (f"Person {text}", text, text, text) for number, text in enumerate(texts)
    }


def test_a_nul_is_taken_out_because_no_database_keeps_one(company: Company, bring: Import) -> None:
    bring(b"Full name,Email,Notes\nAn\x00na,anna@one.example,a\x00b\n")

    assert (Contact.objects.get().name, CustomerNote.objects.get().text) == ("Anna", "ab")


def test_bytes_of_two_encodings_are_both_read(company: Company, bring: Import) -> None:
    rows = [f"Jürgen {number},j{number}@one.example".encode() for number in range(5)] + [
        "Renée,r@one.example".encode("cp1252")
    ]
    run = bring(b"Full name,Email\n" + b"\n".join(rows))

    assert run.layout["mixed"] == 1
    assert sorted(Contact.objects.values_list("name", flat=True)) == [
        *(f"Jürgen {number}" for number in range(5)),
        "Renée",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso-8859-15"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_mark(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["Full name", "Email", "Town"], *([f"Jürgen Müller {n}", f"j{n}@one.example", "Köln"] for n in range(20))]
    path = tmp_path / "file.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))

    layout = files.look_at(path)

    assert layout.delimiter == delimiter
    assert [cells for _row, cells in files.rows(path, layout)] == rows[1:]


def test_what_was_assumed_can_be_changed(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"Name;Turnover;Since\nOne;1.200;03/04/2026\n")
    run = operations.start(path=path, filename="file.csv", by=company.olga, at=MORNING)
    assert (run.layout["decimal"], run.layout["order"], run.layout["delimiter"]) == ("", "", ";")

    operations.assume(run=run, said={"decimal": ",", "order": "mdy", "delimiter": ","}, by=company.olga)

    run.refresh_from_db()
    assert (run.layout["decimal"], run.layout["order"]) == (",", "mdy")
    assert [column["name"] for column in run.layout["columns"]] == ["Name;Turnover;Since"]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12), st.sampled_from(",;\t|"))
def test_no_row_of_any_table_is_lost_without_a_reason(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], mark: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark).writerows([["name", "email", "company"], *rows])
    path = tmp_path_factory.mktemp("any") / "file.csv"
    path.write_bytes(out.getvalue().encode("utf-8"))
    names = ["name", "email", "company"]
    layout = Layout(kind="table", encoding="utf-8", delimiter=mark, columns=tuple(Column(name=name) for name in names))
    filled = [row for row in rows if any(cell.strip() for cell in row)]

    read = list(records.read(path, layout, {name: name for name in names}, habits=Habits()))

    assert [one.cells for one in read] == filled
    assert all(one.incoming is not None or one.reasons for one in read)
    for one, cells in zip(read, filled, strict=True):
        if one.incoming and cells[0].strip():
            assert one.incoming.person["name"] == cells[0]
