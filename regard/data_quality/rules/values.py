"""Values as they are compared: folded, and in one form for each kind of column."""

import re
import unicodedata
from datetime import date

_PUNCTUATION = re.compile(r"[^\w@.+#&/-]+|[_/]+")
_NUMBER_MARKS = re.compile(r"(?<=\w)[-./](?=\w)")
_HAS_DIGIT = re.compile(r"\d").search
_LEGAL_FORMS = frozenset({
    "ab", "ag", "aps", "as", "asa", "bv", "co", "corp", "corporation", "eg", "ek", "eu", "gmbh",
    "gbr", "inc", "kg", "kgaa", "limited", "llc", "llp", "lp", "ltd", "mbh", "nv", "oy", "oyj",
    "plc", "pty", "sa", "sarl", "sas", "se", "spa", "srl", "ug",
})  # fmt: skip
_NOT_A_VALUE = frozenset({"", "-", "--", ".", "n/a", "na", "nan", "none", "null", "unknown", "?"})
_ISO = re.compile(r"^(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})(?:[T ].*)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})(?:[T ].*)?$")


def fold(text: str) -> str:
    """Lower case, without accents and punctuation, one space between words; "" for what stands for nothing."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    folded = " ".join(_PUNCTUATION.sub(" ", plain).split()).strip(".- ")
    return "" if folded in _NOT_A_VALUE else folded


def name(text: str) -> str:
    """A person's name: folded, hyphens and full stops are spaces."""
    return " ".join(re.sub(r"[.\-']", " ", fold(text)).split())


def title(text: str) -> str:
    """A name or text; the number of a model is one word, however it is written: "DSC-W120/B" as "dscw120b"."""
    return name(" ".join(_NUMBER_MARKS.sub("", word) if _HAS_DIGIT(word) else word for word in text.split()))


def organisation(text: str) -> str:
    """A company's name without its legal form, unless nothing else is left."""
    words = name(text).replace("&", " ").split()
    return " ".join(word for word in words if word not in _LEGAL_FORMS) or " ".join(words)


def digits(text: str) -> str:
    """The digits alone: an identifier, a telephone number."""
    return "".join(letter for letter in text if letter.isdecimal())


def phone(text: str) -> str:
    """A telephone number's last nine digits: the country and the trunk zero are often left out."""
    found = digits(text).lstrip("0")
    return found[-9:] if len(found) >= 5 else ""


def compact(text: str) -> str:
    """Letters and digits alone: a postcode, a register number."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


def email(text: str) -> str:
    """The address folded, "" where there is none."""
    found = text.strip().casefold()
    return found if "@" in found.strip("@") else ""


def website(text: str) -> str:
    """The host of an address, without "www."."""
    host = re.sub(r"^[a-z]+://", "", text.strip().casefold()).split("/")[0].split("?")[0]
    return host.removeprefix("www.") if "." in host else ""


def day(text: str) -> str:
    """A date as YYYYMMDD; a day that does not exist keeps its digits, a text without one is ""."""
    stripped = text.strip()
    if found := _ISO.match(stripped):
        year, month, of_month = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.match(stripped):
        of_month, month, year = (int(part) for part in found.groups())
    else:
        return digits(stripped) if len(digits(stripped)) in {4, 6, 8} else ""
    if month > 12 >= of_month:
        month, of_month = of_month, month
    return f"{year:04}{month:02}{of_month:02}"


def is_day(text: str) -> bool:
    """Whether a value as `day` makes it is a date that exists."""
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def amount(text: str) -> str:
    """A number with its decimal mark as a point; "" where there is none."""
    found = re.search(r"-?\d[\d.,' ]*", text)
    if not found:
        return ""
    plain = found.group().strip(" .,").replace("'", "").replace(" ", "")
    mark = max(plain.rfind("."), plain.rfind(","))
    if mark >= 0 and len(plain) - mark - 1 != 3:
        return re.sub(r"[.,]", "", plain[:mark]) + "." + plain[mark + 1 :]
    return re.sub(r"[.,]", "", plain)
