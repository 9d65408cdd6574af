"""What a column holds, told from its name and from what stands in it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from regard.data_quality.rules import values


class Kind(StrEnum):
    """What is compared in its own way."""

    GIVEN_NAME = "given name"
    FAMILY_NAME = "family name"
    NAME = "name"
    ORGANISATION = "organisation"
    STREET = "street"
    PLACE = "place"
    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "e-mail"
    WEBSITE = "website"
    DAY = "date"
    IDENTIFIER = "identifier"
    AMOUNT = "amount"
    TEXT = "text"
    CHOICE = "choice"
    NUMBERS = "numbers in a text"


#: In one form for each kind, so that what means the same is the same.
PLAIN: dict[Kind, Callable[[str], str]] = {
    Kind.GIVEN_NAME: values.name, Kind.FAMILY_NAME: values.name, Kind.NAME: values.title,
    Kind.ORGANISATION: values.organisation, Kind.STREET: values.name, Kind.PLACE: values.name, Kind.POSTCODE: values.compact,
    Kind.PHONE: values.phone, Kind.EMAIL: values.email, Kind.WEBSITE: values.website, Kind.DAY: values.day,
    Kind.IDENTIFIER: values.compact, Kind.AMOUNT: values.amount, Kind.TEXT: values.title, Kind.CHOICE: values.fold,
    Kind.NUMBERS: values.fold,
}  # fmt: skip
#: The first that is found in a column's name; several languages.
_HEADERS = [
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.EMAIL, r"e ?mail|courriel"),
        (Kind.PHONE, r"phone|\btel\b|telefon|mobile?\b|\bfax\b|\bcell\b|handy"),
        (Kind.POSTCODE, r"\bzip|post ?code|postal ?code|\bplz\b|postleitzahl|code postal"),
        (Kind.DAY, r"\bdob\b|birth ?(date|day)|date of birth|geburtsdatum|geboren|\bdate\b|datum"),
        (Kind.WEBSITE, r"web|\burl\b|domain|homepage"),
        (Kind.GIVEN_NAME, r"(first|given|fore|christian) ?name|vorname|prenom|^(first|given)$"),
        (Kind.FAMILY_NAME, r"(last|family|sur) ?name|nachname|familienname|nom de famille|apellido|^(last|surname)$"),
        (
            Kind.IDENTIFIER,
            r"\bssn\b|soc(ial)? ?sec|\bvat\b|tax ?(id|number)|ust ?id|\biban\b|register|passport|licen[cs]e",
        ),
        (
            Kind.PLACE,
            r"city|town|place|suburb|\bort\b|stadt|locality|ville|\bstate\b|region|country|county|province|land\b",
        ),
        (Kind.STREET, r"street|address|adresse|strasse|anschrift|\brue\b|\broad\b"),
        (Kind.ORGANISATION, r"company|organi[sz]ation|firm|employer|business|agency|account|site name|unternehmen"),
        (Kind.AMOUNT, r"price|amount|\bsum\b|preis|betrag"),
        (Kind.NAME, r"name|person|contact|director"),
    )
]
#: So much of what a column holds must look alike.
_MOST = 0.7
_FEW, _LONG, _RARELY_FILLED = 20, 4.0, 0.01
#: A number of a thing has so many letters and digits; so many of the records must have one.
_LONG_NUMBER, _OFTEN = 4, 0.3
_HOLD_NUMBERS = {Kind.NAME, Kind.TEXT}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column ready to be compared: `plain` has one value a record, "" where nothing stands."""

    title: str
    kind: Kind
    plain: list[str]


def recognise(title: str, texts: Sequence[str]) -> Kind:
    """What this column holds. A name that promises what does not stand there is not believed."""
    filled = [text for text in texts[:5000] if text.strip()]
    folded = " ".join(re.sub(r"[_\-.]+", " ", _words(title)).split()).casefold()
    named = next((kind for kind, pattern in _HEADERS if pattern.search(folded)), None)
    if named and _fits(named, filled):
        return named
    looks = (Kind.EMAIL, Kind.WEBSITE, Kind.DAY)
    return next((kind for kind in looks if _share(filled, PLAIN[kind]) >= _MOST), None) or _by_spread(filled)


def ready(title: str, texts: Sequence[str], *, kind: Kind | None = None) -> Column | None:
    """The column as it is compared; None where hardly anything stands, or always the same."""
    kind = kind or recognise(title, texts)
    known: dict[str, str] = {}
    make = PLAIN[kind]
    plain = [known.get(text) or known.setdefault(text, make(text)) for text in texts]
    filled = [text for text in plain if text]
    if len(filled) < max(2, _RARELY_FILLED * len(plain)) or len(set(filled)) < 2:
        return None
    return Column(title=title, kind=kind, plain=plain)


def numbers_in(columns: Sequence[Column]) -> Column | None:
    """What stands in texts and is a number of a thing: a model, a part, a register. None where few have one."""
    texts = [column for column in columns if column.kind in _HOLD_NUMBERS]
    if not texts:
        return None
    found = [_numbers(" ".join(parts)) for parts in zip(*(column.plain for column in texts), strict=True)]
    counts = Counter(number for numbers in found for number in numbers)
    rare = max(_FEW, len(found) // 200)
    plain = [" ".join(sorted(number for number in numbers if counts[number] <= rare)) for numbers in found]
    if sum(map(bool, plain)) < _OFTEN * len(plain):
        return None
    return Column(title=f"a number in {texts[0].title}", kind=Kind.NUMBERS, plain=plain)


def _numbers(text: str) -> set[str]:
    return {word for word in text.split() if len(word) >= _LONG_NUMBER and any(letter.isdigit() for letter in word)}


def _words(title: str) -> str:
    """`BirthDate` as two words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title)


def _fits(kind: Kind, filled: Sequence[str]) -> bool:
    strict = {Kind.EMAIL, Kind.WEBSITE, Kind.DAY, Kind.PHONE, Kind.AMOUNT}
    return kind not in strict or _share(filled, PLAIN[kind]) >= 0.5


def _share(filled: Sequence[str], make: Callable[[str], str]) -> float:
    found = [make(text) for text in filled]
    if make is values.day:
        found = [text if len(text) == 8 and values.is_day(text) else "" for text in found]
    return sum(text != "" for text in found) / max(1, len(filled))


def _by_spread(filled: Sequence[str]) -> Kind:
    """Few values that come again and again, long texts, numbers that hardly come again; else names of something."""
    folded = [values.fold(text) for text in filled]
    distinct = len(set(folded))
    if distinct <= max(_FEW, 0.01 * len(folded)):
        return Kind.CHOICE
    if _share(filled, values.digits) >= _MOST and sum(map(len, folded)) < 16 * len(folded):
        return Kind.IDENTIFIER
    words = sum(len(text.split()) for text in folded) / max(1, len(folded))
    return Kind.TEXT if words > _LONG else Kind.NAME
