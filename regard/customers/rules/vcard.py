"""People as vCard 4.0 (RFC 6350), which every address book reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

#: A line has so many octets at most (RFC 6350 3.2).
_LINE = 75


@dataclass(frozen=True, kw_only=True)
class CardAddress:
    """A postal address; `country` in letters or as a code."""

    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class CardOf:
    """A person as their card has them; `emails` and `phones` the preferred first."""

    id: UUID
    name: str
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    title: str = ""
    language: str = ""
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()
    tags: Sequence[str] = ()
    address: CardAddress | None = None


def vcard(person: CardOf) -> str:
    """One card, with the line ends and the folding the standard asks for."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{person.id}", f"FN:{_text(person.name)}"]
    if person.first_name or person.last_name:
        lines.append(f"N:{_text(person.last_name)};{_text(person.first_name)};;;")
    lines += [f"ORG:{_text(person.company)}"] if person.company else []
    lines += [f"TITLE:{_text(person.title)}"] if person.title else []
    lines += [f"EMAIL{_rank(place)}:{_text(value)}" for place, value in enumerate(person.emails)]
    lines += [f"TEL{_rank(place)};VALUE=text:{_text(value)}" for place, value in enumerate(person.phones)]
    lines += [f"LANG:{person.language}"] if person.language else []
    if person.address and any(vars(person.address).values()):
        at = person.address
        parts = ["", "", at.street, at.city, at.region, at.postcode, at.country]
        lines.append(f"ADR:{';'.join(_text(part) for part in parts)}")
    lines += [f"CATEGORIES:{','.join(_text(tag) for tag in person.tags)}"] if person.tags else []
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCARD"])


def _rank(place: int) -> str:
    return ";PREF=1" if place == 0 else ""


def _text(value: str) -> str:
    """A value in which nothing ends it (RFC 6350 3.4). Other control characters than line ends and tabs have no place in one."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(letter for letter in plain if letter in "\n\t" or (ord(letter) >= 32 and ord(letter) != 127))
    escaped = plain.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Cut between letters, never inside one."""
    rows, row, size = [], "", 0
    for letter in line:
        length = len(letter.encode("utf-8", "replace"))
        if size + length > _LINE:
            rows.append(row)
            row, size = " ", 1
        row, size = row + letter, size + length
    return "\r\n".join([*rows, row])
