"""Reading where the fetching of mailboxes stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from regard.mail.imap.rules import OLDER, Known
from regard.mail.models import Folder, Inbound, Mailbox, ServerUid


def fetched_mailboxes() -> "QuerySet[Mailbox]":
    """Active mailboxes that are fetched by IMAP. One whose consent was withdrawn rests until it is given again."""
    return Mailbox.objects.filter(is_active=True, way=Mailbox.Way.IMAP, grant__withdrawn_at=None)


def known_uids(folder: Folder, *, after: int) -> dict[int, Known]:
    """What is noted about the folder's UIDs above `after`, under its present numbering."""
    rows = folder.uids.filter(uidvalidity=folder.uidvalidity, uid__gt=after) if folder.uidvalidity is not None else []
    return _known(rows)


def _known(rows: Iterable[ServerUid]) -> dict[int, Known]:
    return {
        row.uid: Known(is_stored=row.inbound_id is not None, tries=row.tries, gap_reason=row.gap_reason) for row in rows
    }


def known_among(folder: Folder, uids: Sequence[int]) -> dict[int, Known]:
    """What is noted about these UIDs, under the folder's present numbering."""
    return _known(folder.uids.filter(uidvalidity=folder.uidvalidity or 0, uid__in=uids))


def old_gaps(folder: Folder) -> dict[int, Known]:
    """Letters of the past that could not be fetched."""
    rows = folder.uids.filter(uidvalidity=folder.uidvalidity or 0, uid__lte=folder.floor, inbound=None)
    return _known(rows.exclude(gap_reason__in=["", OLDER]))


@dataclass(frozen=True, kw_only=True)
class HistoryProgress:
    """How far the past of a mailbox is read: letters looked at, of how many; `is_done` when all are read and filed."""

    read: int
    total: int
    is_done: bool


def history_progress(mailbox: Mailbox) -> HistoryProgress | None:
    """How far the past of a mailbox is read; None when none of it is wanted, or the server was not reached yet."""
    folders = list(mailbox.folders.all()) if mailbox.history_since else []
    if not folders:
        return None
    return HistoryProgress(
        read=sum(folder.history_read for folder in folders),
        total=sum(max(folder.history_total or 0, folder.history_read) for folder in folders),
        is_done=all(folder.history_cursor is None for folder in folders) and not _waits_to_be_filed(mailbox),
    )


def _waits_to_be_filed(mailbox: Mailbox) -> bool:
    """Whether letters of the past were read and nobody can see them yet."""
    return mailbox.arrivals.filter(state=Inbound.State.ACCEPTED, is_history=True).exists()


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
    rows = folder.uids.filter(uidvalidity=folder.uidvalidity or 0)  # numbers only: there may be half a million
    stored = set(rows.exclude(inbound=None).values_list("uid", flat=True).iterator())
    passed_over = set(rows.filter(inbound=None, gap_reason=OLDER).values_list("uid", flat=True).iterator())
    older = {uid for uid in uids - stored if uid <= folder.floor or uid in passed_over}
    return Comparison(
        folder=folder.name,
        on_server=len(uids),
        stored=len(uids & stored),
        older=len(older),
        missing=tuple(sorted(uids - stored - older)),
        gone=len(stored - uids),
    )
