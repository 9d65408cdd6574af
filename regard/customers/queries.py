"""Reading accounts and contacts."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from regard.customers import rules
from regard.customers.models import Account, AccountDomain, Contact, ContactMethod
from regard.search.rules import Document

if TYPE_CHECKING:
    from regard.staff.models import User


def visible_to(_user: "User") -> "QuerySet[Account]":
    """The accounts a person may read: all of them (see `staff.rules`)."""
    return Account.objects.all()


def contact_by_email(address: str) -> Contact | None:
    """The contact who uses this address."""
    method = (
        ContactMethod.objects.filter(kind=ContactMethod.Kind.EMAIL, normalised=rules.normalise_email(address))
        .select_related("contact__account")
        .first()
    )
    return method.contact if method else None


def names_of(addresses: Iterable[str]) -> dict[str, str]:
    """What the people of these addresses are called, by normalised address; those nobody uses are missing."""
    wanted = {rules.normalise_email(address) for address in addresses}
    known = ContactMethod.objects.filter(kind=ContactMethod.Kind.EMAIL, normalised__in=wanted)
    return dict(known.values_list("normalised", "contact__name"))


def is_proven(address: str) -> bool:
    """Whether the contact of this address showed that it is theirs."""
    found = ContactMethod.objects.filter(kind=ContactMethod.Kind.EMAIL, normalised=rules.normalise_email(address))
    return found.exclude(proven_at=None).exists()


def account_of_domain(address: str) -> Account | None:
    """The account whose mail domain this address has; public providers belong to nobody."""
    domain = rules.domain_of(address)
    if not domain or domain in rules.PUBLIC_DOMAINS:
        return None
    found = AccountDomain.objects.filter(domain=domain).select_related("account").first()
    return found.account if found else None


def contact_documents(ids: Sequence[UUID]) -> Iterator[Document]:
    """People as they can be searched: by name, by title, account and every way to reach them. One statement."""
    names = ("id", "name", "job_title", "created_at", "account__name", "methods__value")
    rows = Contact.objects.filter(id__in=ids).order_by("id").values_list(*names)
    for (identifier, name, title, at, account), ways in groupby(rows, key=lambda row: row[:5]):
        yield Document(
            id=identifier, at=at, title=name, people="\n".join([title, account or "", *(row[5] or "" for row in ways)])
        )


def account_documents(ids: Sequence[UUID]) -> Iterator[Document]:
    """Accounts as they can be searched: by name, by city and mail domains. One statement."""
    rows = (
        Account.objects.filter(id__in=ids)
        .order_by("id")
        .values_list("id", "name", "city", "created_at", "domains__domain")
    )
    for (identifier, name, city, at), domains in groupby(rows, key=lambda row: row[:4]):
        yield Document(id=identifier, at=at, title=name, people="\n".join([city, *(row[4] or "" for row in domains)]))


def every_contact_id() -> Iterable[UUID]:
    """All people, those known longest first."""
    return Contact.objects.order_by("created_at", "id").values_list("id", flat=True)


def every_account_id() -> Iterable[UUID]:
    """All accounts, those known longest first."""
    return Account.objects.order_by("created_at", "id").values_list("id", flat=True)
