"""Bringing one folder's letters in: each one stored before it is noted as stored, each failure kept to its own letter."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings

from regard.kit import clock
from regard.mail.imap import operations, queries, rules
from regard.mail.imap.connection import Connection
from regard.mail.imap.errors import BrokenError, RefusedError
from regard.mail.imap.numbering import first_wanted
from regard.mail.imap.operations import Hold
from regard.mail.imap.rules import Known, Seen
from regard.mail.models import Folder, Inbound, Mailbox
from regard.mail.operations.accept import Envelope

log = structlog.get_logger()

#: History since then is all there is.
_BEGINNING = datetime(1971, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What one look at a folder brought. `has_more`: letters still wait, but first other folders have their turn.

    `on_server` are all the folder's UIDs, when the look was a full one.
    """

    stored: int = 0
    has_more: bool = False
    on_server: tuple[int, ...] = ()


class Taking:
    """Fetches what is wanted from folders of one mailbox over one connection."""

    def __init__(self, connection: Connection, mailbox: Mailbox, hold: Hold) -> None:
        self._connection = connection
        self._mailbox = mailbox
        self._hold = hold

    def take(self, folder: Folder, *, is_full: bool = False) -> Turn:
        """Store the folder's new letters; with `is_full` look at every letter since the connection, gaps included.

        Raises RefusedError when the folder cannot be opened, BrokenError when the connection ended, StoreError and database
        errors when nothing can be stored. In each case the next look continues where this one stopped.
        """
        seen = self._connection.examine(folder.name)
        if rules.must_start_over(uidvalidity=folder.uidvalidity, cursor=folder.cursor, seen=seen):
            self._start_over(folder, seen)
        there = self._connection.uids(seen, after=0 if is_full else folder.cursor)
        after = folder.floor if is_full else folder.cursor
        known = queries.known_uids(folder, after=after) if there or is_full else {}
        if is_full:
            self._try_old_gaps(folder, there)
        wanted = rules.in_order_of_tries(there, known, after=after, with_gaps=is_full)
        turn = rules.one_turn(wanted, cursor=folder.cursor)
        unsettled, stored = set(wanted), 0
        for uid in turn:
            outcome = self._take_one(folder, uid, tries=known.get(uid, Known()).tries)
            stored += outcome.is_stored
            if outcome.is_settled:
                unsettled.discard(uid)
        if is_full:
            gone = {uid for uid, noted in known.items() if not noted.is_stored}.difference(there)
            operations.forget(hold=self._hold, folder=folder, uids=gone)
        cursor = rules.frontier(cursor=folder.cursor, uidnext=seen.uidnext, unsettled=unsettled)
        if cursor > folder.cursor:
            operations.advance(hold=self._hold, folder=folder, cursor=cursor)
        return Turn(stored=stored, has_more=stored > 0 and len(wanted) > len(turn), on_server=tuple(there))

    def _try_old_gaps(self, folder: Folder, there: list[int]) -> None:
        """Letters of the past that could not be fetched get another chance; what is gone from the server is forgotten."""
        gaps, on_server = queries.old_gaps(folder), set(there)
        operations.forget(hold=self._hold, folder=folder, uids=gaps.keys() - on_server)
        for uid in sorted(gaps.keys() & on_server):
            self._take_one(folder, uid, tries=gaps[uid].tries, is_final=True)

    def take_older(self, folder: Folder) -> bool:
        """Store some letters of the past, the latest first; whether there are more. Raises as `take` does.

        What is stored or noted as missing already is passed over. Ends early, so that new letters do not wait behind old ones.
        """
        since = self._mailbox.history_since
        if folder.history_cursor is None or since is None:
            return False
        seen = self._connection.examine(folder.name)
        if rules.must_start_over(uidvalidity=folder.uidvalidity, cursor=folder.cursor, seen=seen):
            return True
        day = (since - timedelta(days=1)).date() if since > _BEGINNING else None
        if folder.history_total is None:
            total = self._connection.count_since(seen, day) if day else seen.exists
            operations.begin_history(hold=self._hold, folder=folder, total=total)
        uids, below = self._connection.latest_below(seen, below=folder.history_cursor, since=day, most=rules.OLDER_TURN)
        below, read = self._take_some(folder, uids, below)
        operations.note_history(hold=self._hold, folder=folder, cursor=below if below > 1 else None, read=read)
        return below > 1

    def _take_some(self, folder: Folder, uids: list[int], below: int) -> tuple[int, int]:
        """Where the next look continues, and how many of the letters were looked at."""
        known = queries.known_among(folder, uids)
        until = time.monotonic() + rules.OLDER_SECONDS
        for number, uid in enumerate(reversed(uids), start=1):
            noted = known.get(uid, Known())
            if not noted.is_stored and noted.gap_reason in {"", rules.OLDER}:
                self._take_one(folder, uid, tries=noted.tries, is_final=True)
            if time.monotonic() > until and number < len(uids):
                return uid, number
        return below, len(uids)

    def _start_over(self, folder: Folder, seen: Seen) -> None:
        """The folder is new, or its numbering is; then what is stored already is recognised by its content."""
        if folder.uidvalidity is not None:
            log.warning(
                "imap.renumbered", mailbox=self._mailbox.address, folder=folder.name, uidvalidity=seen.uidvalidity
            )
        was_read = folder.history_total is not None and folder.history_cursor is None
        floor, older = first_wanted(self._connection, self._mailbox, seen)
        operations.start_over(
            hold=self._hold,
            folder=folder,
            seen=seen,
            floor=floor,
            older=older,
            with_history=self._mailbox.history_since is not None and not was_read,
        )

    def _take_one(self, folder: Folder, uid: int, *, tries: int, is_final: bool = False) -> "_Outcome":
        """`is_final`: a refusal is noted as a gap at once, instead of being tried twice more with the new letters."""
        try:
            content, arrived_at = self._fetch(uid, tries)
        except BrokenError as error:
            if not self._connection.is_cut_by_us:
                self._fail(folder, uid, f"The connection broke whenever it was fetched ({error}).")
            raise
        except _TooLargeError as error:
            return self._fail(folder, uid, str(error), is_final=True)
        except RefusedError as error:
            if self._connection.has(uid):
                return self._fail(folder, uid, str(error), is_final=is_final)
            operations.forget(hold=self._hold, folder=folder, uids=[uid])
            return _Outcome(is_settled=True)
        self._store(folder, uid, content, arrived_at)
        return _Outcome(is_settled=True, is_stored=True)

    def _fetch(self, uid: int, tries: int) -> tuple[bytes, datetime | None]:
        facts = self._connection.facts(uid)
        if facts is None:
            raise RefusedError("the server lists it and tells nothing about it")
        size, arrived_at = facts
        _refuse_too_large(size)
        content = self._connection.letter(uid, patience=rules.patience(size, tries=tries))
        if not content:
            raise RefusedError("the server lists it and hands over nothing")
        _refuse_too_large(len(content))  # some servers only estimate the size
        return content, arrived_at

    def _store(self, folder: Folder, uid: int, content: bytes, arrived_at: datetime | None) -> None:
        account = f"{self._mailbox.imap_username} at {self._mailbox.imap_host}"
        envelope = Envelope(
            way=Inbound.Way.IMAP, recipient=self._mailbox.address, remote=account, arrived_at=arrived_at
        )
        inbound = operations.store(
            hold=self._hold,
            folder=folder,
            uid=uid,
            content=content,
            envelope=envelope,
            mailbox=self._mailbox,
            at=clock.now(),
        )
        if inbound.is_probe:
            self._remove(folder, uid)

    def _remove(self, folder: Folder, uid: int) -> None:
        try:
            self._connection.remove(folder.name, uid)
        except RefusedError as error:
            log.warning("imap.cannot_remove", mailbox=self._mailbox.address, folder=folder.name, error=str(error))

    def _fail(self, folder: Folder, uid: int, reason: str, *, is_final: bool = False) -> "_Outcome":
        log.warning("imap.cannot_fetch", mailbox=self._mailbox.address, folder=folder.name, uid=uid, reason=reason)
        is_gap = operations.note_failure(hold=self._hold, folder=folder, uid=uid, reason=reason, is_final=is_final)
        return _Outcome(is_settled=is_gap)


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What became of one letter; settled: it is stored, or gone from the server, or a gap that people see."""

    is_settled: bool
    is_stored: bool = False


class _TooLargeError(Exception):
    pass


def _refuse_too_large(size: int) -> None:
    if size > settings.MAIL_MAX_BYTES:
        megabyte = 1024 * 1024
        raise _TooLargeError(
            f"it has {size / megabyte:.1f} MB, and letters over {settings.MAIL_MAX_BYTES // megabyte} MB are not stored"
        )
