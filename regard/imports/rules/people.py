"""A row or a card as a person or company we can keep, and what of it cannot be kept."""

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from regard.imports.rules.sources import SEVERAL, Mapping
from regard.imports.rules.vcards import Card
from regard.kit.tables import Row

#: Between two addresses or numbers in one cell.
_BETWEEN = re.compile(r"\s*(?:;|:::|\n|,(?=\s*\S+@)|\s/\s)\s*")
#: With fewer a text is no telephone number, and names nobody.
_FEWEST_DIGITS = 3
_MOST_LETTERS = 200
_PLACES = ("company_", "delivery_", "invoice_")


@dataclass(frozen=True, kw_only=True)
class Person:
    """What a file says about somebody; nothing is invented, "" where it says nothing.

    `places` are the parts of further addresses ("delivery_city"), `own` the company's own fields ("own:contact:turnover").
    """

    name: str = ""
    first_name: str = ""
    last_name: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    company: str = ""
    title: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    website: str = ""
    note: str = ""
    birthday: str = ""
    language: str = ""
    source_id: str = ""
    owner: str = ""
    tags: list[str] = field(default_factory=list)
    vat: str = ""
    register_number: str = ""
    legal_name: str = ""
    tier: str = ""
    customer_since: str = ""
    zone: str = ""
    note_at: datetime | None = None
    places: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One row or card: the person, what of them is left out, and why the whole cannot be used."""

    number: int
    person: Person | None
    left_out: list[str] = field(default_factory=list)
    reason: str = ""


def from_row(row: Row, mapping: Mapping, *, check_email: Callable[[str], str]) -> Record:
    """A table's row. `check_email` gives an address in its normal form or raises ValueError with a sentence."""
    if row.reason:
        return Record(number=row.number, person=None, reason=row.reason)
    said: dict[str, list[str]] = {}
    for column, meaning in mapping.fields.items():
        if row.cells[column].strip():
            said.setdefault(meaning, []).append(row.cells[column])
    single: dict[str, Any] = {name: " ".join(cells) for name, cells in said.items() if name not in SEVERAL}
    own = {name: single.pop(name) for name in list(single) if name.startswith("own:")}
    places = {name: single.pop(name) for name in list(single) if name.startswith(_PLACES)}
    emails, left_out = _emails(said.get("email", []), check_email)
    first, last = single.pop("first_name", ""), single.pop("last_name", "")
    if not (first or last) and mapping.names_people:
        first, _, last = single.get("name", "").partition(" ")
    name = single.pop("name", "") or " ".join(filter(None, [first, last]))
    person = Person(
        name=name, first_name=first, last_name=last, emails=emails,
        phones=apart(said.get("phone", [])), tags=apart(said.get("tags", [])), own=own, places=places, **single,
    )  # fmt: skip
    return _judged(row.number, person, left_out)


def from_card(number: int, card: Card, *, check_email: Callable[[str], str]) -> Record:
    """A vCard, the first of its file is number 1."""
    emails, left_out = _emails(card.emails, check_email)
    lives = card.addresses[0] if card.addresses else None
    person = Person(
        name=card.name, first_name=card.given_name, last_name=card.family_name, emails=emails, phones=card.phones,
        company=card.company, title=card.title, street=lives.street if lives else "", city=lives.city if lives else "",
        region=lives.region if lives else "", postcode=lives.postcode if lives else "",
        country=lives.country if lives else "", website=next(iter(card.websites), ""), note=card.note,
        birthday=card.birthday, language=card.language, source_id=card.uid, tags=card.categories, places=_further(card),
    )  # fmt: skip
    return _judged(number, person, left_out)


def _further(card: Card) -> dict[str, str]:
    """The second address; a card may have more, which nobody has a place for."""
    if len(card.addresses) < 2:
        return {}
    return {f"other_{part}": text for part, text in asdict(card.addresses[1]).items() if text}


def _judged(number: int, person: Person, left_out: list[str]) -> Record:
    numbers = [phone for phone in person.phones if sum(map(str.isdigit, phone)) >= _FEWEST_DIGITS]
    if not (person.name or person.company or person.emails or numbers):
        said = "nothing here says who it is: no name, company, e-mail or telephone"
        return Record(number=number, person=None, left_out=left_out, reason=said)
    too_long = [name for name in ("name", "company", "title", "city") if len(getattr(person, name)) > _MOST_LETTERS]
    if too_long:
        said = f"{too_long[0]} has more than {_MOST_LETTERS} letters"
        return Record(number=number, person=None, left_out=left_out, reason=said)
    return Record(number=number, person=person, left_out=left_out)


def _emails(cells: Iterable[str], check: Callable[[str], str]) -> tuple[list[str], list[str]]:
    found, left_out = list[str](), list[str]()
    for text in apart(cells):
        try:
            found.append(check(text))
        except ValueError as error:
            left_out.append(f"“{text}” is no e-mail address: {error}")
    return list(dict.fromkeys(found)), left_out


def apart(cells: Iterable[str]) -> list[str]:
    """Each of several in a cell, once."""
    return list(dict.fromkeys(part.strip() for cell in cells for part in _BETWEEN.split(cell) if part.strip()))
