"""Taking a letter in: bytes and row are committed before anybody is told that it arrived."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from regard.events.operations import Subject, record
from regard.kit import faults
from regard.kit.ids import uuid7
from regard.mail import queries, rules
from regard.mail.models import Folder, Inbound, Mailbox
from regard.mail.operations.store import keep


class NotOursError(Exception):
    """The recipient is no address of ours."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """How a letter came: `sender` and `recipient` as the other server named them, `remote` its address or account.

    `arrived_at`: when the company's own server got it, where it was fetched from one.
    """

    way: Inbound.Way
    sender: str = ""
    recipient: str = ""
    remote: str = ""
    arrived_at: datetime | None = None


def accept(
    raw: bytes, *, envelope: Envelope, mailbox: Mailbox, at: datetime, role: Folder.Role = Folder.Role.INBOX
) -> Inbound:
    """Store a letter durably and start its processing; returns the row, the earlier one when the letter is known.

    When this returns, the bytes are on disk and the row is committed (unless the caller holds an outer transaction).
    What comes to a mailbox of the sample company belongs to it. Raises StoreError when the disk refuses.
    """
    fingerprint = rules.fingerprint(raw)
    known = Inbound.objects.filter(mailbox=mailbox, role=role, fingerprint=fingerprint).first()
    if known:
        return known
    kept, arrived_at = keep(raw, at=at), min(envelope.arrived_at or at, at)
    faults.step("accept.stored")
    message_id = rules.message_id_of(raw)
    inbound = Inbound(
        id=uuid7(),
        mailbox=mailbox,
        role=role,
        raw=kept,
        way=envelope.way,
        message_id=message_id,
        fingerprint=fingerprint,
        shares_message_id=bool(message_id) and queries.has_message_id(mailbox, role, message_id),
        envelope_from=envelope.sender[:320],
        envelope_to=envelope.recipient[:320],
        remote=envelope.remote[:120],
        accepted_at=at,
        arrived_at=arrived_at,
        is_history=rules.is_history(arrived_at=arrived_at, watching_since=mailbox.watching_since),
        is_probe=rules.probe_in(raw, key=settings.SECRET_KEY) is not None,
        is_sample=mailbox.is_sample,
    )
    try:
        with transaction.atomic():
            inbound.save(force_insert=True)
            _note_arrival(inbound, mailbox, at)
    except IntegrityError:  # the same letter came a second way at the same moment
        return Inbound.objects.get(mailbox=mailbox, role=role, fingerprint=fingerprint)
    return inbound


def _note_arrival(inbound: Inbound, mailbox: Mailbox, at: datetime) -> None:
    """A letter of the past says nothing about whether mail comes in, and waits behind the letters of today; a test letter of
    our own is no mail."""
    if not inbound.is_history and not inbound.is_probe:
        Mailbox.objects.filter(id=mailbox.id).update(latest_arrival_at=at)
    kind = "letter.found" if inbound.is_history else "letter.accepted"
    record(kind=kind, at=at, subject=Subject("letter", inbound.id), data={"mailbox": mailbox.address})


def quarantine(*, inbound: Inbound, reason: str, at: datetime) -> None:
    """Set a letter that cannot be read aside, where people see and count it. Its bytes stay."""
    with transaction.atomic():
        Inbound.objects.filter(id=inbound.id).update(state=Inbound.State.QUARANTINED, reason=reason)
        record(kind="letter.quarantined", at=at, subject=Subject("letter", inbound.id), data={"reason": reason})


def take_as_mail(*, inbound: Inbound) -> None:
    """It looks like a test letter of ours and is none that we wait for: whoever sent it again is answered like anybody."""
    Inbound.objects.filter(id=inbound.id).update(is_probe=False)


def mark_processed(*, inbound: Inbound) -> bool:
    """Mark a letter as told; False when it already was, so that its story is told once."""
    waiting = Inbound.objects.filter(id=inbound.id, state=Inbound.State.ACCEPTED)
    return bool(waiting.update(state=Inbound.State.PROCESSED, reason=""))
