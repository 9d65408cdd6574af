"""Who stands on the customer's side of an opportunity, and who is one of us."""

from django.db.models import Q, QuerySet

from regard.customers.models import Account, Contact, ContactMethod
from regard.opportunities.models import Opportunity
from regard.staff.models import User


def their_people(account: Account) -> "QuerySet[Contact]":
    """Everybody who works for the account, for the one it belongs to, or for one that belongs to it."""
    family = Q(pk=account.pk) | Q(parent=account.pk)
    if account.parent_id:
        family |= Q(pk=account.parent_id) | Q(parent=account.parent_id)
    accounts = Account.objects.filter(family).values("pk")
    return Contact.objects.filter(Q(account__in=accounts) | Q(positions__account__in=accounts)).distinct()


def is_on_their_side(contact: Contact, opportunity: Opportunity) -> bool:
    """The contact works for the account that may buy."""
    return (
        contact.account_id == opportunity.account_id or their_people(opportunity.account).filter(pk=contact.pk).exists()
    )


def is_one_of_us(contact: Contact) -> bool:
    """Somebody of us stands among the contacts, by an address a colleague signs in with."""
    addresses = ContactMethod.objects.filter(contact=contact, kind=ContactMethod.Kind.EMAIL)
    emails = addresses.values_list("normalised", flat=True)
    return any(User.objects.filter(email__iexact=address).exists() for address in emails)
