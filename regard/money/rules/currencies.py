"""The currencies one can pay with today (ISO 4217, from Unicode CLDR by Babel), and amounts in the reader's language."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import format_currency, get_currency_name, get_currency_precision


@dataclass(frozen=True, kw_only=True)
class Currency:
    """`digits` is how many stand behind the decimal mark: 2 for EUR, 0 for JPY, 3 for KWD."""

    code: str
    digits: int


@cache
def currencies() -> dict[str, Currency]:
    """By code, in its order: what is legal tender somewhere today."""
    places: dict[str, list[tuple[str, object, object, bool]]] = dict(get_global("territory_currencies"))
    codes = {code for used in places.values() for code, _since, until, is_tender in used if is_tender and not until}
    return {code: Currency(code=code, digits=get_currency_precision(code)) for code in sorted(codes)}


def currency_name(code: str, *, locale: str) -> str:
    """What a currency is called in a language; the code itself where Babel has no word for it."""
    return str(get_currency_name(code, locale=_known(locale)))


def format_money(amount: Decimal, currency: str, *, locale: str, digits: int | None = None) -> str:
    """An amount for a reader. `digits` behind the mark are rounded half to even; None means as many as the currency has."""
    known = _known(locale)
    if digits is None:
        return _apart(format_currency(amount, currency, locale=known))
    pattern = _with_digits(known.currency_formats["standard"].pattern.split(";")[0], digits)
    return _apart(format_currency(amount, currency, format=pattern, locale=known, currency_digits=False))


def _apart(text: str) -> str:
    """A code of letters stands apart from the digits (CLDR, currencySpacing; Babel leaves it out): DKK 1,200."""
    return re.sub(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])", "\u00a0", text)


def _with_digits(pattern: str, digits: int) -> str:
    """'#,##0.00 ¤' with another number of digits behind the mark."""
    whole, _mark, rest = pattern.partition(".")
    after = rest.lstrip("0#") if rest else ""
    return f"{whole}.{'0' * digits}{after}" if digits else f"{whole}{after}"


@cache
def _known(locale: str) -> Locale:
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
