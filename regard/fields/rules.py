"""What a field is, whoever added it, and how what is typed into one is read.

Values are kept as JSON has them: text, number and money as text ("86200.00", without a mark for thousands), a date as
2026-03-10, a choice as its word, a person as their id, yes or no as true or false. Nothing is null or "": then there is none.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

#: So long nobody may have used a field before its removal is proposed.
UNUSED_DAYS = 90
LONGEST_TEXT = 5000
_KEY = re.compile(r"[^a-z0-9]+")
_YES = {"yes", "y", "true", "1", "x", "ja", "j", "wahr", "oui", "o", "vrai", "si", "sí", "da", "on", "✓"}
_NO = {"no", "n", "false", "0", "nein", "falsch", "non", "faux", "off", "-"}
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_PARTS = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})\.?(?:[T ,].*)?$")
_NUMBER = re.compile(r"^[+-]?[\d.,' \u00a0\u202f]*\d[\d.,' \u00a0\u202f]*$")
_SIGNS = re.compile(r"^(?:[A-Z]{3}\b|[€$£¥])\s*|\s*(?:[A-Z]{3}|[€$£¥%])$")


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a record. `name` is its column, or its key where the company added it; `use` says what it is for."""

    record: str
    name: str
    label: Any
    kind: str
    use: Any = ""
    longest: int = LONGEST_TEXT
    choices: tuple[str, ...] = ()
    currency: str = ""
    is_custom: bool = False
    is_needed: bool = False


def key_of(label: str) -> str:
    """How files and addresses name a field that is called so; '' when nothing of the label can stand in one."""
    return _KEY.sub("_", label.casefold().translate(_PLAIN)).strip("_")[:40]


_PLAIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae", "é": "e", "è": "e"}
)


def read_number(text: str, *, decimal: str = "") -> str:
    """A number as it is kept. `decimal` is the mark before its fraction; "" where the number itself has to tell.

    1.234,5 and 1,234.5 tell; 1.234 does not, and is read with the point as the decimal mark. Raises ValueError.
    """
    plain = _SIGNS.sub("", _SIGNS.sub("", text.strip()))
    if not _NUMBER.match(plain):
        raise ValueError(_("“%(text)s” is no number.") % {"text": text.strip()[:40]})
    mark = decimal or _decimal_mark(plain)
    other = "," if mark == "." else "."
    for separator in (other, "'", " ", "\u00a0", "\u202f"):
        plain = plain.replace(separator, "")
    try:
        return str(Decimal(plain.replace(mark, ".")))
    except InvalidOperation:
        raise ValueError(_("“%(text)s” is no number.") % {"text": text.strip()[:40]}) from None


def _decimal_mark(plain: str) -> str:
    if "," in plain and "." in plain:
        return max(",.", key=plain.rfind)
    if "," in plain:
        is_thousands = plain.count(",") > 1 or re.search(r"^[+-]?[1-9]\d{0,2},\d{3}$", plain)
        return "." if is_thousands else ","
    return "," if plain.count(".") > 1 else "."


def read_date(text: str, *, order: str = "") -> str:
    """A date as it is kept. `order` says how 3/4/2026 is meant: dmy or mdy; "" takes the day first. Raises ValueError."""
    plain = text.strip()
    if found := _ISO.match(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _PARTS.match(plain):
        first, second, year = (int(part) for part in found.groups())
        day, month = (second, first) if order == "mdy" or (not order and second > 12 >= first) else (first, second)
        year += (1900 if year >= 70 else 2000) if year < 100 else 0
    else:
        raise ValueError(_("“%(text)s” is no date; write 2026-03-10.") % {"text": plain[:40]})
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(_("“%(text)s” is no date; write 2026-03-10.") % {"text": plain[:40]}) from None


def read_yes_no(text: str) -> bool:
    """Yes or no, in the words of several languages. Raises ValueError."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": text.strip()[:40]})


def _read_text(field: Field, text: str) -> str:
    if len(text) > field.longest:
        words = {"label": field.label, "longest": field.longest}
        raise ValueError(_("%(label)s can have %(longest)s letters at most.") % words)
    if "\x00" in text:
        raise ValueError(_("%(label)s holds a character that no text has.") % {"label": field.label})
    return text


def _read_choice(field: Field, text: str) -> str:
    word = text.strip().casefold()
    found = next((choice for choice in field.choices if choice.casefold() == word), None)
    if found is None:
        words = {"text": text.strip()[:40], "choices": ", ".join(field.choices)}
        raise ValueError(_("“%(text)s” is none of %(choices)s.") % words)
    return found


_READERS: Mapping[str, Callable[[Field, str], Any]] = {
    "text": _read_text,
    "number": lambda _field, text: read_number(text),
    "money": lambda _field, text: read_number(text),
    "date": lambda _field, text: read_date(text),
    "choice": _read_choice,
    "yes or no": lambda _field, text: read_yes_no(text),
    "person": lambda _field, text: text.strip(),
}


def read_value(field: Field, text: str) -> Any:
    """What is typed, as it is kept; None where nothing is. A person is left to who knows them. Raises ValueError."""
    if field.kind == "text":
        return _read_text(field, text) or None
    return _READERS[field.kind](field, text) if text.strip() else None


def plain_text(field: Field, value: Any) -> str:
    """A value as it stands in files and forms: reading it again gives the same."""
    if value is None or value == "":
        return ""
    if field.kind == "yes or no":
        return "yes" if value else "no"
    return str(value)
