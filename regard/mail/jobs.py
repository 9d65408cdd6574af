"""Background work with letters."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings

from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.mail import operations, queries
from regard.mail.models import Mailbox, Outgoing
from regard.mail.secrets import UnreadableSecretError
from regard.mail.transports import Answer, DeferredError, FolderTransport, SmtpTransport, Transport


@job(name="mail.deliver", priority=2, max_attempts=1000)
def deliver(*, lease: Lease, outgoing_id: str) -> None:
    """Try to send one letter."""
    mailbox = Mailbox.objects.filter(id__in=Outgoing.objects.filter(id=UUID(outgoing_id)).values("mailbox")).first()
    operations.deliver(outgoing_id=UUID(outgoing_id), transport=transport(mailbox), lease=lease)


def transport(mailbox: Mailbox | None = None) -> Transport:
    """The mailbox's own server, else that of REGARD_EMAIL_URL; without one, files for the sample company, and waiting for
    everybody else."""
    if mailbox and mailbox.smtp_host:
        try:
            return SmtpTransport(queries.smtp_access_of(mailbox))
        except UnreadableSecretError:
            return _NoServer(
                f"the stored password of {mailbox.address} cannot be read; enter it again, this letter waits"
            )
    if settings.EMAIL_URL:
        return SmtpTransport(settings.EMAIL_URL)
    if Mailbox.objects.filter(is_sample=True).exists():
        return FolderTransport(Path(settings.DATA) / "demo-mail")
    return _NoServer(
        "no server for outgoing mail is set; set REGARD_EMAIL_URL, this letter is kept and will be sent then"
    )


class _NoServer:
    def __init__(self, why: str) -> None:
        self._why = why

    def send(self, *, name: str, sender: str, recipients: Sequence[str], content: bytes) -> dict[str, Answer]:  # noqa: ARG002
        raise DeferredError(self._why)
