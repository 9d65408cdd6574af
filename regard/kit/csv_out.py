"""Tables written as CSV, in which nothing that somebody else wrote becomes a formula of a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Numbers (-5, -1.234,50, +3 %) and telephone numbers (+45 12 34, +1 (202) 555-0100) are no formulas.
_NUMBER = re.compile(r"[+-]?\d[\d.,' ]*%?|\+[\d(][\d ()./-]*")


def safe_cell(text: str) -> str:
    """The text, behind a ' where a spreadsheet would take it for a formula (OWASP, CSV injection)."""
    if text.startswith(_BEGINS_A_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> Iterator[bytes]:
    """A CSV file (RFC 4180, UTF-8 with the mark that Excel looks for) line by line, so that it may be long; cells are made safe."""
    yield "\ufeff".encode()
    for cells in chain([columns], rows):
        line = io.StringIO(newline="")
        csv.writer(line, delimiter=delimiter, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
        yield line.getvalue().encode("utf-8", "replace")
