"""How what leaves a mailbox leaves."""

from datetime import datetime

from django.db import transaction

from regard.events.operations import Subject, record
from regard.mail import secrets, sending_words
from regard.mail.models import Mailbox
from regard.mail.rules.access import SmtpAccess
from regard.mail.transports import DeferredError, SmtpTransport


def set_sending(*, mailbox: Mailbox, access: SmtpAccess, at: datetime) -> None:
    """Have the mailbox's letters leave by this server. The password is sealed and never shown again."""
    mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security = access.host, access.port, access.security
    mailbox.smtp_username = access.username
    mailbox.smtp_secret = secrets.seal(access.password) if access.password else b""
    with transaction.atomic():
        mailbox.save(update_fields=["smtp_host", "smtp_port", "smtp_security", "smtp_username", "smtp_secret"])
        data = {"host": access.host, "port": access.port, "security": access.security, "username": access.username}
        record(kind="mailbox.sends", at=at, subject=Subject("mailbox", mailbox.id), data=data)


def try_sending(access: SmtpAccess) -> str:
    """Connect and sign in, sending nothing; '' or a sentence about why that does not work."""
    try:
        SmtpTransport(access).check()
    except DeferredError as error:
        return sending_words.of_trial(error, access)
    return ""
