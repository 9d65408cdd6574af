"""Finding accounts and contacts by what is known of them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from regard.customers import rules
from regard.customers.models import Account, AccountDomain, Contact, ContactMethod

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
