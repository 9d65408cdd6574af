"""Putting letters into the outbox, in the transaction of what they tell of; and the one gate for machine mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from regard.events.operations import Subject, record
from regard.jobs.operations import enqueue
from regard.kit.ids import uuid7
from regard.mail import queries, rules
from regard.mail.models import MachineMail, Mailbox, Outgoing, Recipient
from regard.mail.operations.store import keep

_LOCK_BUDGET = """
INSERT INTO mail_machinemailbudget (address) VALUES (%s) ON CONFLICT (address) DO UPDATE SET address = excluded.address"""


class AutomaticMailRefusedError(Exception):
    """The gate kept a machine from writing. `reason` is one of a few stable words, shown to people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Posting:
    """A composed letter and where it goes. `sender` is the envelope's; '' is the null sender of RFC 5321 4.5.5."""

    content: bytes
    message_id: str
    subject: str
    sender: str
    recipients: tuple[str, ...]
    about: Subject
    mailbox: Mailbox | None = None
    account_id: UUID | None = None
    is_sample: bool = False


def queue(posting: Posting, *, kind: Outgoing.Kind, at: datetime, send_at: datetime | None = None) -> Outgoing:
    """Put a letter into the outbox; it leaves at `send_at` (default: at once) after the caller's transaction committed."""
    with transaction.atomic(savepoint=False):
        outgoing = Outgoing.objects.create(
            id=uuid7(),
            kind=kind,
            mailbox=posting.mailbox,
            message_id=posting.message_id,
            envelope_from=posting.sender,
            raw=keep(posting.content, at=at),
            subject=posting.subject,
            subject_kind=posting.about.kind,
            subject_id=posting.about.id,
            account_id=posting.account_id,
            created_at=at,
            next_attempt_at=send_at or at,
            is_sample=posting.is_sample,
        )
        addresses = dict.fromkeys(rules.normalise_address(address) for address in posting.recipients)
        Recipient.objects.bulk_create(
            Recipient(id=uuid7(), outgoing=outgoing, address=address) for address in addresses
        )
        enqueue(
            "mail.deliver",
            {"outgoing_id": str(outgoing.id)},
            at,
            run_after=outgoing.next_attempt_at,
            key=f"deliver:{outgoing.id}",
        )
    return outgoing


def queue_automatic(posting: Posting, *, kind: Outgoing.Kind, at: datetime) -> Outgoing:
    """The one gate through which machines write to people outside. Raises AutomaticMailRefusedError.

    At most five letters to an address in 24 hours over all channels (a victim of forged inquiries gets no more), none to
    addresses of ours (a loop with ourselves). The address's row is locked until the caller's transaction ends, so that racing
    workers count one by one.
    """
    (recipient,) = posting.recipients
    address = rules.normalise_address(recipient)
    if queries.is_ours(address):
        raise AutomaticMailRefusedError("own address")
    _lock_budget(address)
    today = MachineMail.objects.filter(address=address, at__gt=at - timedelta(days=1), at__lte=at)
    if today.count() >= rules.MACHINE_MAILS_A_DAY:
        raise AutomaticMailRefusedError("budget of the address")
    outgoing = queue(posting, kind=kind, at=at)
    MachineMail.objects.create(id=uuid7(), address=address, at=at, outgoing=outgoing)
    return outgoing


def _lock_budget(address: str) -> None:
    """One after the other: writing the row, even to what it is, holds it until the transaction ends."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("machine mail is queued in the transaction of what it tells of")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_BUDGET, [address])


def cancel(*, outgoing: Outgoing, at: datetime | None = None) -> bool:
    """Take a letter back before its first attempt and, given `at`, before the time it leaves; False when it is too late.

    One conditional update: an attempt begins by locking the same row, so exactly one of the two finds it as it was.
    """
    waiting = Outgoing.objects.filter(id=outgoing.id, state=Outgoing.State.QUEUED, attempts=0)
    if at is not None:
        waiting = waiting.filter(next_attempt_at__gt=at)
    return bool(waiting.update(state=Outgoing.State.CANCELLED))


@dataclass(frozen=True, kw_only=True)
class DeliveryReport:
    """What a server reported about one recipient, after it had taken the letter (RFC 3464)."""

    address: str
    is_hard: bool
    is_delay: bool
    text: str


def record_delivery_report(*, outgoing: Outgoing, report: DeliveryReport, at: datetime) -> None:
    """Note what a delivery report says about a letter of ours."""
    state = Recipient.State.DELAYED if report.is_delay else Recipient.State.BOUNCED
    address = rules.normalise_address(report.address)
    with transaction.atomic():
        recipients = outgoing.recipients.filter(address=address)
        if not recipients.update(state=state, reply=report.text[:2000], changed_at=at):
            outgoing.recipients.update(
                state=state, reply=report.text[:2000], changed_at=at
            )  # rewritten by an alias on the way
        Outgoing.objects.filter(id=outgoing.id).update(last_error=report.text[:4000])
        record(
            kind="letter.reported",
            at=at,
            subject=Subject(outgoing.subject_kind, outgoing.subject_id),
            account_id=outgoing.account_id,
            data={"address": address, "state": state, "hard": report.is_hard, "text": report.text[:500]},
        )
