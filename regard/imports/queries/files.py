"""Files of any size, read from the disk row by row: what they are, and their rows."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from regard.imports.queries.addresses import check_email
from regard.imports.queries.people import is_calendar
from regard.imports.rules.layout import Column, Layout
from regard.imports.rules.people import apart
from regard.imports.rules.sources import source_of
from regard.imports.rules.styles import date_order, decimal_mark, looks
from regard.imports.rules.workbooks import read_workbook
from regard.kit.decoding import decode
from regard.kit.tables import NoTableError, Row, delimiter_of, names, row

MOST_COLUMNS = 400
LARGEST_WORKBOOK = 60_000_000
LOOKED_AT = 1000
_CHUNK, _SAMPLE = 1 << 20, 200_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_ESCAPED = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BEGINS: Sequence[tuple[bytes, str]] = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"%PDF", "PDF"), (b"\x1f\x8b", "GZIP"), (b"7z\xbc\xaf", "7Z"),
    (b"Rar!", "RAR"), (b"SQLite format 3", "SQLite"),
)  # fmt: skip


def _in_another_encoding(error: UnicodeError) -> tuple[str, int]:
    """Bytes that cannot be read as the rest of the file are read as Windows-1252, in which most such come."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("regard.mixed", _in_another_encoding)


def look_at(path: Path) -> Layout:
    """What kind of file it is, and what is assumed about it. Reads all of it once. Raises NoTableError."""
    with path.open("rb") as file:
        begins = file.read(_SAMPLE)
    if not begins.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise NoTableError(_("The file is empty. Nothing was imported."))
    _refuse(begins)
    if is_mbox(begins):
        return Layout(kind="mbox")
    if begins.startswith((_ZIP, _OLD_EXCEL)):
        return _look_at_workbook(path)
    encoding, mixed = _encoding(path, begins)
    if b"BEGIN:VCARD" in begins.replace(b"\x00", b"").upper():
        return Layout(kind="vcard", encoding=encoding, mixed=mixed, source="vcard")
    if is_calendar(begins):
        return Layout(kind="calendar", encoding=encoding, mixed=mixed, source="calendar")
    return _look_at_table(path, encoding, mixed)


def is_mbox(begins: bytes) -> bool:
    """Whether a file holds letters, one after the other, each behind a line that begins with From (RFC 4155)."""
    return bool(re.match(rb"From \S+.*\d{4}.*\r?\n(?:[\w-]+:|>From )", begins.lstrip()))


def look_again(path: Path, layout: Layout) -> Layout:
    """The columns of a table anew, under assumptions that a person changed. Raises NoTableError."""
    if layout.kind != "table":
        return layout
    return _with_columns(path, layout.assuming(source=""))


def lines(path: Path, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table or workbook, header first, empty ones left out, each with the line it begins in. Raises NoTableError."""
    if layout.kind == "workbook":
        table = read_workbook(path.read_bytes())
        yield 1, table.columns
        yield from ((one.number, list(one.cells.values())) for one in table.rows)
        return
    with open_text(path, layout) as file:
        reader = csv.reader(_without_nul(file), delimiter=layout.delimiter)
        begins = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells) and not (begins == 1 and _says_delimiter(cells)):
                    yield begins, cells
                begins = reader.line_num + 1
        except csv.Error as error:
            words = {"line": begins, "error": error}
            said = _(
                "The row that begins in line %(line)s cannot be read: %(error)s. A quotation mark may be missing there."
            )
            raise NoTableError(said % words) from error


def rows(path: Path, layout: Layout, *, after: int = 0) -> Iterator[tuple[Row, list[str]]]:
    """The rows below the header with their cells as written, without the first `after`. Raises NoTableError."""
    columns = layout.names
    for number, cells in islice(lines(path, layout), 1 + after, None):
        yield row(number, cells, columns), cells


def count_rows(path: Path, layout: Layout) -> int:
    """How many rows there are. Raises NoTableError when one cannot be read."""
    return sum(1 for _row in lines(path, layout)) - 1


def open_text(path: Path, layout: Layout) -> IO[str]:
    """The file as text in its encoding, from behind its mark; line ends stay as they are."""
    file = io.open(path, encoding=layout.encoding, errors="regard.mixed", newline="")  # noqa: SIM115, UP020  the caller closes it
    if file.read(1) != "\ufeff":
        file.seek(0)
    return file


def _without_nul(file: Iterable[str]) -> Iterator[str]:
    """No text of any database holds a NUL."""
    return (line.replace("\x00", "") if "\x00" in line else line for line in file)


def _says_delimiter(cells: list[str]) -> bool:
    """Excel's first line `sep=;`, which is split at the very mark it names."""
    return (
        cells[0].strip().lower() in {"sep=", "sep=,", "sep=;", "sep=|", "sep=\t"}
        and len(cells) <= 2
        and not any(cells[1:])
    )


def _refuse(begins: bytes) -> None:
    kind = next((name for mark, name in _BEGINS if begins.startswith(mark)), "")
    head = begins[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not kind and re.match(rb"<!doctype html|<html|<\?xml|<head|<body|<svg", head):
        kind = "HTML, XML" if not head.startswith(b"<!doctype html") else "HTML"
    if not kind and re.match(rb'[\[{]\s*["{\[]', head):
        kind = "JSON"
    if kind:
        said = _(
            "This is no table of customers (it is %(kind)s). Export it as CSV, XLSX or vCard and try again. Nothing was imported."
        )
        raise NoTableError(said % {"kind": kind})


def _look_at_workbook(path: Path) -> Layout:
    if path.stat().st_size > LARGEST_WORKBOOK:
        said = _(
            "This workbook is too large to be opened at once. Save it as CSV, which may be of any size. Nothing was imported."
        )
        raise NoTableError(said)
    layout = Layout(
        kind="workbook", columns=tuple(Column(name=name) for name in read_workbook(path.read_bytes()).columns)
    )
    return _with_columns(path, layout)


def _look_at_table(path: Path, encoding: str, mixed: int) -> Layout:
    layout = Layout(kind="table", encoding=encoding, mixed=mixed, delimiter=",")
    with open_text(path, layout) as file:
        text = file.read(_SAMPLE)
    if len(_CONTROL.findall(text)) > max(4, len(text) // 50):
        raise NoTableError(_("This is no text file; export it as CSV and try again. Nothing was imported."))
    return _with_columns(path, layout.assuming(delimiter=delimiter_of(text)[0]))


def _with_columns(path: Path, layout: Layout) -> Layout:
    """The columns, by the first thousand rows. Raises NoTableError."""
    found = list(islice(lines(path, layout), 1 + LOOKED_AT))
    if not found:
        raise NoTableError(_("The file is empty. Nothing was imported."))
    (_number, header), *below = found
    if len(header) > MOST_COLUMNS:
        said = _(
            "The first line names %(columns)s columns; up to %(most)s can be imported. Take out those you do not need. Nothing was imported."
        )
        raise NoTableError(said % {"columns": len(header), "most": MOST_COLUMNS})
    if not below:
        raise NoTableError(_("The file names columns and has no rows below them. Nothing was imported."))
    columns = names(header)
    by_column = [
        [cells[place] if place < len(cells) else "" for _line, cells in below] for place in range(len(columns))
    ]
    every = [cell for cells in by_column for cell in cells[:200]]
    decimal, order = layout.decimal or decimal_mark(every), layout.order or date_order(every)
    told = [looks(cells, decimal=decimal, order=order) for cells in by_column]
    described = tuple(
        Column(name=name, filled=look.filled, sample=look.sample, kind=look.kind, wrong=_wrong_addresses(cells))
        for name, look, cells in zip(columns, told, by_column, strict=True)
    )
    return Layout(
        kind=layout.kind, encoding=layout.encoding, delimiter=layout.delimiter, mixed=layout.mixed, country=layout.country,
        source=source_of(columns), decimal=decimal, order=order, looked_at=len(below), columns=described,
    )  # fmt: skip


def _wrong_addresses(cells: Sequence[str]) -> int:
    """How many cells of a column of e-mail addresses hold none; 0 for other columns."""
    filled = [cell for cell in cells if cell.strip()]
    if sum("@" in cell for cell in filled) * 2 <= len(filled):
        return 0
    return sum(not _are_addresses(cell) for cell in filled)


def _are_addresses(cell: str) -> bool:
    try:
        for text in apart([cell]):
            check_email(text)
    except ValueError:
        return False
    return True


def _encoding(path: Path, begins: bytes) -> tuple[str, int]:
    """The encoding, and how many bytes are in another one. UTF-8 where most of what is not ASCII is; else by a sample."""
    likely = decode(begins).encoding
    if likely.startswith("utf-") and likely != "utf-8":
        return likely, 0
    good = bad = 0
    first_bad: bytes = b""
    with io.open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:  # noqa: UP020
        while text := file.read(_CHUNK):
            if text.isascii():
                continue
            found = len(_ESCAPED.findall(text))
            good += len(_NOT_ASCII.findall(text))
            if found and not bad:
                first_bad = text.encode("utf-8", "surrogateescape")
            bad += found
    if not bad or good >= bad:
        return "utf-8", bad
    guessed = decode(first_bad[: 4 * _SAMPLE]).encoding
    return ("cp1252" if guessed == "utf-8" else guessed), 0
