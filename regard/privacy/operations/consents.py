"""Purposes, and what people say about them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Message
from regard.customers.models import Contact
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.privacy.models import Consent, Purpose
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class ConsentRefusedError(Exception):
    """It cannot be noted like this. The message says why; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person said, when and how. `evidence` says where the proof is, `message` is the one in which they said it."""

    is_given: bool
    at: datetime
    source: str
    evidence: str = ""
    message: Message | None = None


def add_purpose(*, name: str, text: str, by: User, at: datetime) -> Purpose:
    """Add something people can allow us. Raises ConsentRefusedError, ForbiddenError."""
    staff.require(by, Right.KEEP_PRIVACY)
    name, text = " ".join(name.split()), text.strip()
    if not name or not text or len(name) > 80:
        raise ConsentRefusedError(_("A purpose needs a short name, and the text people say yes to."))
    try:
        with transaction.atomic():
            purpose = Purpose.objects.create(id=uuid7(), name=name, text=text, created_at=at)
            record(
                kind="purpose.added", at=at, subject=Subject("purpose", purpose.id), by_id=by.id, data={"name": name}
            )
    except IntegrityError:
        raise ConsentRefusedError(_("There is a purpose of this name already.")) from None
    return purpose


def retire_purpose(*, purpose: Purpose, by: User, at: datetime) -> None:
    """Nobody is asked for it any more, and it allows nothing; what people said is kept. Raises ForbiddenError."""
    staff.require(by, Right.KEEP_PRIVACY)
    with transaction.atomic():
        if Purpose.objects.filter(id=purpose.id, retired_at=None).update(retired_at=at):
            data = {"name": purpose.name}
            record(kind="purpose.retired", at=at, subject=Subject("purpose", purpose.id), by_id=by.id, data=data)


def note_consent(*, contact: Contact, purpose: Purpose, said: Said, by: User | None, at: datetime) -> Consent:
    """Write down that a person said yes, or took it back; `by` null where they did it themselves, on a form of ours.

    A yes needs its proof: where it is, or the message. Raises ConsentRefusedError, ForbiddenError.
    """
    if by:
        staff.require(by, Right.ANSWER)
    if said.at > at:
        raise ConsentRefusedError(_("This lies ahead: write down what was said."))
    if said.source not in Consent.Source.values:
        raise ConsentRefusedError(_("Say how they told us."))
    if said.is_given and purpose.retired_at:
        raise ConsentRefusedError(_("This purpose is retired: nobody can say yes to it any more."))
    evidence = " ".join(said.evidence.split())[:300]
    if said.message and not evidence:
        evidence = _("their message of %(day)s") % {"day": f"{said.message.at:%Y-%m-%d}"}
    if said.is_given and not evidence:
        raise ConsentRefusedError(
            _("Say where the proof is: the message, the form, the folder. A yes nobody can show is none.")
        )
    with transaction.atomic():
        row = Consent.objects.create(
            id=uuid7(), purpose=purpose, contact=contact, is_given=said.is_given, at=said.at, noted_at=at, by=by,
            text=purpose.text, source=said.source, message=said.message, evidence=evidence,
        )  # fmt: skip
        record(
            kind="consent.given" if said.is_given else "consent.withdrawn", at=at, subject=Subject("contact", contact.id),
            by_id=by.id if by else None, account_id=contact.account_id, contact_id=contact.id,
            data={"consent": str(row.id), "purpose": str(purpose.id)},
        )  # fmt: skip
    return row
