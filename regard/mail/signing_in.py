"""With what we sign in to a mailbox's servers: its password, or a token of the consent that was given."""

from datetime import datetime

from regard.mail import secrets
from regard.mail.models import Grant, Mailbox
from regard.mail.oauth import operations as oauth
from regard.mail.rules.access import Access, SmtpAccess


def imap_access(mailbox: Mailbox, *, at: datetime, refused: str = "") -> Access:
    """How to reach a mailbox. Raises UnreadableSecretError, ConsentWithdrawnError, CannotRenewError.

    `refused`: the token that a server did not take; another one is asked for.
    """
    token = _token(mailbox, at, refused)
    return Access(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        security=mailbox.imap_security,
        username=mailbox.imap_username,
        password="" if token else secrets.unseal(bytes(mailbox.imap_secret)),
        token=token,
    )


def smtp_access(mailbox: Mailbox, *, at: datetime, refused: str = "") -> SmtpAccess:
    """How to reach the mailbox's own server for mail out. Raises as `imap_access` does."""
    token = _token(mailbox, at, refused)
    needs_password = mailbox.smtp_username and not token
    return SmtpAccess(
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        security=mailbox.smtp_security,
        username=mailbox.smtp_username,
        password=secrets.unseal(bytes(mailbox.smtp_secret)) if needs_password else "",
        token=token,
    )


def _token(mailbox: Mailbox, at: datetime, refused: str) -> str:
    grant = Grant.objects.select_related("mailbox").filter(mailbox=mailbox).first()
    return oauth.token_for(grant, at=at, refused=refused) if grant else ""
