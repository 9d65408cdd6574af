"""The sample company's customers: forty accounts of three people, from `texts/accounts.csv`, and those who may become one, from
`texts/prospects.csv`: nothing comes from them but what is told of selling."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from regard.config.demo.people import ZONE, Company
from regard.customers import operations as customers
from regard.customers.models import Account

ACCOUNTS = Path(__file__).parent / "texts" / "accounts.csv"
PROSPECTS = ACCOUNTS.with_name("prospects.csv")
_LETTERS = str.maketrans(
    "äöüßøåæáàâéèêëíìîóòôúùûñçðýþ", "aousoaaaaaeeeeiiiooouuuncdyt"
)  # good enough for the local part of a made-up address


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A person at an account who writes to the sample company."""

    name: str
    address: str
    job_title: str
    account: str
    language: str
    zone: str
    is_priority: bool

    @property
    def first_name(self) -> str:
        """What colleagues of theirs say; titles are left out."""
        return self.name.removeprefix("Dr ").split(" ")[0]


def add_all(company: Company, *, at: datetime, file: Path = ACCOUNTS) -> dict[str, Customer]:
    """Add every account and contact of a file; the people by name."""
    people = {}
    for row in _rows(file):
        account = customers.add_account(
            name=row["name"],
            domain=row["domain"],
            city=row["city"],
            language=row["language"],
            zone=row["zone"],
            tier=row["tier"],
            owner=company.users[row["owner"]] if row["owner"] else None,
            customer_since=date(int(row["since"]), 1 + len(row["name"]) % 12, 1 + len(row["city"]))
            if row["since"]
            else None,
            at=at,
            is_sample=True,
        )
        for person in _people(row):
            _add(person, account, at)
            people[person.name] = person
    return people


def add_one(text: str, like: Customer, *, at: datetime) -> Customer:
    """One more at the company of somebody, given as `Name, what they do`."""
    domain = like.address.rpartition("@")[2]
    row = {
        "people": text,
        "domain": domain,
        "name": like.account,
        "language": like.language,
        "zone": like.zone,
        "tier": "",
    }
    person = next(_people(row))
    _add(person, Account.objects.get(name=like.account, is_sample=True), at)
    return person


def named(customers: dict[str, Customer], text: str) -> Customer:
    """A known customer by name, or a new one given as `Name <address>`."""
    name, _, address = text.partition(" <")
    if not address:
        return customers[name]
    address = address.rstrip(">")
    return Customer(name=name, address=address, job_title="", account="", language="en", zone=ZONE, is_priority=False)


def _add(person: Customer, account: Account, at: datetime) -> None:
    customers.add_contact(
        name=person.name, email=person.address, job_title=person.job_title, language=person.language, account=account,
        at=at, is_sample=True,
    )  # fmt: skip


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _people(row: dict[str, str]) -> Iterator[Customer]:
    for text in row["people"].split("|"):
        name, _, job_title = text.partition(", ")
        local = ".".join(name.lower().removeprefix("dr ").translate(_LETTERS).replace("'", "").split())
        yield Customer(
            name=name,
            address=f"{local}@{row['domain']}",
            job_title=job_title[:1].upper() + job_title[1:],
            account=row["name"],
            language=row["language"],
            zone=row["zone"],
            is_priority=row["tier"] == "priority",
        )
