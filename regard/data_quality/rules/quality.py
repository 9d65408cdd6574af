"""What good data are: filled, able to be right, said once, looked at lately. One function a fault, no database."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from regard.customers.rules.countries import read_country, read_language
from regard.data_quality.rules.values import website
from regard.fields.rules import Field, plain_text, read_value

#: A record that nobody changed or confirmed for longer is out of date.
FRESH_FOR = timedelta(days=365)
#: What must be filled in until the company says otherwise.
NEEDED: Mapping[str, frozenset[str]] = {
    "account": frozenset({"owner", "country"}),
    "contact": frozenset({"account", "language"}),
}
#: Values that tell one record from another: two with the same are one, or one of them is wrong.
TELLS_APART: Mapping[str, tuple[str, ...]] = {
    "account": ("name", "legal_name", "website", "number"),
    "contact": ("email", "phone"),
}
_LETTER = re.compile(r"[^\W\d_]")
_OLDEST = date(1900, 1, 1)


@dataclass(kw_only=True)
class State:
    """A record as it is judged. `values` has what stands in each field, nothing where nothing does; `wrong` what is known to be."""

    id: UUID
    owner_id: UUID | None
    values: Mapping[str, Any]
    touched: datetime
    wrong: Collection[str] = ()
    sends_back: bool = False


@dataclass(frozen=True, kw_only=True)
class Faults:
    """The names of fields, and whether the record is out of date."""

    missing: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    is_outdated: bool = False

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.missing) + len(self.invalid) + self.is_outdated


def faults(state: State, fields: Collection[Field], *, needed: Collection[str], at: datetime) -> Faults:
    """What is wrong with a record."""
    return Faults(
        missing=[one.name for one in fields if one.name in needed and not is_filled(state.values.get(one.name))],
        invalid=[one.name for one in fields if is_filled(state.values.get(one.name)) and not can_be_right(state, one, at=at)],
        is_outdated=is_outdated(state, at=at),
    )  # fmt: skip


def is_filled(value: Any) -> bool:
    """Whether something stands there."""
    return value not in (None, "", [])


def is_outdated(state: State, *, at: datetime) -> bool:
    """Nobody changed or confirmed it for a year, or mail to it comes back."""
    return state.sends_back or at - state.touched > FRESH_FOR


def can_be_right(state: State, one: Field, *, at: datetime) -> bool:
    """Whether a value can be right, as far as can be told from itself and from what came back."""
    if one.name in state.wrong:
        return False
    value = state.values[one.name]
    if one.is_custom:
        return _reads(one, value)
    check = _CHECKS.get(one.kind) or _BY_NAME.get(one.name)
    if one.kind == "date":
        return _day_is_past(value, at.date())
    return check(str(value)) if check else True


def _reads(one: Field, value: Any) -> bool:
    try:
        return read_value(one, plain_text(one, value)) is not None
    except ValueError:
        return False


def _day_is_past(value: Any, today: date) -> bool:
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    return _OLDEST <= day <= today


@lru_cache(maxsize=4096)
def _understood(read: Callable[[str], str], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


@lru_cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _has_letter(text: str) -> bool:
    return bool(_LETTER.search(text))


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "country": lambda text: _understood(read_country, text),
    "language": lambda text: _understood(read_language, text),
    "zone": lambda text: text in _zones(),
}
_BY_NAME: Mapping[str, Callable[[str], bool]] = {
    "name": _has_letter, "legal_name": _has_letter, "first_name": _has_letter, "last_name": _has_letter, "street": _has_letter,
    "city": _has_letter, "region": _has_letter, "website": lambda text: bool(website(text)),
    "postcode": lambda text: any(letter.isdigit() for letter in text) or len(text) > 2,
}  # fmt: skip
