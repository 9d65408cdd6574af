"""Django's own mail (password resets and the like) through the same outbox."""

from collections.abc import Sequence
from email.policy import SMTP

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from regard.events.operations import Subject
from regard.kit import clock
from regard.kit.ids import uuid7
from regard.mail import operations
from regard.mail.models import Outgoing
from regard.mail.operations.queue import Posting


class OutboxBackend(BaseEmailBackend):
    """Queues what Django wants to send."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            identifier = uuid7()
            message_id = f"{identifier.hex}@{message.from_email.rpartition('@')[2].rstrip('>')}"
            message.extra_headers["Message-ID"] = f"<{message_id}>"
            message.extra_headers["Auto-Submitted"] = "auto-generated"
            posting = Posting(
                content=message.message().as_bytes(policy=SMTP),
                message_id=message_id,
                subject=str(message.subject),
                sender="",
                recipients=tuple(message.recipients()),
                about=Subject("letter", identifier),
            )
            operations.queue(posting, kind=Outgoing.Kind.NOTIFICATION, at=clock.now())
        return len(email_messages)
