"""Every write of the room of letters."""

from regard.mail.operations.accept import NotOursError, accept, accept_all, mark_processed, quarantine, take_as_mail
from regard.mail.operations.deliver import deliver, postpone
from regard.mail.operations.mailboxes import add_mailbox, note_recovery, note_trouble
from regard.mail.operations.queue import (
    AutomaticMailRefusedError,
    cancel,
    queue,
    queue_automatic,
    record_delivery_report,
)
from regard.mail.operations.sending import set_sending, try_sending
from regard.mail.operations.store import keep
from regard.mail.store import StoreError

__all__ = [
    "AutomaticMailRefusedError",
    "NotOursError",
    "StoreError",
    "accept",
    "accept_all",
    "add_mailbox",
    "cancel",
    "deliver",
    "keep",
    "mark_processed",
    "note_recovery",
    "note_trouble",
    "postpone",
    "quarantine",
    "queue",
    "queue_automatic",
    "record_delivery_report",
    "set_sending",
    "take_as_mail",
    "try_sending",
]
