"""How a file writes numbers and dates, told from its cells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regard.fields.rules import read_date, read_number, read_yes_no

_BOTH = re.compile(r"^[+-]?[\d.,' \u00a0\u202f]*$")
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
        if not text or not _BOTH.match(text):
            continue
        comma, point = text.rfind(","), text.rfind(".")
        if comma >= 0 and point >= 0:
            votes[text[max(comma, point)]] += 3
        elif comma >= 0 or point >= 0:
            mark = "," if comma >= 0 else "."
            other = "." if mark == "," else ","
            votes[other if text.count(mark) > 1 else mark] += 1 if len(text) - max(comma, point) != 4 else 0
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
    kind = next((kind for kind in ("yes or no", "number", "date") if _all_are(kind, filled, decimal, order)), "text")
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
