"""Whom the rows of a file may be about: everybody who shares an address, a number, a mail domain or a name with one of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Upper

from regard.customers.models import (
    Account,
    AccountDomain,
    Contact,
    ContactMethod,
    CustomerNote,
    CustomerTagging,
    Identifier,
)
from regard.customers.rules.incoming import Incoming, folded, is_same_company

ACCOUNT_COLUMNS = (
    "name", "legal_name", "website", "tier", "language", "zone", "street", "postcode", "city", "region", "country",
    "customer_since",
)  # fmt: skip
CONTACT_COLUMNS = (
    "name", "first_name", "last_name", "job_title", "language", "zone", "birthday", "street", "postcode", "city", "region",
    "country",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Standing:
    """A customer as they stand: columns, own fields, and what is known around them. `is_new`: made by these rows."""

    id: UUID
    values: dict[str, Any]
    custom: dict[str, Any]
    changed_at: Any = None
    account_id: UUID | None = None
    owner_id: UUID | None = None
    is_new: bool = False
    ways: set[tuple[str, str]] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Known:
    """Grows while rows are brought in, so that a second row about the same person meets the first."""

    people: dict[UUID, Standing] = field(default_factory=dict)
    accounts: dict[UUID, Standing] = field(default_factory=dict)
    emails: dict[str, UUID] = field(default_factory=dict)
    phones: dict[str, list[UUID]] = field(default_factory=dict)
    at_company: dict[tuple[UUID | None, str], UUID] = field(default_factory=dict)
    names: dict[str, list[UUID]] = field(default_factory=dict)
    domains: dict[str, UUID] = field(default_factory=dict)
    numbers: dict[str, UUID] = field(default_factory=dict)
    numbers_before: frozenset[str] = frozenset()

    def account_of(self, row: Incoming) -> Standing | None:
        """By a number, else by the name (where several have it, the one with the mail domain), else by the mail domain."""
        found = next((self.numbers[one.normalised] for one in row.numbers if one.normalised in self.numbers), None)
        by_domain = next((self.domains[one] for one in row.domains if one in self.domains), None)
        name = row.company.get("name", "")
        if found is None and name:
            alike = self.names.get(folded(name), [])
            found = by_domain if by_domain in alike else next(iter(alike), None)
            if found is None and by_domain and is_same_company(name, self.accounts[by_domain].values["name"]):
                found = by_domain
        elif found is None:
            found = by_domain
        return self.accounts[found] if found else None

    def person_of(self, row: Incoming, account: Standing | None) -> Standing | None:
        """By an e-mail address, else by a telephone number and the name; without either by the name and the company.

        Of whom only a name is known, on both sides, is the same.
        """
        for reach in row.emails:
            if reach.normalised in self.emails:
                return self.people[self.emails[reach.normalised]]
        name = folded(row.person.get("name", ""))
        for reach in row.phones:
            for identifier in self.phones.get(reach.normalised, ()):
                if folded(self.people[identifier].values["name"]) == name:
                    return self.people[identifier]
        if row.emails or row.phones:
            return None
        found = self.at_company.get((account.id if account else None, name))
        person = self.people[found] if found else None
        return None if person and account is None and person.ways else person

    def note_person(self, standing: Standing) -> None:
        """Have a person met by later rows."""
        self.people[standing.id] = standing
        self.at_company.setdefault((standing.account_id, folded(standing.values["name"])), standing.id)

    def note_account(self, standing: Standing) -> None:
        """Have a company met by later rows."""
        self.accounts[standing.id] = standing
        self.names.setdefault(folded(standing.values["name"]), []).append(standing.id)


def known_to(rows: Sequence[Incoming]) -> Known:
    """Everybody whom these rows may be about. At most twelve statements, however many rows."""
    known = Known()
    _load_accounts(known, rows)
    _load_people(known, rows)
    _load_around(known, rows)
    return known


def _load_accounts(known: Known, rows: Sequence[Incoming]) -> None:
    domains = {domain for row in rows for domain in row.domains}
    numbers = {number.normalised for row in rows for number in row.numbers}
    names = {variant for row in rows if "name" in row.company for variant in _variants(row.company["name"])}
    if domains:
        found = AccountDomain.objects.filter(domain__in=domains).values_list("domain", "account_id")
        known.domains = dict(found)
    if numbers:
        with_number = Identifier.objects.filter(normalised__in=numbers).order_by("-id")
        known.numbers = dict(with_number.values_list("normalised", "account_id"))
        known.numbers_before = frozenset(known.numbers)
    if names:
        named = Account.objects.annotate(folded=Upper("name")).filter(folded__in=names)
        _keep_accounts(known, named)
    missing = {*known.domains.values(), *known.numbers.values()} - known.accounts.keys()
    if missing:
        _keep_accounts(known, Account.objects.filter(id__in=missing))


def _keep_accounts(known: Known, accounts: "QuerySet[Account]") -> None:
    columns = ("id", "custom", "changed_at", "owner_id", *ACCOUNT_COLUMNS)
    for one in accounts.order_by("id").values_list(*columns):
        identifier, custom, changed_at, owner_id, *values = one
        known.note_account(
            Standing(
                id=identifier, values=dict(zip(ACCOUNT_COLUMNS, values, strict=True)), custom=custom,
                changed_at=changed_at, owner_id=owner_id,
            )
        )  # fmt: skip


def _load_people(known: Known, rows: Sequence[Incoming]) -> None:
    wanted = {
        ContactMethod.Kind.EMAIL: {reach.normalised for row in rows for reach in row.emails},
        ContactMethod.Kind.PHONE: {reach.normalised for row in rows for reach in row.phones},
    }
    ids = set[UUID]()
    for kind, values in wanted.items():
        methods = (
            ContactMethod.objects.filter(kind=kind, normalised__in=values) if values else ContactMethod.objects.none()
        )
        for normalised, contact_id in methods.order_by("id").values_list("normalised", "contact_id"):
            ids.add(contact_id)
            if kind == ContactMethod.Kind.EMAIL:
                known.emails[normalised] = contact_id
            else:
                known.phones.setdefault(normalised, []).append(contact_id)
    if ids:
        _keep_people(known, Contact.objects.filter(id__in=ids))
    bare = {row.person["name"] for row in rows if row.is_person and not (row.emails or row.phones)}
    if bare:
        _keep_people(known, Contact.objects.filter(account=None, name__in=bare, methods=None))
    if bare and known.accounts:
        _keep_people(known, Contact.objects.filter(account__in=list(known.accounts), name__in=bare))


def _keep_people(known: Known, people: "QuerySet[Contact]") -> None:
    columns = ("id", "account_id", "custom", "changed_at", *CONTACT_COLUMNS)
    for identifier, account_id, custom, changed_at, *values in people.order_by("id").values_list(*columns):
        if identifier not in known.people:
            known.note_person(
                Standing(
                    id=identifier, account_id=account_id, custom=custom, changed_at=changed_at,
                    values=dict(zip(CONTACT_COLUMNS, values, strict=True)),
                )
            )  # fmt: skip


def _load_around(known: Known, rows: Sequence[Incoming]) -> None:
    """What is filled in beside columns: further ways, tags and notes of those who are known."""
    elsewhere = {
        standing.account_id for standing in known.people.values() if standing.account_id
    } - known.accounts.keys()
    if elsewhere:
        _keep_accounts(known, Account.objects.filter(id__in=elsewhere))
    if known.people:
        methods = ContactMethod.objects.filter(contact__in=list(known.people))
        for owner, kind, normalised in methods.values_list("contact_id", "kind", "normalised"):
            known.people[owner].ways.add((kind, normalised))
    if any(row.tags for row in rows):
        for standing, name in _around(known, CustomerTagging.objects.all(), "tag__name"):
            standing.tags.add(folded(name))
    if any(row.note for row in rows):
        for standing, text in _around(known, CustomerNote.objects.all(), "text"):
            standing.notes.add(text)


def _around(known: Known, rows: "QuerySet[Any]", column: str) -> Iterator[tuple[Standing, str]]:
    places: tuple[tuple[str, Mapping[UUID, Standing]], ...] = (("contact", known.people), ("account", known.accounts))
    for name, customers in places:
        of = rows.filter(**{f"{name}__in": list(customers)}) if customers else rows.none()
        for owner, text in of.values_list(f"{name}_id", column):
            yield customers[owner], text


def _variants(name: str) -> Iterable[str]:
    """A name in capitals, as either database makes them: SQLite leaves letters that are not ASCII as they are."""
    if name.isascii():
        return (name.upper(),)
    ascii_only = "".join(letter.upper() if letter.isascii() else letter for letter in name)
    return {ascii_only, "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in name)}
