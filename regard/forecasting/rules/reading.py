"""Which columns of a table of text say something a model may use, and what stands in them.

Left out, each with its reason: days and quarters, numbers of things, free text, columns that say nothing, and columns that
alone tell the outcome, because such a column was written after it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from regard.forecasting.rules.days import day, days_of
from regard.forecasting.rules.metrics import auc
from regard.forecasting.rules.tables import Bools, Features, Floats, Words

#: What programs write where nothing is known. "None" and "Unknown" may be answers and stay.
MISSING = {"", "select", "na", "n/a", "nan", "null", "-", "--", "?", "#n/a"}
_NUMBER = re.compile(r"(?:[A-Z]{3}|[€$£¥])?\s*([+-]?\d[\d.,' \u00a0\u202f]*)\s*(?:%|[A-Z]{3}|[A-Za-z]{1,2}\.?|[€$£¥])?")
_PERIOD = re.compile(
    r"(q[1-4]|h[12])[\s/-]*\d{2,4}|\d{4}[\s/-]*(q[1-4]|h[12]|w\d{1,2})|(19|20)\d\d[/-]\d{1,2}|\d{1,2}/\d{4}",
    re.IGNORECASE,
)
_NAMES_A_THING = re.compile(r"\b(id|no|nr|num|number|key|code|uuid|guid|ref|reference|nummer)\b", re.IGNORECASE)
_MOSTLY, _LEVELS, _LEAST, _COVERED, _TELLS = 0.95, 200, 5, 0.5, 0.99


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The columns that are used, as learned from the rows to train on; `left_out` says why others are not."""

    numbers: tuple[str, ...]
    categories: tuple[str, ...]
    left_out: dict[str, str]

    def read(self, columns: Mapping[str, Sequence[str]], count: int) -> Features:
        """Rows of any table with these columns; a column that it lacks is missing throughout."""
        empty = [""] * count
        return Features(
            count=count,
            numbers={name: numbers(columns.get(name, empty)) for name in self.numbers},
            categories={name: words(columns.get(name, empty)) for name in self.categories},
        )


def shape_of(columns: Mapping[str, Sequence[str]], won: Bools) -> Shape:
    """What can be used of the rows to train on."""
    of_numbers, of_words = list[str](), list[str]()
    left_out = dict[str, str]()
    for name, cells in columns.items():
        filled = [cell for cell in cells if cell.strip().casefold() not in MISSING]
        if reason := _useless(name, filled):
            left_out[name] = reason
            continue
        is_number = _is_number(filled)
        value = numbers(cells) if is_number else None
        if _tells(cells, value, won):
            left_out[name] = "it tells the outcome by itself, so it was probably written after it"
        else:
            (of_numbers if is_number else of_words).append(name)
    return Shape(numbers=tuple(of_numbers), categories=tuple(of_words), left_out=left_out)


def number(text: str) -> float:
    """1234.5 of "1,234.50", "1.234,50 €", "$1 234.5" or "12%"; nan where no number stands."""
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return float("nan")
    digits = re.sub(r"[' \u00a0\u202f]", "", found[1])
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        digits = digits.replace("." if comma > point else ",", "").replace(",", ".")
    elif comma >= 0:
        groups = re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", digits)
        digits = digits.replace(",", "") if groups else digits.replace(",", ".")
    elif digits.count(".") > 1:
        digits = digits.replace(".", "")
    try:
        return float(digits)
    except ValueError:
        return float("nan")


def numbers(cells: Sequence[str]) -> Floats:
    """A column of numbers."""
    known = {cell: number(cell) for cell in set(cells)}
    return np.array([known[cell] for cell in cells], dtype=np.float64)


def words(cells: Sequence[str]) -> Words:
    """A column of categories; what is missing is ""."""
    plain = {cell: "" if cell.strip().casefold() in MISSING else " ".join(cell.split()) for cell in set(cells)}
    return np.array([plain[cell] for cell in cells], dtype=object)


def _useless(name: str, filled: Sequence[str]) -> str:
    """Why a column says nothing about the rows to come, or ""."""
    distinct = Counter(filled)
    if len(distinct) < 2:
        return "every row says the same" if distinct else "nothing stands in it"
    sample = list(distinct)[:500]
    if sum(bool(_PERIOD.fullmatch(cell.strip())) for cell in sample) > _MOSTLY * len(sample):
        return "a time says when, and in the rows to come it will be another"
    if days_of(sample) and sum(day(cell) is not None for cell in sample) > _MOSTLY * len(sample):
        return "a day says when, and in the rows to come it will be another"
    if _is_number(filled):
        return "it numbers the rows" if _numbers_rows(name, filled) else ""
    common = Counter({cell: count for cell, count in distinct.items() if count >= _LEAST})
    covered = sum(count for _cell, count in common.most_common(_LEVELS))
    return "" if covered >= _COVERED * len(filled) else "nearly every row says something else"


def _is_number(filled: Sequence[str]) -> bool:
    sample = list(dict.fromkeys(filled))[:2000]
    return sum(number(cell) == number(cell) for cell in sample) > _MOSTLY * len(sample)


def _numbers_rows(name: str, filled: Sequence[str]) -> bool:
    """Whole numbers, nearly all different, that are named as numbers of things or only rise or fall."""
    values = numbers(filled)
    values = values[~np.isnan(values)]
    if len(values) < 20 or (values != np.floor(values)).any() or len(np.unique(values)) < _MOSTLY * len(values):
        return False
    steps = np.diff(values)
    words_of_name = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name)
    return bool(_NAMES_A_THING.search(words_of_name)) or bool((steps > 0).all() or (steps < 0).all())


def _tells(cells: Sequence[str], value: Floats | None, won: Bools) -> bool:
    """Whether the value alone, or whether there is one, separates the outcomes all but perfectly."""
    if won.all() or not won.any():
        return False
    is_filled = np.array([cell.strip().casefold() not in MISSING for cell in cells], dtype=np.float64)
    tried = [is_filled, *([] if value is None else [np.nan_to_num(value, nan=-1e18)])]
    if value is None:
        tried.append(_rates(cells, won))
    return any(abs(auc(one, won).value - 0.5) > _TELLS - 0.5 for one in tried)


def _rates(cells: Sequence[str], won: Bools) -> Floats:
    """How often each word was won among the other rows of the same word; one alone says nothing."""
    count, wins = Counter(cells), Counter(cell for cell, one in zip(cells, won, strict=True) if one)
    return np.array([(wins[cell] + 0.5) / (count[cell] + 1) if count[cell] >= _LEAST else 0.5 for cell in cells])
