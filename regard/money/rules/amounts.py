"""Amounts as people type them, in any of the usual shapes."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from regard.money.rules.currencies import currencies

#: More is no price of anything: fifteen digits are what both databases keep exactly, two of them behind the mark.
MOST = Decimal(10) ** 13
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f']|’")
#: Signs that mean one currency. $ and kr mean many.
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "₴": "UAH",
    "₽": "RUB",
    "₪": "ILS",
    "zł": "PLN",
    "Kč": "CZK",
}
_VAGUE = ("$", "¥", "kr.", "kr")
_SCALES = {"": 1, "k": 1000, "tsd": 1000, "tsd.": 1000, "m": 10**6, "mio": 10**6, "mio.": 10**6}
_TYPED = re.compile(r"(?P<sign>[-+−]?)(?P<number>\d[\d.,]*)(?P<scale>[a-z]*\.?)")
#: Languages whose numbers have a point before the fraction; most of Europe has a comma.
_POINT = {"en", "he", "ja", "ko", "th", "zh", "mt", "ga", "cy"}


@dataclass(frozen=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


def read_amount(text: str, *, language: str) -> Decimal:
    """What a person typed: 1.234,50 or 1,234.50 or € 12 000 or 12k. Raises ValueError with a sentence.

    A single mark before three digits ("1.234") is taken for thousands where the reader's language writes thousands so; where
    it would be a fraction of three digits, it is refused, because a guess would be wrong a thousandfold.
    """
    return read_money(text, language=language, currency="").amount


def read_money(text: str, *, language: str, currency: str) -> Money:
    """The same with the currency that stands in it; `currency` where none does. Raises ValueError with a sentence."""
    named, plain = _currency_in(text.strip())
    found = _TYPED.fullmatch(_SPACES.sub("", plain).lower())
    scale = _SCALES.get(found["scale"]) if found else None
    if found is None or scale is None:
        raise _no_amount(text)
    amount = Decimal(_plain_number(found["number"], text, language, is_scaled=scale > 1)) * scale
    if abs(amount) >= MOST:
        raise ValueError(_("“%(text)s” is more than can be kept.") % {"text": text.strip()[:40]})
    return Money(-amount if found["sign"] in {"-", "−"} and amount else amount, named or currency)


def read_rate(text: str) -> Decimal:
    """An exchange rate: one mark is always the decimal mark (0,1341 and 0.1341). Raises ValueError with a sentence."""
    plain = _SPACES.sub("", text)
    if "." in plain and "," in plain:
        mark = max(".,", key=plain.rfind)
        plain = plain.replace("." if mark == "," else ",", "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d+)?", plain):
        raise ValueError(_("“%(text)s” is no rate; write 0.1341, for example.") % {"text": text.strip()[:40]})
    rate = round(Decimal(plain), 8)
    if not 0 < rate < 10**7:
        raise ValueError(_("A rate lies between 0.00000001 and 10,000,000."))
    return rate


def _currency_in(text: str) -> tuple[str, str]:
    """The currency that is named at either end, and the text without it."""
    if found := re.match(r"([A-Za-z]{3})(?=[\s\d+\-−])|.*?[\s\d.,-]([A-Za-z]{3})$", text, re.DOTALL):
        code = (found[1] or found[2]).upper()
        if code in currencies():
            return code, text[3:] if found[1] else text[:-3]
    for sign in (*_SIGNS, *_VAGUE):
        for rest in (text.removeprefix(sign), text.removesuffix(sign)):
            if rest != text:
                return _SIGNS.get(sign, ""), rest
        if text[:1] in {"-", "−", "+"} and (rest := text[1:].removeprefix(sign)) != text[1:]:
            return _SIGNS.get(sign, ""), text[0] + rest
    return "", text


def _plain_number(number: str, text: str, language: str, *, is_scaled: bool) -> str:
    """Digits with a point before the fraction."""
    points, commas = number.count("."), number.count(",")
    if not points and not commas:
        return number
    if points and commas:
        mark = max(".,", key=number.rfind)
        return _grouped(number, "," if mark == "." else ".", mark, text)
    mark = "." if points else ","
    whole, _mark, rest = number.rpartition(mark)
    if points + commas > 1:
        return _grouped(number, mark, "", text)
    is_thousands = len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    if not is_thousands or is_scaled:
        return _grouped(number, "", mark, text)
    if (mark == ".") == (language[:2] in _POINT):
        words = {"text": text.strip()[:40], "whole": whole + rest, "part": f"{whole}{mark}{rest[:2]}"}
        raise ValueError(_("“%(text)s” can be read in two ways: write %(whole)s or %(part)s.") % words)
    return whole + rest


def _grouped(number: str, group: str, decimal: str, text: str) -> str:
    """Without the marks of thousands, which have to stand before three digits each (in India before two)."""
    whole, _mark, fraction = number.rpartition(decimal) if decimal else (number, "", "")
    parts = whole.split(group) if group else [whole]
    is_right = all(part.isdigit() for part in parts) and (not decimal or fraction.isdigit())
    if len(parts) > 1:
        is_right = (
            is_right and len(parts[0]) <= 3 and len(parts[-1]) == 3 and all(len(part) in {2, 3} for part in parts[1:-1])
        )
    if not is_right:
        raise _no_amount(text)
    return "".join(parts) + (f".{fraction}" if decimal else "")


def _no_amount(text: str) -> ValueError:
    return ValueError(_("“%(text)s” is no amount; write 1234.50, for example.") % {"text": text.strip()[:40]})
