"""Numbers that authorities give to companies, checked by their check digits where a country has them (python-stdnum)."""

import re
from typing import Any

from stdnum import get_cc_module
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError

_SEPARATES = re.compile(r"[\s.\-/_·]+")
#: The prefix of a VAT number differs from the country's code in ISO 3166-1 here.
_VAT_PREFIX = {"GR": "EL"}


def normalise_identifier(text: str) -> str:
    """Without what only separates, in capitals: DK 3312 88-41 is DK33128841."""
    return _SEPARATES.sub("", text).upper()[:60]


def check_identifier(kind: str, text: str, *, country: str = "") -> bool | None:
    """Whether the check digits are right: for a VAT number (with its country's prefix, or with `country`) and a number of a
    company register. None when nobody can tell, because the country has none or is not known.
    """
    plain = normalise_identifier(text)
    if kind == "vat":
        return _check_vat(plain, country)
    module = get_cc_module(country.lower(), "businessid") if country else None
    return _holds(module, plain) if module else None


def country_of_vat(text: str) -> str:
    """The country whose prefix a VAT number has, as ISO 3166-1; "" when it has none."""
    prefix = normalise_identifier(text)[:2].lower()
    if not prefix.isalpha():
        return ""
    if prefix == "el":
        return "GR"
    return prefix.upper() if prefix in eu_vat.MEMBER_STATES or get_cc_module(prefix, "vat") else ""


def _check_vat(plain: str, country: str) -> bool | None:
    found = country_of_vat(plain) or country.upper()
    if not found:
        return None
    module: Any = get_cc_module(found.lower(), "vat")
    if module is None:
        return None
    prefix = _VAT_PREFIX.get(found, found)
    number = plain if found in {"CH", "NO"} else plain.removeprefix(prefix)
    return _holds(module, number)


def _holds(module: Any, number: str) -> bool:
    try:
        module.validate(number)
    except ValidationError:
        return False
    return True


__all__ = ["check_identifier", "country_of_vat", "normalise_identifier"]
