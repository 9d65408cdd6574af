"""Reading where the fetching of mailboxes stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from regard.mail import secrets
from regard.mail.imap.rules import OLDER, Access, Known
from regard.mail.models import Folder, Mailbox, ServerUid


def fetched_mailboxes() -> "QuerySet[Mailbox]":
    """Active mailboxes that are fetched by IMAP."""
    return Mailbox.objects.filter(is_active=True, way=Mailbox.Way.IMAP)


def access_of(mailbox: Mailbox) -> Access:
    """How to reach a mailbox, password included. Raises UnreadableSecretError."""
    return Access(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        security=mailbox.imap_security,
        username=mailbox.imap_username,
        password=secrets.unseal(bytes(mailbox.imap_secret)),
    )


def known_uids(folder: Folder, *, after: int) -> dict[int, Known]:
    """What is noted about the folder's UIDs above `after`, under its present numbering."""
    rows = folder.uids.filter(uidvalidity=folder.uidvalidity, uid__gt=after) if folder.uidvalidity is not None else []
    return {
        row.uid: Known(is_stored=row.inbound_id is not None, tries=row.tries, gap_reason=row.gap_reason) for row in rows
    }


def has_sent_folder(mailbox: Mailbox) -> bool:
    """Whether a Sent folder of the mailbox was ever seen."""
    return Folder.objects.filter(mailbox=mailbox, role=Folder.Role.SENT).exists()


def gaps(mailbox: Mailbox) -> list[ServerUid]:
    """Letters that lie on the server and could not be fetched."""
    rows = ServerUid.objects.filter(folder__mailbox=mailbox, inbound=None).exclude(gap_reason__in=["", OLDER])
    return list(rows.select_related("folder").order_by("folder__role", "uid"))


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A folder on the server against what is stored, in letters; `missing` are UIDs there that should be here and are not."""

    folder: str
    on_server: int
    stored: int
    older: int
    missing: tuple[int, ...]
    gone: int


def compare(folder: Folder, on_server: Iterable[int]) -> Comparison:
    """Compare the server's UIDs with ours. `gone`: stored here and since then deleted or moved there, which is fine."""
    uids = set(on_server)
    known = known_uids(folder, after=0)
    stored = {uid for uid, noted in known.items() if noted.is_stored}
    older = {uid for uid in uids - stored if uid <= folder.floor or (uid in known and known[uid].gap_reason == OLDER)}
    return Comparison(
        folder=folder.name,
        on_server=len(uids),
        stored=len(uids & stored),
        older=len(older),
        missing=tuple(sorted(uids - stored - older)),
        gone=len(stored - uids),
    )
