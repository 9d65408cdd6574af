"""Background work with letters."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings

from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock
from regard.mail import operations, signing_in
from regard.mail.models import Grant, Mailbox, Outgoing
from regard.mail.oauth.http import CannotRenewError, ConsentWithdrawnError
from regard.mail.operations.discarding import remove_files
from regard.mail.secrets import UnreadableSecretError
from regard.mail.transports import Answer, DeferredError, FolderTransport, SignInRefusedError, SmtpTransport, Transport


@job(name="mail.deliver", priority=2, max_attempts=1000)
def deliver(*, lease: Lease, outgoing_id: str) -> None:
    """Try to send one letter."""
    mailbox = Mailbox.objects.filter(id__in=Outgoing.objects.filter(id=UUID(outgoing_id)).values("mailbox")).first()
    if mailbox and Grant.objects.filter(mailbox=mailbox, withdrawn_at__isnull=False).exists():
        operations.postpone(outgoing_id=UUID(outgoing_id), why=mailbox.trouble, at=clock.now(), lease=lease)
        return
    operations.deliver(outgoing_id=UUID(outgoing_id), transport=transport(mailbox), lease=lease)


@job(name="mail.remove_discarded", priority=9)
def remove_discarded(*, lease: Lease) -> None:
    """Remove files that nothing names any more."""
    remove_files()
    with lease.finish():
        pass


def transport(mailbox: Mailbox | None = None) -> Transport:
    """The mailbox's own server, else that of REGARD_EMAIL_URL; without one, files for the sample company, and waiting for
    everybody else."""
    if mailbox and mailbox.smtp_host:
        return _OwnServer(mailbox)
    if settings.EMAIL_URL:
        return SmtpTransport(settings.EMAIL_URL)
    if Mailbox.objects.filter(is_sample=True).exists():
        return FolderTransport(Path(settings.DATA) / "demo-mail")
    return _NoServer(
        "no server for outgoing mail is set; set REGARD_EMAIL_URL, this letter is kept and will be sent then"
    )


class _OwnServer:
    """A mailbox's own server; a token that it refuses is renewed once."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def send(self, *, name: str, sender: str, recipients: Sequence[str], content: bytes) -> dict[str, Answer]:
        try:
            access = signing_in.smtp_access(self._mailbox, at=clock.now())
            try:
                return SmtpTransport(access).send(name=name, sender=sender, recipients=recipients, content=content)
            except SignInRefusedError:
                if not access.token:
                    raise
            access = signing_in.smtp_access(self._mailbox, at=clock.now(), refused=access.token)
            return SmtpTransport(access).send(name=name, sender=sender, recipients=recipients, content=content)
        except UnreadableSecretError:
            raise DeferredError(
                f"the stored password of {self._mailbox.address} cannot be read; enter it again"
            ) from None
        except (ConsentWithdrawnError, CannotRenewError) as error:
            raise DeferredError(f"no token for {self._mailbox.address}: {error}") from None


class _NoServer:
    def __init__(self, why: str) -> None:
        self._why = why

    def send(self, *, name: str, sender: str, recipients: Sequence[str], content: bytes) -> dict[str, Answer]:  # noqa: ARG002
        raise DeferredError(self._why)
