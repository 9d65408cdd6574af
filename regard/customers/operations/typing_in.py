"""Companies and people that a colleague types in."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regard.customers import rules
from regard.customers.models import Account, AccountDomain, Contact, ContactMethod
from regard.customers.operations.adding import add_account
from regard.customers.operations.editing import EditRefusedError, change_account, change_contact
from regard.customers.operations.methods import add_method, read_method
from regard.customers.operations.notes import tell
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


def type_in_account(*, name: str, domain: str, fields: Mapping[str, str], by: User, at: datetime) -> Account:
    """Add a company with what is known of it; `fields` are typed as forms have them. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    name = _name(name)
    domain = domain.strip().casefold().removeprefix("@").removeprefix("www.")
    with transaction.atomic():
        if domain:
            _refuse_domain(domain)
        account = add_account(name=name, domain=domain, at=at, owner=by)
        change_account(account=account, typed=_filled(fields), by=by, at=at)
    account.refresh_from_db()
    return account


def type_in_contact(
    *, name: str, email: str, phone: str, account: Account | None, fields: Mapping[str, str], by: User, at: datetime
) -> Contact:
    """Add a person who is reached by an address, a number, both or neither. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    name = _name(name or rules.name_from_address(email.strip()))
    country = fields.get("country", "") or (account.country if account else "")
    for kind, value in (("email", email), ("phone", phone)):
        if value.strip():
            read_method(kind, value, country=country)
    with transaction.atomic():
        contact = Contact.objects.create(id=uuid7(), name=name, account=account, created_at=at)
        record(
            kind="contact.added", at=at, subject=Subject("contact", contact.id), by_id=by.id,
            account_id=account.id if account else None, contact_id=contact.id,
        )  # fmt: skip
        for kind, value in ((ContactMethod.Kind.EMAIL, email), (ContactMethod.Kind.PHONE, phone)):
            if value.strip():
                add_method(contact=contact, kind=kind, value=value, country=country, by=by, at=at)
        change_contact(contact=contact, typed=_filled(fields), by=by, at=at)
    contact.refresh_from_db()
    return contact


def add_domain(*, account: Account, domain: str, by: User, at: datetime) -> AccountDomain:
    """Have whoever writes from a mail domain stand at this account. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    domain = domain.strip().casefold().removeprefix("@")
    _refuse_domain(domain)
    try:
        with transaction.atomic():
            row = AccountDomain.objects.create(domain=domain, account=account)
            tell("identifier.added", account, by=by, at=at, data={"kind": "domain", "value": domain})
    except IntegrityError:
        raise EditRefusedError(
            "domain", _("%(domain)s belongs to another company already.") % {"domain": domain}
        ) from None
    return row


def _refuse_domain(domain: str) -> None:
    if "." not in domain or " " in domain or "/" in domain or len(domain) > 253:
        raise EditRefusedError(
            "domain", _("“%(domain)s” is no mail domain; mirela.example is one.") % {"domain": domain[:60]}
        )
    if domain in rules.PUBLIC_DOMAINS:
        raise EditRefusedError("domain", _("Everybody can have an address at %(domain)s.") % {"domain": domain})
    taken = AccountDomain.objects.filter(domain=domain).select_related("account").first()
    if taken:
        words = {"domain": domain, "name": taken.account.name}
        raise EditRefusedError("domain", _("%(domain)s belongs to %(name)s already.") % words)


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > 200:
        raise EditRefusedError("name", _("Write a name of 1 to 200 letters."))
    return name


def _filled(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in fields.items() if text.strip()}
