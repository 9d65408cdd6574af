"""Setting up mailboxes and telling their health."""

from datetime import datetime

from django.db import transaction

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.mail import rules
from regard.mail.models import Mailbox


def add_mailbox(*, address: str, name: str, at: datetime, is_sample: bool = False) -> Mailbox:
    """Add a mailbox whose mail is delivered to this server by SMTP, LMTP or a pipe."""
    with transaction.atomic():
        mailbox = Mailbox.objects.create(
            id=uuid7(), address=rules.normalise_address(address), name=name, watching_since=at, is_sample=is_sample
        )
        record(kind="mailbox.added", at=at, subject=Subject("mailbox", mailbox.id), data={"address": mailbox.address})
    return mailbox


def note_trouble(*, mailbox: Mailbox, trouble: str, at: datetime) -> None:
    """Show people that something is wrong with a mailbox; the event is written once, when the trouble is new."""
    with transaction.atomic():
        is_new = (
            Mailbox.objects.filter(id=mailbox.id).exclude(trouble=trouble).update(trouble=trouble, trouble_since=at)
        )
        if is_new:
            record(kind="mailbox.troubled", at=at, subject=Subject("mailbox", mailbox.id), data={"trouble": trouble})


def note_recovery(*, mailbox: Mailbox, at: datetime) -> None:
    """The mailbox works again."""
    with transaction.atomic():
        if Mailbox.objects.filter(id=mailbox.id).exclude(trouble="").update(trouble="", trouble_since=None):
            record(kind="mailbox.recovered", at=at, subject=Subject("mailbox", mailbox.id))
