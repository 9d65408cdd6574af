"""Every write of what staff are told."""

from regard.notifications.operations.answering import receive
from regard.notifications.operations.choosing import choose, write_again
from regard.notifications.operations.digesting import send_digests
from regard.notifications.operations.mailing import mail_waiting
from regard.notifications.operations.returned import note_refused
from regard.notifications.operations.telling import mark_seen, note_seen_on_screen, tell_of, tell_promises_due

__all__ = [
    "choose",
    "mail_waiting",
    "mark_seen",
    "note_refused",
    "note_seen_on_screen",
    "receive",
    "send_digests",
    "tell_of",
    "tell_promises_due",
    "write_again",
]
