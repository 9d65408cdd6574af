"""A list as a file: CSV, XLSX, JSON, vCard. Some rows at a time, so that a long one costs no more memory."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import xlsxwriter
from django.db.models import QuerySet

from regard.customers.models import Account, Contact
from regard.customers.queries.lists import tags_of, ways_of
from regard.customers.rules.vcard import CardAddress, CardOf, vcard
from regard.desk.queries.customers.columns import Cells, Column, joined_for
from regard.desk.queries.faces import Reader
from regard.kit.csv_out import safe_cell, write_rows

CHUNK = 1000
#: A sheet holds so many rows (Excel's specification); a longer list is said to be cut off in its last one.
MOST_ROWS = 1_048_576
_PIECE = 65536
Rows = QuerySet[Any]
Table = Iterator[tuple[Account | Contact, list[str]]]


def as_csv(kind: str, rows: "Rows", columns: Sequence[Column], reader: Reader) -> Iterator[bytes]:
    """UTF-8 with a mark that Excel looks for; what a spreadsheet would run as a formula is text."""
    table = ([str(row.pk), *cells] for row, cells in _table(kind, rows, columns, reader))
    return write_rows(["id", *(column.label for column in columns)], table)


def as_json(kind: str, rows: "Rows", columns: Sequence[Column], reader: Reader) -> Iterator[bytes]:
    """A list of objects, by the names of the columns."""
    names, before = [column.name for column in columns], b"[\n"
    for row, cells in _table(kind, rows, columns, reader):
        yield before + json.dumps(
            {"id": str(row.pk), **dict(zip(names, cells, strict=True))}, ensure_ascii=False
        ).encode("utf-8", "replace")
        before = b",\n"
    yield b"\n]\n" if before != b"[\n" else b"[]\n"


def as_xlsx(kind: str, rows: "Rows", columns: Sequence[Column], reader: Reader) -> Iterator[bytes]:
    """A workbook written row by row; every cell is text, so that nothing in it is a formula or a link."""
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        ) as book:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 1)
            sheet.write_row(0, 0, ["id", *(column.label for column in columns)], book.add_format({"bold": True}))
            for place, (row, cells) in enumerate(islice(_table(kind, rows, columns, reader), MOST_ROWS - 1), start=1):
                for column, text in enumerate([str(row.pk), *cells]):
                    sheet.write_string(place, column, safe_cell(text))
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def as_vcards(_kind: str, rows: "Rows", _columns: Sequence[Column], _reader: Reader) -> Iterator[bytes]:
    """One card a person, with all ways to reach them."""
    for people in _chunks(rows.select_related("account")):
        ids = [person.pk for person in people]
        emails, phones, tags = ways_of("email", ids), ways_of("phone", ids), tags_of("contact", ids)
        for person in people:
            yield vcard(
                CardOf(
                    id=person.pk, name=person.name, first_name=person.first_name, last_name=person.last_name,
                    company=person.account.name if person.account else "", title=person.job_title, language=person.language,
                    emails=emails.get(person.pk, ()), phones=phones.get(person.pk, ()), tags=tags.get(person.pk, ()),
                    address=CardAddress(
                        street=person.street, city=person.city, region=person.region, postcode=person.postcode, country=person.country
                    ),
                )
            ).encode("utf-8", "replace")  # fmt: skip


FILES = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json"),
    "vcf": (as_vcards, "text/vcard; charset=utf-8"),
}


def _table(kind: str, rows: "Rows", columns: Sequence[Column], reader: Reader) -> Table:
    for some in _chunks(joined_for(columns, rows)):
        cells = Cells(kind, some, columns, reader)
        for row in some:
            yield row, [cells.plain(row, column) for column in columns]


def _chunks(rows: "Rows") -> Iterator[list[Any]]:
    source = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
