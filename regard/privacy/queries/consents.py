"""What people allowed."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from regard.customers.models import Contact
from regard.privacy.models import Consent, Purpose


def may_contact(contact: Contact, purpose: Purpose) -> bool:
    """Whether the person said yes to this and has not taken it back. Who was never asked did not say yes."""
    return contact.id in allowed([contact.id], purpose)


def allowed(contact_ids: Iterable[UUID], purpose: Purpose) -> set[UUID]:
    """Those of the contacts who may be written to for a purpose; nobody, once it is retired."""
    if purpose.retired_at is not None:
        return set()
    rows = Consent.objects.filter(purpose=purpose, contact__in=list(contact_ids)).order_by("at", "noted_at", "id")
    latest = dict(rows.values_list("contact_id", "is_given"))
    return {contact_id for contact_id, is_given in latest.items() if is_given}


def consents_of(contact: Contact) -> "QuerySet[Consent]":
    """Everything the person said, latest first."""
    rows = Consent.objects.filter(contact=contact).select_related("purpose", "by", "message__conversation")
    return rows.order_by("-at", "-noted_at", "-id")


def purposes() -> "QuerySet[Purpose]":
    """Purposes in use, by name."""
    return Purpose.objects.filter(retired_at=None).order_by("name")
