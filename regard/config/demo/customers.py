"""The sample company's customers: forty accounts of three people, from `texts/accounts.csv`."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from regard.config.demo.people import ZONE, Company
from regard.customers import operations as customers

ACCOUNTS = Path(__file__).parent / "texts" / "accounts.csv"
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


def add_all(company: Company, *, at: datetime) -> dict[str, Customer]:
    """Add every account and contact; the people by name."""
    people = {}
    for row in _rows():
        account = customers.add_account(
            name=row["name"],
            domain=row["domain"],
            city=row["city"],
            language=row["language"],
            zone=row["zone"],
            tier=row["tier"],
            owner=company.users[row["owner"]] if row["owner"] else None,
            customer_since=date(int(row["since"]), 1 + len(row["name"]) % 12, 1 + len(row["city"])),
            at=at,
            is_sample=True,
        )
        for person in _people(row):
            customers.add_contact(
                name=person.name, email=person.address, job_title=person.job_title, language=person.language, account=account,
                at=at, is_sample=True,
            )  # fmt: skip
            people[person.name] = person
    return people


def named(customers: dict[str, Customer], text: str) -> Customer:
    """A known customer by name, or a new one given as `Name <address>`."""
    name, _, address = text.partition(" <")
    if not address:
        return customers[name]
    address = address.rstrip(">")
    return Customer(name=name, address=address, job_title="", account="", language="en", zone=ZONE, is_priority=False)


def _rows() -> list[dict[str, str]]:
    with ACCOUNTS.open(encoding="utf-8", newline="") as file:
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
