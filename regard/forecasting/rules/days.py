"""Days in the shapes programs write them."""

import re
from collections.abc import Sequence
from datetime import date, datetime

_ISO = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?")
_PLAIN = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})(?:[T ,].*)?")
_NAMED = ("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y")


def day(text: str, *, month_first: bool = False) -> date | None:
    """The day a text names, or None. `month_first`: 3/4/2026 is the fourth of March."""
    text = text.strip()
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _PLAIN.fullmatch(text):
            first, second, year = (int(part) for part in found.groups())
            of_month, month = (second, first) if month_first else (first, second)
            return date(year if year > 99 else 2000 + year if year < 70 else 1900 + year, month, of_month)
    except ValueError:
        return None
    return next((named for form in _NAMED if (named := _named(text, form))), None)


def days_of(cells: Sequence[str]) -> list[date | None] | None:
    """The days of a column, read the way that fits more of its cells; None where hardly any is one."""
    ways = [[day(cell, month_first=first) for cell in cells] for first in (False, True)]
    best = max(ways, key=lambda way: sum(one is not None for one in way))
    filled = sum(bool(cell.strip()) for cell in cells)
    return best if filled and sum(one is not None for one in best) > 0.9 * filled else None


def _named(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None
