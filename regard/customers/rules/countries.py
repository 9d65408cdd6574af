"""Countries and languages: their names in many languages, as ISO 3166-1 and BCP 47 codes (the names are Unicode's CLDR)."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _

#: Names are understood in these languages; codes always.
_UNDERSTOOD = ("en", "de", "fr", "es", "it", "nl", "pt", "da", "sv", "nb", "fi", "pl", "cs", "hu", "tr")
_ALSO = {"uk": "GB", "great britain": "GB", "england": "GB", "usa": "US", "u.s.a.": "US", "holland": "NL", "el": "GR"}
#: Three letters, as some programs export them, where these are not the first two and one more.
_ALPHA3 = {
    "deu": "DE", "aut": "AT", "che": "CH", "dnk": "DK", "swe": "SE", "nor": "NO", "fin": "FI", "gbr": "GB", "usa": "US",
    "fra": "FR", "ita": "IT", "esp": "ES", "prt": "PT", "nld": "NL", "bel": "BE", "lux": "LU", "pol": "PL", "cze": "CZ",
    "irl": "IE", "hun": "HU", "rou": "RO", "bgr": "BG", "grc": "GR", "tur": "TR", "can": "CA", "aus": "AU", "jpn": "JP",
    "chn": "CN", "ind": "IN", "bra": "BR", "mex": "MX",
}  # fmt: skip


def read_country(text: str) -> str:
    """The code of a country that is written as a code or in words: "Danmark" is DK. Raises ValueError."""
    word = text.strip().casefold()
    found = _countries().get(word) or _ALSO.get(word) or _ALPHA3.get(word)
    if found is None:
        raise ValueError(
            _("“%(text)s” is no country we know. Write its name or its two letters.") % {"text": text[:40]}
        )
    return found


def read_language(text: str) -> str:
    """The code of a language that is written as a code or in words: "Deutsch" and "de_AT" are de. Raises ValueError."""
    word = text.strip().casefold()
    short = word.replace("_", "-").partition("-")[0]
    found = _languages().get(word) or _languages().get(short)
    if found is None:
        raise ValueError(
            _("“%(text)s” is no language we know. Write its name or its two letters.") % {"text": text[:40]}
        )
    return found


def country_name(code: str, *, locale: str) -> str:
    """What a country is called in a language; the code where nobody knows."""
    return str(_locale(locale).territories.get(code.upper(), code)) if code else ""


def language_name(code: str, *, locale: str) -> str:
    """What a language is called in a language; the code where nobody knows."""
    return str(_locale(locale).languages.get(code.lower(), code)) if code else ""


@lru_cache
def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@lru_cache
def _countries() -> dict[str, str]:
    none = {"EU", "UN", "ZZ", "XA", "XB"}
    codes = [str(code) for code in _locale("en").territories if len(str(code)) == 2 and code not in none]
    names = {str(_locale(one).territories.get(code, code)).casefold(): code for one in _UNDERSTOOD for code in codes}
    return names | {code.casefold(): code for code in codes}


@lru_cache
def _languages() -> dict[str, str]:
    codes = [str(code) for code in _locale("en").languages if str(code).isalpha() and len(str(code)) <= 3]
    names = {str(_locale(one).languages.get(code, code)).casefold(): code for one in _UNDERSTOOD for code in codes}
    own = {str(_locale(code).languages.get(code, code)).casefold(): code for code in _UNDERSTOOD}
    return names | own | {code.casefold(): code for code in codes}
