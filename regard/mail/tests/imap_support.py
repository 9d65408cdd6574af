"""Connecting a mailbox and looking into it once, without threads."""

from dataclasses import replace
from datetime import UTC, datetime

from regard.kit import clock
from regard.mail.imap import operations as imap
from regard.mail.imap.opening import open_mailbox
from regard.mail.imap.rules import Pace
from regard.mail.imap.visiting import Visiting
from regard.mail.models import Inbound, Mailbox
from regard.mail.operations import add_mailbox
from regard.mail.queries import raw_bytes
from regard.mail.rules.access import Access
from regard.mail.tests.dovecot import PASSWORD

#: A mailbox watched since then takes everything for new.
LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)

#: For servers that answer at once; and for a real one on a busy machine.
QUICK = Pace(connect=2, silence=0.5, idle=2, poll=0.2, refresh=0.1, lease=2, first_retry=0.05, longest_retry=0.2)
PATIENT = replace(QUICK, silence=10)


def access(port: int, *, user: str = "help", password: str = PASSWORD, security: str = "none") -> Access:
    return Access(host="127.0.0.1", port=port, security=security, username=user, password=password)


def connected(port: int, *, at: datetime | None = None, history_since: datetime | None = None, **how: str) -> Mailbox:
    """A mailbox that is fetched from this server from now on."""
    at = at or clock.now()
    mailbox = Mailbox.objects.filter(address="help@havn.example").first()
    mailbox = mailbox or add_mailbox(address="help@havn.example", name="Havn", at=at)
    imap.connect(mailbox=mailbox, access=access(port, **how), at=at, history_since=history_since)
    return mailbox


def visit(mailbox: Mailbox, pace: Pace = PATIENT) -> None:
    """One session with one look at everything, as a poller does it."""
    mailbox.refresh_from_db()
    hold = imap.take_hold(mailbox_id=mailbox.id, holder="a test", seconds=60, at=clock.now())
    assert hold
    try:
        with open_mailbox(mailbox, pace) as connection:
            while Visiting(connection, mailbox, hold, pace).visit():
                pass
    finally:
        imap.let_go(hold=hold)


def stored(role: str = "inbox") -> list[bytes]:
    """The letters that were accepted, in their order."""
    return [raw_bytes(inbound) for inbound in Inbound.objects.filter(role=role).select_related("raw").order_by("id")]
