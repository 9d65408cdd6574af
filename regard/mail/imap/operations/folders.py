"""Noting how far folders are fetched. Only the mailbox's holder may; what a former holder still writes is refused."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from regard.kit.ids import uuid7
from regard.mail.imap.operations.holds import Hold, assert_held
from regard.mail.imap.queries import Comparison
from regard.mail.imap.rules import OLDER, TRIES, Seen
from regard.mail.models import Folder, Inbound, Mailbox, ServerUid
from regard.mail.operations.accept import Envelope, accept
from regard.mail.store import put


def keep_folders(*, hold: Hold, sent: Collection[str]) -> list[Folder]:
    """The folders to look after: INBOX, and the Sent folders of these names.

    A Sent folder that is gone is forgotten once there is another; what was stored from it stays.
    """
    with transaction.atomic():
        assert_held(hold)
        inbox, _ = Folder.objects.get_or_create(
            mailbox_id=hold.mailbox_id, name="INBOX", defaults={"id": uuid7(), "role": Folder.Role.INBOX}
        )
        folders = [inbox]
        for name in sent:
            folder, _ = Folder.objects.get_or_create(
                mailbox_id=hold.mailbox_id, name=name, defaults={"id": uuid7(), "role": Folder.Role.SENT}
            )
            folders.append(folder)
        if sent:
            Folder.objects.filter(mailbox_id=hold.mailbox_id, role=Folder.Role.SENT).exclude(name__in=sent).delete()
    return folders


def start_over(
    *, hold: Hold, folder: Folder, seen: Seen, floor: int, older: Iterable[int], with_history: bool = False
) -> Folder:
    """Begin a folder under the server's present numbering: letters above `floor` are wanted, except the `older` ones.

    `with_history`: these, and those below, are read as history.
    """
    with transaction.atomic():
        assert_held(hold)
        folder.uids.all().delete()
        ServerUid.objects.bulk_create(
            (
                ServerUid(id=uuid7(), folder=folder, uidvalidity=seen.uidvalidity, uid=uid, gap_reason=OLDER)
                for uid in older
            ),
            batch_size=500,
        )
        folder.uidvalidity, folder.floor, folder.cursor = seen.uidvalidity, floor, floor
        folder.history_cursor = seen.uidnext if with_history else None
        folder.history_total, folder.history_read = None, 0
        folder.save(update_fields=["uidvalidity", "floor", "cursor", "history_cursor", "history_total", "history_read"])
    return folder


def begin_history(*, hold: Hold, folder: Folder, total: int) -> None:
    """Note how many letters there are to read."""
    with transaction.atomic():
        assert_held(hold)
        folder.history_total = total
        folder.save(update_fields=["history_total"])


def note_history(*, hold: Hold, folder: Folder, cursor: int | None, read: int) -> None:
    """Note how far the past is read: everything from `cursor` on; None: all of it. `read` letters more were looked at."""
    with transaction.atomic():
        assert_held(hold)
        folder.history_cursor, folder.history_read = cursor, folder.history_read + read
        folder.save(update_fields=["history_cursor", "history_read"])


def store(
    *, hold: Hold, folder: Folder, uid: int, content: bytes, envelope: Envelope, mailbox: Mailbox, at: datetime
) -> Inbound:
    """Accept the letter the server calls `uid`, and note that it is here, in one transaction. Raises StoreError."""
    put(content)  # before the transaction, so that nobody waits behind its lock for the disk
    with transaction.atomic():
        assert_held(hold)
        inbound = accept(content, envelope=envelope, mailbox=mailbox, role=Folder.Role(folder.role), at=at)
        numbered = {"folder": folder, "uidvalidity": _numbering(folder), "uid": uid}
        if not ServerUid.objects.filter(**numbered).update(inbound=inbound, gap_reason=""):
            ServerUid.objects.create(id=uuid7(), inbound=inbound, **numbered)
    return inbound


def note_failure(*, hold: Hold, folder: Folder, uid: int, reason: str, is_final: bool = False) -> bool:
    """Count a failed try to fetch a letter; True when it is now a gap that people see, after the third try or at once."""
    with transaction.atomic():
        assert_held(hold)
        row, _ = ServerUid.objects.get_or_create(
            folder=folder, uidvalidity=_numbering(folder), uid=uid, defaults={"id": uuid7()}
        )
        row.tries += 1
        if is_final or row.tries >= TRIES:
            row.gap_reason = reason[:500]
        row.save(update_fields=["tries", "gap_reason"])
    return bool(row.gap_reason)


def forget(*, hold: Hold, folder: Folder, uids: Collection[int]) -> None:
    """Letters that were never stored are gone from the server: nothing is missing any more."""
    with transaction.atomic():
        assert_held(hold)
        for uid in uids:
            folder.uids.filter(uid=uid, inbound=None).delete()


def advance(*, hold: Hold, folder: Folder, cursor: int) -> None:
    """Move the cursor forward; a lower one than the present is ignored."""
    with transaction.atomic():
        assert_held(hold)
        Folder.objects.filter(id=folder.id, uidvalidity=_numbering(folder), cursor__lt=cursor).update(cursor=cursor)
    folder.cursor = max(folder.cursor, cursor)


def note_idle(*, mailbox: Mailbox, has_idle: bool) -> None:
    """Whether the server tells of new letters at once, for people to see."""
    mailbox.imap_idle = has_idle
    mailbox.save(update_fields=["imap_idle"])


def begin_comparison(*, folder: Folder, at: datetime) -> None:
    """The next comparison of this folder with its server is counted from now."""
    folder.reconciled_at = at
    folder.save(update_fields=["reconciled_at"])


def note_comparison(*, folder: Folder, comparison: Comparison, at: datetime) -> None:
    """Keep the numbers of a comparison, where the health of the mailbox is shown. Letters above the cursor are on their way."""
    missing = sum(uid <= folder.cursor for uid in comparison.missing)
    Folder.objects.filter(id=folder.id).update(
        reconciled_at=at, missing_here=missing, missing_on_server=comparison.gone
    )


def _numbering(folder: Folder) -> int:
    if folder.uidvalidity is None:
        raise ValueError(f"the folder {folder.name} was not begun yet")
    return folder.uidvalidity
