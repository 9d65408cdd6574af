"""Telephone numbers: how they are compared, shown, and whether they can be one (E.164; the numbering plans of libphonenumber)."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_DIGITS = re.compile(r"\D+")


def normalise_phone(text: str, *, country: str = "") -> str:
    """What two spellings of a number have in common: +4586124000. `country` (ISO 3166-1) is where a number without + is from.

    A number whose country is not known keeps its digits only; "" when there are none.
    """
    parsed = _parsed(text, country)
    if parsed is not None and phonenumbers.is_possible_number(parsed):
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return _DIGITS.sub("", text)


def show_phone(text: str, *, country: str = "") -> str:
    """The number as one reads it; as written where it cannot be told."""
    parsed = _parsed(text, country)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return text
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def is_phone(text: str, *, country: str = "") -> bool | None:
    """Whether a number can be called; None when its country is not known and nothing can be said."""
    parsed = _parsed(text, country)
    if parsed is None:
        return None if _DIGITS.sub("", text) else False
    return phonenumbers.is_valid_number(parsed)


def _parsed(text: str, country: str) -> "phonenumbers.PhoneNumber | None":
    if not text.strip().startswith(("+", "00")) and not country:
        return None
    written = f"+{text.strip()[2:]}" if text.strip().startswith("00") else text
    try:
        return phonenumbers.parse(written, country.upper() or None)
    except NumberParseException:
        return None
