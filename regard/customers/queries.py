"""Reading accounts and contacts."""

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


def account_of_domain(address: str) -> Account | None:
    """The account whose mail domain this address has; public providers belong to nobody."""
    domain = rules.domain_of(address)
    if not domain or domain in rules.PUBLIC_DOMAINS:
        return None
    found = AccountDomain.objects.filter(domain=domain).select_related("account").first()
    return found.account if found else None
