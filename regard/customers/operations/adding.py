"""Adding and recognising customers."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from regard.customers import queries, rules
from regard.customers.models import Account, AccountDomain, Contact, ContactMethod
from regard.events.operations import Subject, gathering, record
from regard.kit.ids import uuid7
from regard.staff.models import User


def add_account(
    *,
    name: str,
    at: datetime,
    domain: str = "",
    tier: str = "",
    city: str = "",
    language: str = "",
    zone: str = "",
    owner: User | None = None,
    customer_since: date | None = None,
    is_sample: bool = False,
) -> Account:
    """Add a company or household."""
    with transaction.atomic():
        account = Account.objects.create(
            id=uuid7(), name=name, tier=tier, city=city, language=language, zone=zone, owner=owner, customer_since=customer_since,
            created_at=at, is_sample=is_sample,
        )  # fmt: skip
        if domain and domain not in rules.PUBLIC_DOMAINS:
            AccountDomain.objects.get_or_create(domain=domain.lower(), defaults={"account": account})
        record(kind="account.added", at=at, subject=Subject("account", account.id), account_id=account.id)
    return account


def add_contact(
    *,
    name: str,
    email: str,
    at: datetime,
    account: Account | None = None,
    job_title: str = "",
    language: str = "",
    is_sample: bool = False,
) -> Contact:
    """Add a person with one e-mail address; raises IntegrityError when another contact uses it."""
    with transaction.atomic(savepoint=False):
        contact = Contact.objects.create(
            id=uuid7(),
            name=name,
            account=account,
            job_title=job_title,
            language=language,
            created_at=at,
            is_sample=is_sample,
        )
        ContactMethod.objects.create(
            id=uuid7(),
            contact=contact,
            kind=ContactMethod.Kind.EMAIL,
            value=email,
            normalised=rules.normalise_email(email),
            is_preferred=True,
        )
        record(
            kind="contact.added", at=at, subject=Subject("contact", contact.id),
            account_id=account.id if account else None, contact_id=contact.id,
        )  # fmt: skip
    return contact


def recognise(*, address: str, name: str, at: datetime, is_sample: bool = False) -> Contact:
    """The contact who writes from this address; a new one, put under the account of the mail domain, when nobody does."""
    known = queries.contact_by_email(address)
    if known:
        return known
    account = queries.account_of_domain(address)
    try:
        with transaction.atomic(), gathering():
            return add_contact(
                name=name or rules.name_from_address(address),
                email=address,
                at=at,
                account=account,
                is_sample=is_sample,
            )
    except IntegrityError:  # another worker met the same person at the same moment
        found = queries.contact_by_email(address)
        if found is None:
            raise
        return found


def withdraw_contact(*, contact: Contact, at: datetime) -> None:
    """Take somebody out who was made by a slip in an address. Nothing may be said with them; the database refuses it else."""
    with transaction.atomic():
        record(
            kind="contact.withdrawn", at=at, subject=Subject("contact", contact.id), account_id=contact.account_id,
            contact_id=contact.id,
        )  # fmt: skip
        contact.delete()
