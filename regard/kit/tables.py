"""Tables in text files: which mark separates the cells, what the columns are called, and rows that are no rows."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from regard.kit.decoding import decode

#: A cell of a megabyte is a file of another kind.
LARGEST_CELL, MOST_COLUMNS = 1_000_000, 2000
csv.field_size_limit(LARGEST_CELL)
_MARKS, _SAMPLE_LINES, _SAMPLE = ",;\t|", 50, 100_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEP = re.compile(r"^\s*\"?sep=(.)\"?\s*$", re.IGNORECASE)


class NoTableError(Exception):
    """There is no table in the file. The message says what stands there instead; nothing was imported."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row under its column names. `number` counts lines of the file from 1; `reason` says why it cannot be used."""

    number: int
    cells: dict[str, str]
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """What was assumed about the file, its columns, and its rows in order."""

    encoding: str
    delimiter: str
    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    replaced: int = 0


def read_table(raw: bytes) -> Table:
    """A CSV file in any usual encoding, separated by comma, semicolon, tab or bar. Raises NoTableError."""
    decoded = decode(raw)
    if len(_CONTROL.findall(decoded.text[:_SAMPLE])) > len(decoded.text[:_SAMPLE]) // 50:
        raise NoTableError("This is no text file; export it as CSV and try again. Nothing was imported.")
    text = decoded.text.replace("\x00", "")
    delimiter, text = delimiter_of(text)
    lines = _lines(text, delimiter)
    try:
        header = next(lines)[1]
    except StopIteration:
        raise NoTableError("The file is empty. Nothing was imported.") from None
    columns = names(header)
    rows = [row(number, cells, columns) for number, cells in lines]
    return Table(encoding=decoded.encoding, delimiter=delimiter, columns=columns, rows=rows, replaced=decoded.replaced)


def names(header: list[str]) -> list[str]:
    """Column names, each once: a second "Name" becomes "Name 2", one without a name "Column 3". Raises NoTableError."""
    if len(header) > MOST_COLUMNS:
        raise NoTableError(
            f"The first line has {len(header):,} cells; more than {MOST_COLUMNS:,} are no table of people."
        )
    seen: Counter[str] = Counter()
    found = list[str]()
    for place, cell in enumerate(header, start=1):
        name = " ".join(cell.split()) or f"Column {place}"
        seen[name.casefold()] += 1
        while seen[name.casefold()] > 1 or name in found:
            name = f"{' '.join(cell.split()) or 'Column'} {seen[name.casefold()]}"
            seen[name.casefold()] += 1
        found.append(name)
    return found


def row(number: int, cells: list[str], columns: list[str]) -> Row:
    """The cells under their names. Cells that are missing at the end are empty; ones too many make the row unusable."""
    extra = [cell for cell in cells[len(columns) :] if cell.strip()]
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    reason = f"{len(cells)} cells where the first line names {len(columns)}" if extra else ""
    return Row(number=number, cells=dict(zip(columns, padded, strict=False)), reason=reason)


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with the number of the line each begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise NoTableError(f"Line {reader.line_num} cannot be read: {error}. Nothing was imported.") from error


def delimiter_of(text: str) -> tuple[str, str]:
    """The mark that separates cells, and the text without a line that only says so, as Excel writes it."""
    first, _, rest = text.partition("\n")
    if said := _SEP.match(first.strip("\r")):
        return said[1], rest
    sample = "\n".join(text[:_SAMPLE].splitlines()[:_SAMPLE_LINES])
    return max(_MARKS, key=lambda mark: _regular(sample, mark)), text


def _regular(sample: str, mark: str) -> tuple[float, int]:
    """How many rows have as many cells as the first, and how many cells that are; no cells to separate is no table."""
    rows = [cells for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if cells]
    if not rows or len(rows[0]) == 1:
        return 0.0, 0
    return sum(len(cells) == len(rows[0]) for cells in rows) / len(rows), len(rows[0])
