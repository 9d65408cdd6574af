"""Bringing one folder's letters in: each one stored before it is noted as stored, each failure kept to its own letter."""

from dataclasses import dataclass

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

    def _start_over(self, folder: Folder, seen: Seen) -> None:
        """The folder is new, or its numbering is; then what is stored already is recognised by its content."""
        if folder.uidvalidity is not None:
            log.warning(
                "imap.renumbered", mailbox=self._mailbox.address, folder=folder.name, uidvalidity=seen.uidvalidity
            )
        floor, older = first_wanted(self._connection, self._mailbox, seen)
        operations.start_over(hold=self._hold, folder=folder, seen=seen, floor=floor, older=older)

    def _take_one(self, folder: Folder, uid: int, *, tries: int) -> "_Outcome":
        try:
            content = self._fetch(uid, tries)
        except BrokenError as error:
            if not self._connection.is_cut_by_us:
                self._fail(folder, uid, f"The connection broke whenever it was fetched ({error}).")
            raise
        except _TooLargeError as error:
            return self._fail(folder, uid, str(error), is_final=True)
        except RefusedError as error:
            if self._connection.has(uid):
                return self._fail(folder, uid, str(error))
            operations.forget(hold=self._hold, folder=folder, uids=[uid])
            return _Outcome(is_settled=True)
        self._store(folder, uid, content)
        return _Outcome(is_settled=True, is_stored=True)

    def _fetch(self, uid: int, tries: int) -> bytes:
        size = self._connection.size(uid)
        if size is None:
            raise RefusedError("the server lists it and tells nothing about it")
        _refuse_too_large(size)
        content = self._connection.letter(uid, patience=rules.patience(size, tries=tries))
        if not content:
            raise RefusedError("the server lists it and hands over nothing")
        _refuse_too_large(len(content))  # some servers only estimate the size
        return content

    def _store(self, folder: Folder, uid: int, content: bytes) -> None:
        account = f"{self._mailbox.imap_username} at {self._mailbox.imap_host}"
        envelope = Envelope(way=Inbound.Way.IMAP, recipient=self._mailbox.address, remote=account)
        operations.store(
            hold=self._hold,
            folder=folder,
            uid=uid,
            content=content,
            envelope=envelope,
            mailbox=self._mailbox,
            at=clock.now(),
        )

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
