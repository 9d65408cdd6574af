"""Letters for tests, and taking them all the way."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

from regard.channels.email.processing import tell
from regard.jobs.models import Job
from regard.mail import operations as mail
from regard.mail.models import Folder, Inbound, Mailbox
from regard.mail.operations.accept import Envelope
from regard.mime.queries import parse

_numbers = count(1)


def letter(
    *,
    sender: str = "Carla Customer <carla@mirela.example>",
    to: str = "help@havn.example",
    subject: str = "Pump stops",
    text: str = "The P-220 stops after ten minutes. What should we do?",
    message_id: str | None = None,
    answers: str = "",
    **headers: str,
) -> bytes:
    """The bytes of a plain letter; header names are written with underscores."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = message_id or f"<letter-{next(_numbers)}@mirela.example>"
    if answers:
        message["In-Reply-To"] = f"<{answers}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def arrive(
    raw: bytes,
    mailbox: Mailbox,
    *,
    at: datetime,
    role: Folder.Role = Folder.Role.INBOX,
    envelope_from: str = "carla@mirela.example",
    recipient: str = "",
    trusted: str = "",
) -> Inbound:
    """Accept a letter and tell its story at once, 20 seconds later, without the worker; `trusted` names our own mail server."""
    envelope = Envelope(way=Inbound.Way.SMTP, sender=envelope_from, recipient=recipient or mailbox.address)
    inbound = mail.accept(raw, envelope=envelope, mailbox=mailbox, at=at, role=role)
    Job.objects.filter(name="channels.process_letter").delete()
    tell(parse(raw, trusted_authserv_id=trusted or None), inbound=inbound, now=at + timedelta(seconds=20))
    return Inbound.objects.get(id=inbound.id)
