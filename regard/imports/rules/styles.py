"""How a file writes numbers and dates, told from its cells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regard.fields.rules import read_date, read_number, read_yes_no

#: Not what only looks like one: 06.12.34.56 is a telephone number.
_NUMBER = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+)(?:[.,]\d+)?$")
_DAYS = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](?:\d{4}|\d{2})\b")


@dataclass(frozen=True, kw_only=True)
class Looks:
    """What the cells of a column have in common: `kind` as in the company's own fields, text where nothing else fits all."""

    filled: int
    sample: str
    kind: str


def decimal_mark(cells: Iterable[str]) -> str:
    """The mark before the fraction of numbers, "," or "."; "" where no number tells."""
    votes = {",": 0, ".": 0}
    for cell in cells:
        text = cell.strip()
        if not _NUMBER.match(text) or _DAYS.match(text):
            continue
        comma, point = text.rfind(","), text.rfind(".")
        if comma >= 0 and point >= 0:
            votes[text[max(comma, point)]] += 3
        elif comma >= 0 or point >= 0:
            mark = "," if comma >= 0 else "."
            other = "." if mark == "," else ","
            is_thousands = text.count(mark) > 1
            votes[other if is_thousands else mark] += is_thousands or len(text) - max(comma, point) != 4
    if votes[","] == votes["."]:
        return ""
    return max(votes, key=lambda mark: votes[mark])


def date_order(cells: Iterable[str]) -> str:
    """Whether day or month comes first: "dmy", "mdy"; "" where no date tells."""
    votes = {"dmy": 0, "mdy": 0}
    for cell in cells:
        if found := _DAYS.match(cell.strip()):
            first, second = int(found[1]), int(found[2])
            votes["dmy"] += first > 12 >= second
            votes["mdy"] += second > 12 >= first
    if votes["dmy"] == votes["mdy"]:
        return ""
    return max(votes, key=lambda order: votes[order])


def looks(cells: Sequence[str], *, decimal: str, order: str) -> Looks:
    """What a column holds, by those of its cells that were looked at."""
    filled = [cell for cell in cells if cell.strip()]
    kind = next((kind for kind in ("yes or no", "date", "number") if _all_are(kind, filled, decimal, order)), "text")
    return Looks(filled=len(filled), sample=next(iter(filled), "")[:200], kind=kind)


def _all_are(kind: str, cells: Sequence[str], decimal: str, order: str) -> bool:
    try:
        for cell in cells:
            if kind == "number":
                read_number(cell, decimal=decimal)
            elif kind == "date":
                read_date(cell, order=order)
            elif cell.strip() in {"0", "1"}:
                return False  # rather a number
            else:
                read_yes_no(cell)
    except ValueError:
        return False
    return bool(cells)
