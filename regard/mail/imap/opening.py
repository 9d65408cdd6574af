"""Opening a mailbox with what we have for it."""

from regard.kit import clock
from regard.mail import signing_in
from regard.mail.imap.connection import Connection
from regard.mail.imap.errors import LoginRefusedError
from regard.mail.imap.rules import Pace
from regard.mail.models import Mailbox


def open_mailbox(mailbox: Mailbox, pace: Pace) -> Connection:
    """Connect and sign in; a token that the server refuses is renewed once. Raises BrokenError, LoginRefusedError,
    UnreadableSecretError, ConsentWithdrawnError, CannotRenewError."""
    access = signing_in.imap_access(mailbox, at=clock.now())
    try:
        return Connection.open(access, pace)
    except LoginRefusedError:
        if not access.token:
            raise
    return Connection.open(signing_in.imap_access(mailbox, at=clock.now(), refused=access.token), pace)
