"""Numbers, addresses and positions of accounts and people."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact, Identifier, Position, PostalAddress
from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.notes import tell
from regard.customers.rules.countries import read_country
from regard.customers.rules.identifiers import check_identifier, country_of_vat, normalise_identifier
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


def add_identifier(*, account: Account, kind: str, value: str, by: User, at: datetime, country: str = "") -> Identifier:
    """Note a number of an account. One whose check digits are wrong is kept and marked: it may stand so on their paper.

    Raises EditRefusedError, ForbiddenError.
    """
    staff.require(by, Right.ANSWER)
    normalised = normalise_identifier(value)
    if kind not in Identifier.Kind.values or not any(letter.isdigit() for letter in normalised):
        raise EditRefusedError("value", _("“%(value)s” is no such number.") % {"value": value.strip()[:60]})
    if len(value.strip()) > 60:
        raise EditRefusedError("value", _("A number can have 60 letters and digits at most."))
    country = (country_of_vat(normalised) if kind == Identifier.Kind.VAT else "") or country or account.country
    try:
        with transaction.atomic():
            row = Identifier.objects.create(
                id=uuid7(), account=account, kind=kind, country=country, value=value.strip(), normalised=normalised,
                is_valid=check_identifier(kind, normalised, country=country),
            )  # fmt: skip
            tell("identifier.added", account, by=by, at=at, data={"kind": kind, "value": row.value})
    except IntegrityError:
        raise EditRefusedError("value", _("%(value)s stands here already.") % {"value": value.strip()}) from None
    return row


def remove_identifier(*, identifier: Identifier, by: User, at: datetime) -> None:
    """Take a number off an account. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        data = {"kind": identifier.kind, "value": identifier.value}
        tell("identifier.removed", identifier.account, by=by, at=at, data=data)
        identifier.delete()


def add_address(
    *, of: Account | Contact, kind: str, street: str, postcode: str, city: str, country: str, by: User, at: datetime
) -> PostalAddress:
    """Note a further address, for goods or invoices. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    if kind not in PostalAddress.Kind.values or not (street.strip() or city.strip()):
        raise EditRefusedError("street", _("Write at least a street or a town."))
    if max(len(street), len(city)) > 200 or len(postcode) > 20:
        raise EditRefusedError("street", _("An address line can have 200 letters at most."))
    try:
        code = read_country(country) if country.strip() else ""
    except ValueError as error:
        raise EditRefusedError("country", str(error)) from error
    with transaction.atomic():
        row = PostalAddress.objects.create(
            id=uuid7(), kind=kind, street=street.strip(), postcode=postcode.strip(), city=city.strip(), country=code,
            **({"account": of} if isinstance(of, Account) else {"contact": of}),
        )  # fmt: skip
        tell("address.added", of, by=by, at=at, data={"kind": kind, "address": str(row)})
    return row


def remove_address(*, address: PostalAddress, by: User, at: datetime) -> None:
    """Take a further address out. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    of = address.account or address.contact
    with transaction.atomic():
        if of:
            tell("address.removed", of, by=by, at=at, data={"kind": address.kind, "address": str(address)})
        address.delete()


def add_position(*, contact: Contact, account: Account, by: User, at: datetime, job_title: str = "") -> Position:
    """Note that somebody also works at another account. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    if contact.account_id == account.id:
        raise EditRefusedError("account", _("%(name)s is there already.") % {"name": contact.name})
    with transaction.atomic():
        row, is_new = Position.objects.get_or_create(
            contact=contact, account=account, defaults={"id": uuid7(), "job_title": job_title.strip()[:200]}
        )
        if is_new:
            tell("position.added", contact, by=by, at=at, data={"account": str(account.id)})
            tell("position.added", account, by=by, at=at, data={"contact": str(contact.id)})
    return row


def remove_position(*, position: Position, by: User, at: datetime) -> None:
    """Note that somebody does not work at a further account any more. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        tell("position.removed", position.contact, by=by, at=at, data={"account": str(position.account_id)})
        tell("position.removed", position.account, by=by, at=at, data={"contact": str(position.contact_id)})
        position.delete()
