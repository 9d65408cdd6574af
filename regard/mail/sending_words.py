"""What people read when a server takes no mail from us."""

import smtplib

from regard.mail.network_words import of_network
from regard.mail.rules.access import SmtpAccess
from regard.mail.transports import DeferredError, SignInRefusedError


def of_trial(error: DeferredError, access: SmtpAccess) -> str:
    """Why signing in for mail out did not work, in a sentence that holds nothing of the password."""
    server = f"{access.host}:{access.port}"
    if isinstance(error, SignInRefusedError):
        return f"{server} does not accept the user name and password for sending."
    cause = error.__cause__
    if isinstance(cause, smtplib.SMTPNotSupportedError):
        return f"{server} offers no STARTTLS; choose TLS from the start, or another port."
    if isinstance(cause, smtplib.SMTPServerDisconnected):
        return f"{server} hung up; perhaps it speaks TLS from the start, or it is no server for sending."
    return of_network(cause, access.host, server) or f"{server} did not work for sending ({cause})."
