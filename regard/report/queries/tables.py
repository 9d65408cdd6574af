"""The report's tables, as text to read and as values to carry on with."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.utils.translation import gettext as _

from regard.report.queries import words
from regard.report.queries.figures import Figures
from regard.report.rules.tally import Measures

TABLES = ("figures", "weeks", "channels", "teams")
#: A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_HOUR = 3600.0


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A figure and the list of what it counts."""

    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    name: str
    cells: list[Cell]


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of the page."""

    key: str
    title: str
    head: list[str]
    lines: list[Line]
    csv_url: str


def head() -> list[str]:
    """The names of the columns after the first."""
    return [
        _("Need an answer"), _("Unanswered"), _("Got a receipt"), _("Within a day"), _("Half after"), _("Promises kept"),
        _("Holding replies"),
    ]  # fmt: skip


def cells(measures: Measures, language: str, *, urls: Sequence[str] = ()) -> list[Cell]:
    """One line. `urls` are of the lists of all, unanswered, acknowledged, answered within a day, kept and holding."""
    all_, unanswered, receipt, soon, kept, held = urls or [""] * 6
    return [
        Cell(text=words.number(measures.asked, language), url=all_),
        Cell(text=words.number(measures.unanswered, language), url=unanswered if measures.unanswered else ""),
        Cell(text=words.percent(measures.acknowledged_share, language), url=receipt if measures.acknowledged else ""),
        Cell(text=words.percent(measures.answered_within_day, language), url=soon if measures.answered_within_day else ""),
        Cell(text=words.lasting(measures.median)),
        Cell(text=words.percent(measures.kept_share, language), url=kept if measures.kept else ""),
        Cell(text=words.number(measures.held, language), url=held if measures.held else ""),
    ]  # fmt: skip


def as_csv(figures: Figures, table: str) -> str:
    """A table with a line of names. Shares lie between 0 and 1, times are in hours, what is not known is empty."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([table.removesuffix("s"), *_VALUES])
    for name, measures in _lines(figures, table):
        writer.writerow([_safe(name), *_values(measures)])
    return out.getvalue()


def _lines(figures: Figures, table: str) -> Iterable[tuple[str, Measures]]:
    if table == "weeks":
        return [(_iso(week.monday), week.measures) for week in figures.weeks]
    if table == "figures":
        return [(f"{_iso(figures.period.first)}/{_iso(figures.period.last)}", figures.total)]
    groups = figures.channels if table == "channels" else figures.teams
    return [(group.name, group.measures) for group in groups]


_VALUES = (
    "asked", "unanswered", "customers", "customers_ignored", "unanswered_share", "begun", "acknowledged", "acknowledged_share",
    "answered_within_day", "median_hours", "promised", "kept", "kept_share", "holding_replies", "waiting_now",
    "oldest_wait_hours", "waiting_hours",
)  # fmt: skip


def _values(one: Measures) -> list[float | int | str]:
    values = (
        one.asked, one.unanswered, one.customers, one.customers_ignored, one.unanswered_share, one.begun, one.acknowledged,
        one.acknowledged_share, one.answered_within_day, _hours(one.median), one.promised, one.kept, one.kept_share, one.held,
        one.waiting, _hours(one.oldest_wait), _hours(one.waiting_total),
    )  # fmt: skip
    return ["" if value is None else round(value, 6) if isinstance(value, float) else value for value in values]


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / _HOUR


def _iso(value: date) -> str:
    return value.isoformat()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
