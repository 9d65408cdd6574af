"""A person of a file as they are to be kept: values read and checked, what cannot be kept named."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from regard.customers.rules import name_from_address, normalise_email
from regard.customers.rules.catalogue import ACCOUNT_FIELDS, CONTACT_FIELDS
from regard.customers.rules.countries import read_country, read_language
from regard.customers.rules.identifiers import check_identifier, country_of_vat, normalise_identifier
from regard.customers.rules.incoming import Further, Incoming, Number, Reach, domains_of
from regard.customers.rules.phones import normalise_phone
from regard.fields.rules import Field, read_date, read_number, read_value
from regard.imports.rules.people import Person

LONGEST_NOTE, LONGEST_TAG, LONGEST_NUMBER, LONGEST_PHONE = 100_000, 60, 60, 60
_HOST = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?(?:www\.)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)+)(?:[:/?#].*)?$",
    re.IGNORECASE,
)
#: Companies have a page there; who writes from there is none of theirs.
_HOSTS_FOR_EVERYBODY = frozenset(
    {
        "facebook.com",
        "linkedin.com",
        "instagram.com",
        "twitter.com",
        "x.com",
        "youtube.com",
        "xing.com",
        "google.com",
        "sites.google.com",
    }
)
_LONGEST = {
    "account": {one.name: one.longest for one in ACCOUNT_FIELDS},
    "contact": {one.name: one.longest for one in CONTACT_FIELDS},
}
#: From the words of a file to columns: of the person, where a row names one, else of the company.
_SHARED = {
    "street": "street",
    "postcode": "postcode",
    "city": "city",
    "region": "region",
    "country": "country",
    "language": "language",
    "zone": "zone",
}
_PERSON = {
    "name": "name",
    "first_name": "first_name",
    "last_name": "last_name",
    "title": "job_title",
    "birthday": "birthday",
}
_COMPANY = {
    "company": "name",
    "legal_name": "legal_name",
    "website": "website",
    "tier": "tier",
    "customer_since": "customer_since",
}
_FURTHER = {"delivery": "delivery", "invoice": "invoice", "other": "other"}


@dataclass(frozen=True, kw_only=True)
class Habits:
    """How this file writes, and whom and what it can name: colleagues by e-mail address and name, own fields by record and key."""

    decimal: str = ""
    order: str = ""
    country: str = ""
    colleagues: Mapping[str, UUID] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], Field] = field(default_factory=dict)


def prepare(number: int, person: Person, habits: Habits) -> tuple[Incoming, list[str]]:
    """The row as it is to be kept, and a sentence for each part of it that cannot be."""
    return _Preparing(number, person, habits).done()


class _Preparing:
    def __init__(self, number: int, person: Person, habits: Habits) -> None:
        self._said, self._habits = person, habits
        self._row = Incoming(number=number)
        self._left_out: list[str] = []

    def done(self) -> tuple[Incoming, list[str]]:
        said, row = self._said, self._row
        row.is_person = bool(said.name or said.first_name or said.last_name or said.emails or said.phones)
        self._columns("company", _COMPANY, row.company, "account")
        if row.is_person:
            self._columns("person", _PERSON, row.person, "contact")
            if "name" not in row.person:
                row.person["name"] = self._name()
        self._columns(
            "place", _SHARED, row.person if row.is_person else row.company, "contact" if row.is_person else "account"
        )
        self._company_place()
        self._reach()
        self._numbers()
        self._around()
        self._own()
        return row, self._left_out

    def _name(self) -> str:
        """Of somebody whose row has none: by the address, the company, the telephone number."""
        said = self._said
        if said.emails:
            return name_from_address(said.emails[0])[:200]
        return next(filter(None, [said.company, said.first_name, said.last_name, *said.phones]))[:200]

    def _columns(self, _what: str, names: Mapping[str, str], into: dict[str, Any], record: str) -> None:
        for name, column in names.items():
            if text := getattr(self._said, name):
                self._keep(into, column, text, _LONGEST[record].get(column, 200))

    def _keep(self, into: dict[str, Any], column: str, text: str, longest: int) -> None:
        reader = _READERS.get(column)
        try:
            if reader:
                into[column] = reader(text, self._habits)
            else:
                into[column] = _short(text, longest)
        except ValueError as error:
            self._left_out.append(str(error))

    def _company_place(self) -> None:
        further: dict[str, dict[str, Any]] = {}
        for name, text in self._said.places.items():
            whose, _underscore, part = name.partition("_")
            into = self._row.company if whose == "company" else further.setdefault(whose, {})
            self._keep(into, part, text, _LONGEST["account"][part])
        self._row.addresses = [Further(kind=_FURTHER[whose], place=place) for whose, place in further.items() if place]

    def _reach(self) -> None:
        row, country = (
            self._row,
            self._row.person.get("country") or self._row.company.get("country") or self._habits.country,
        )
        row.emails = [Reach(value=email, normalised=normalise_email(email)) for email in self._said.emails]
        for text in self._said.phones:
            normalised = normalise_phone(text, country=country)
            if normalised and len(text) <= LONGEST_PHONE:
                row.phones.append(Reach(value=text, normalised=normalised))
            else:
                self._left_out.append(_("“%(value)s” is no telephone number.") % {"value": text[:60]})
        row.website_domain = _domain(row.company.get("website", ""))
        mail = domains_of(email.normalised for email in row.emails)
        row.domains = list(dict.fromkeys([row.website_domain, *mail] if row.website_domain else mail))

    def _numbers(self) -> None:
        for kind, text in (("vat", self._said.vat), ("register", self._said.register_number)):
            if not text.strip():
                continue
            normalised = normalise_identifier(text)
            if len(text.strip()) > LONGEST_NUMBER or not any(letter.isdigit() for letter in normalised):
                self._left_out.append(_("“%(value)s” is no such number.") % {"value": text.strip()[:60]})
                continue
            country = (
                (country_of_vat(normalised) if kind == "vat" else "")
                or self._row.company.get("country")
                or self._habits.country
            )
            self._row.numbers.append(
                Number(
                    kind=kind, country=country, value=text.strip(), normalised=normalised,
                    is_valid=check_identifier(kind, normalised, country=country),
                )
            )  # fmt: skip

    def _around(self) -> None:
        said, row = self._said, self._row
        for text in ",".join(said.tags).split(","):
            name = " ".join(text.split())
            if len(name) > LONGEST_TAG:
                self._left_out.append(
                    _("The tag “%(name)s…” has more than %(most)s letters.") % {"name": name[:40], "most": LONGEST_TAG}
                )
            elif name:
                row.tags.append(name)
        if len(said.note) > LONGEST_NOTE:
            self._left_out.append(_("The note has more than %(most)s letters.") % {"most": LONGEST_NOTE})
        else:
            row.note, row.note_at = said.note, said.note_at
        if said.owner.strip():
            row.owner_id = self._colleague(said.owner)

    def _colleague(self, text: str) -> UUID | None:
        found = self._habits.colleagues.get(" ".join(text.split()).casefold())
        if found is None:
            self._left_out.append(_("No colleague here is “%(name)s”.") % {"name": text.strip()[:60]})
        return found

    def _own(self) -> None:
        for name, text in self._said.own.items():
            _own, record, key = name.split(":", 2)
            described = self._habits.fields.get((record, key))
            if described is None:
                continue
            into = (
                self._row.own_of_company if record == "account" or not self._row.is_person else self._row.own_of_person
            )
            if record == "contact" and not self._row.is_person:
                self._left_out.append(
                    _("The row names no person: %(label)s was left out.") % {"label": described.label}
                )
                continue
            try:
                value = self._read_own(described, text)
            except ValueError as error:
                self._left_out.append(f"{described.label}: {error}")
                continue
            if value is not None:
                into[key] = value

    def _read_own(self, described: Field, text: str) -> Any:
        if described.kind in {"number", "money"}:
            return read_number(text, decimal=self._habits.decimal)
        if described.kind == "date":
            return read_date(text, order=self._habits.order)
        if described.kind == "person":
            found = self._colleague(text)
            return str(found) if found else None
        return read_value(described, text)


def _short(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(_("“%(text)s…” is longer than %(most)s letters.") % {"text": text[:40], "most": longest})
    return text


@lru_cache(maxsize=4096)
def _domain(website: str) -> str:
    """The mail domain that a website's address gives away; "" where it gives none."""
    found = _HOST.match(website.strip())
    domain = found[1].lower() if found else ""
    return "" if domain in _HOSTS_FOR_EVERYBODY or len(domain) > 253 else domain


@lru_cache(maxsize=4096)
def _country(text: str) -> str:
    return read_country(text)


@lru_cache(maxsize=4096)
def _language(text: str) -> str:
    return read_language(text)


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _zone(text: str) -> str:
    found = _zones().get(text.strip().casefold().replace(" ", "_"))
    if found is None:
        raise ValueError(_("“%(text)s” is no time zone; Europe/Copenhagen is one.") % {"text": text.strip()[:40]})
    return found


def _date(text: str, habits: Habits) -> date:
    return date.fromisoformat(read_date(text, order=habits.order))


_READERS: Mapping[str, Callable[[str, Habits], Any]] = {
    "country": lambda text, _habits: _country(text),
    "language": lambda text, _habits: _language(text),
    "zone": lambda text, _habits: _zone(text),
    "birthday": _date,
    "customer_since": _date,
}
