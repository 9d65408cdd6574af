"""What customers promise in what they write: the sentence, and the day they name. Rules over words, English and German.

Nobody is held to it by a machine: it is shown to whoever waits for them, in the customer's own words.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from regard.conversations.rules.checks import promised_days
from regard.conversations.rules.sentences import sentences

_WEEKDAYS = (
    ("monday", "montag"), ("tuesday", "dienstag"), ("wednesday", "mittwoch"), ("thursday", "donnerstag"),
    ("friday", "freitag"), ("saturday", "samstag", "sonnabend"), ("sunday", "sonntag"),
)  # fmt: skip
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_NEAR = {
    "today": 0, "later today": 0, "tonight": 0, "this afternoon": 0, "this evening": 0, "heute": 0,
    "tomorrow": 1, "morgen": 1, "the day after tomorrow": 2, "day after tomorrow": 2, "übermorgen": 2,
}  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10,
    "twelve": 12, "ein": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "zehn": 10,
}  # fmt: skip
#: The first three letters tell the months of both languages apart, once an umlaut and two endings are folded.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FOLDED = {"mär": "mar", "mai": "may", "okt": "oct", "dez": "dec"}
_IN = re.compile(
    r"(?:with)?in\w*(?: the next| von| der nächsten)? (?P<count>\w+) (?P<unit>day|week|tag|woche)", re.IGNORECASE
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(\d{4}|\d\d)?$")
_DAY_MONTH = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(?P<month>[a-zä]{3})", re.IGNORECASE)
_MONTH_DAY = re.compile(r"(?P<month>[a-zä]{3})[a-zä]* (?P<day>\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True)
class TheirPromise:
    """A sentence in which a customer says what they will do; `named` is the day as they wrote it, `due` the day it means, if known."""

    text: str
    named: str
    due: date | None


def promised_by_them(text: str, *, said_on: date) -> TheirPromise | None:
    """The last promise with a day in what a customer wrote on `said_on` (a day on their wall clock); None without one."""
    for sentence in reversed(sentences(text)):
        named = promised_days(sentence.text)
        if named:
            return TheirPromise(text=sentence.text, named=named[-1], due=day_meant(named[-1], said_on=said_on))
    return None


def day_meant(named: str, *, said_on: date) -> date | None:
    """The day that words name to whoever reads them on `said_on`; None where they name no single day ("next week").

    A weekday is the next one after that day; a day and month without a year are the next such date.
    """
    words = named.lower().strip()
    if words in _NEAR:
        return said_on + timedelta(days=_NEAR[words])
    if words in _WEEKDAY:
        return said_on + timedelta(days=(_WEEKDAY[words] - said_on.weekday() - 1) % 7 + 1)
    if found := _IN.match(words):
        return _counted(found["count"], found["unit"], said_on)
    return _dated(words, said_on)


def _counted(count: str, unit: str, said_on: date) -> date | None:
    number = int(count) if count.isdigit() else _NUMBERS.get(count)
    return said_on + timedelta(days=number * (7 if unit in {"week", "woche"} else 1)) if number else None


def _dated(words: str, said_on: date) -> date | None:
    if found := _ISO.fullmatch(words):
        return _date(*(int(part) for part in found.groups()))
    if found := _DOTTED.fullmatch(words):
        day, month, year = found.groups()
        return _next(int(day), int(month), said_on, year=int(year) + (2000 if len(year) == 2 else 0) if year else None)
    found = _DAY_MONTH.match(words) or _MONTH_DAY.match(words)
    name = _FOLDED.get(found["month"], found["month"]) if found else ""
    return _next(int(found["day"]), _MONTHS.index(name) + 1, said_on) if found and name in _MONTHS else None


def _next(day: int, month: int, said_on: date, *, year: int | None = None) -> date | None:
    """The date in that year; without one, the next such date, or the one just gone: "by 3 December" said on the 4th is late."""
    if year is not None:
        return _date(year, month, day)
    found = _date(said_on.year, month, day)
    return _date(said_on.year + 1, month, day) if found and (said_on - found).days > 180 else found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
