"""How a person is reached: addresses and numbers, which is preferred, which proved to be theirs, which sends mail back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regard.customers import rules
from regard.customers.models import Contact, ContactMethod
from regard.customers.operations.editing import EditRefusedError
from regard.customers.rules.phones import normalise_phone
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.mime.queries import check_address
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

MOST_METHODS = 50


def add_method(
    *, contact: Contact, kind: str, value: str, by: User, at: datetime, label: str = "", country: str = ""
) -> ContactMethod:
    """Note another way to reach somebody; the first of its kind is the preferred one. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    value, normalised = read_method(kind, value, country=country)
    known = contact.methods.filter(kind=kind)
    if known.count() >= MOST_METHODS:
        raise EditRefusedError("value", _("There are %(most)s already. Take one out first.") % {"most": MOST_METHODS})
    if known.filter(normalised=normalised).exists():
        raise EditRefusedError("value", _("%(value)s stands here already.") % {"value": value})
    try:
        with transaction.atomic():
            method = ContactMethod.objects.create(
                id=uuid7(), contact=contact, kind=kind, value=value, normalised=normalised, label=label.strip()[:40],
                is_preferred=not known.exists(),
            )  # fmt: skip
            _tell("contact_method.added", method, at, by)
    except IntegrityError:
        other = ContactMethod.objects.filter(kind=kind, normalised=normalised).select_related("contact").first()
        name = other.contact.name if other else ""
        raise EditRefusedError("value", _("%(value)s belongs to %(name)s.") % {"value": value, "name": name}) from None
    return method


def remove_method(*, method: ContactMethod, by: User, at: datetime) -> None:
    """Take a way to reach somebody out. What was said by it stays. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        _tell("contact_method.removed", method, at, by)
        method.delete()


def prefer(*, method: ContactMethod, by: User, at: datetime) -> None:
    """Make this the way to reach the person by that kind. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        same = ContactMethod.objects.filter(contact_id=method.contact_id, kind=method.kind)
        same.exclude(id=method.id).filter(is_preferred=True).update(is_preferred=False)
        if same.filter(id=method.id, is_preferred=False).update(is_preferred=True):
            _tell("contact_method.preferred", method, at, by)


def read_method(kind: str, text: str, *, country: str = "") -> tuple[str, str]:
    """An address or a number as written, and as it is compared. Raises EditRefusedError."""
    value = text.strip()
    if kind == ContactMethod.Kind.PHONE:
        normalised = normalise_phone(value, country=country)
        if not normalised or len(value) > 60:
            raise EditRefusedError("value", _("“%(value)s” is no telephone number.") % {"value": value[:60]})
        return value, normalised
    try:
        value = check_address(value)
    except ValueError as error:
        raise EditRefusedError("value", str(error)) from error
    return value, rules.normalise_email(value)


def _tell(kind: str, method: ContactMethod, at: datetime, by: User) -> None:
    record(
        kind=kind, at=at, subject=Subject("contact", method.contact_id), by_id=by.id, account_id=method.contact.account_id,
        contact_id=method.contact_id, data={"kind": method.kind, "value": method.value},
    )  # fmt: skip


def mark_proven(*, address: str, at: datetime) -> bool:
    """Note that an address belongs to whoever writes from it; True when that was not known before."""
    method = _email_method(address)
    if method is None or method.proven_at:
        return False
    with transaction.atomic():
        is_news = bool(ContactMethod.objects.filter(id=method.id, proven_at=None).update(proven_at=at))
        if is_news:
            record(
                kind="contact_method.proven", at=at, subject=Subject("contact", method.contact_id),
                account_id=method.contact.account_id, contact_id=method.contact_id, data={"address": address},
            )  # fmt: skip
    return is_news


def mark_bounced(*, address: str, reason: str, at: datetime) -> ContactMethod | None:
    """Note that mail to this address comes back for good; the contact method is marked and its account's timeline tells it."""
    method = _email_method(address)
    if method is None:
        return None
    with transaction.atomic():
        method.bounced_at, method.bounce_reason = at, reason
        method.save(update_fields=["bounced_at", "bounce_reason"])
        record(
            kind="contact_method.bounced", at=at, subject=Subject("contact", method.contact_id),
            account_id=method.contact.account_id, contact_id=method.contact_id, data={"address": address, "reason": reason[:500]},
        )  # fmt: skip
    return method


def _email_method(address: str) -> ContactMethod | None:
    found = ContactMethod.objects.filter(kind=ContactMethod.Kind.EMAIL, normalised=rules.normalise_email(address))
    return found.select_related("contact").first()
