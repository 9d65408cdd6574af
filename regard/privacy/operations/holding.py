"""Legal holds: data that must be kept for now, whatever a period or an erasure says."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.customers.models import Contact
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.privacy.models import Hold
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class HoldRefusedError(Exception):
    """It cannot be held like this. The message says why; nothing was changed."""


def place_hold(*, contact: Contact, reason: str, by: User, at: datetime) -> Hold:
    """Keep everything on a person until the hold is lifted. Raises HoldRefusedError, ForbiddenError."""
    staff.require(by, Right.KEEP_PRIVACY)
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise HoldRefusedError(_("Say why the data must be kept: a dispute, an audit."))
    with transaction.atomic():
        row = Hold.objects.create(id=uuid7(), contact=contact, reason=reason, by=by, at=at)
        _tell("contact.held", row, by, at)
    return row


def lift_hold(*, hold: Hold, by: User, at: datetime) -> None:
    """The reason is gone. Raises ForbiddenError."""
    staff.require(by, Right.KEEP_PRIVACY)
    with transaction.atomic():
        if Hold.objects.filter(id=hold.id, lifted_at=None).update(lifted_at=at, lifted_by=by):
            _tell("contact.released", hold, by, at)


def _tell(kind: str, hold: Hold, by: User, at: datetime) -> None:
    record(
        kind=kind, at=at, subject=Subject("contact", hold.contact_id), by_id=by.id, contact_id=hold.contact_id,
        account_id=hold.contact.account_id, data={"hold": str(hold.id)},
    )  # fmt: skip
