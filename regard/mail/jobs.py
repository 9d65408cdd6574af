"""Background work with letters."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings

from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.mail import operations
from regard.mail.models import Mailbox
from regard.mail.transports import Answer, DeferredError, FolderTransport, SmtpTransport, Transport


@job(name="mail.deliver", priority=2, max_attempts=1000)
def deliver(*, lease: Lease, outgoing_id: str) -> None:
    """Try to send one letter."""
    operations.deliver(outgoing_id=UUID(outgoing_id), transport=transport(), lease=lease)


def transport() -> Transport:
    """The server of REGARD_EMAIL_URL; without one, files for the sample company, and waiting for everybody else."""
    if settings.EMAIL_URL:
        return SmtpTransport(settings.EMAIL_URL)
    if Mailbox.objects.filter(is_sample=True).exists():
        return FolderTransport(Path(settings.DATA) / "demo-mail")
    return _NoServer()


class _NoServer:
    def send(self, *, name: str, sender: str, recipients: Sequence[str], content: bytes) -> dict[str, Answer]:  # noqa: ARG002
        message = "no server for outgoing mail is set; set REGARD_EMAIL_URL, this letter is kept and will be sent then"
        raise DeferredError(message)
