"""Looking after all folders of a mailbox over one connection: new letters, the comparison now and then, the mailbox's health."""

import time
from datetime import datetime, timedelta

import structlog

from regard.kit import clock
from regard.mail import operations as mail
from regard.mail.imap import operations, queries, words
from regard.mail.imap.connection import Connection
from regard.mail.imap.errors import RefusedError
from regard.mail.imap.operations import Hold
from regard.mail.imap.rules import Pace
from regard.mail.imap.taking import Taking
from regard.mail.models import Folder, Mailbox

log = structlog.get_logger()

#: Seconds after which the server is asked for its Sent folders again.
FOLDERS_HOLD = 300


class Visiting:
    """What is known about a mailbox while one connection lasts."""

    def __init__(self, connection: Connection, mailbox: Mailbox, hold: Hold, pace: Pace) -> None:
        self._connection = connection
        self._mailbox = mailbox
        self._hold = hold
        self._pace = pace
        self._taking = Taking(connection, mailbox, hold)
        self._folders: list[Folder] = []
        self._folders_until = 0.0
        self._is_sent_missing = False

    @property
    def has_sent_folder(self) -> bool:
        """Whether there is more to look at than IDLE tells about."""
        return len(self._folders) > 1

    def visit(self) -> bool:
        """Take in what is new in every folder; whether there is more to do at once. Leaves INBOX open, for IDLE.

        Raises what `Taking.take` raises for INBOX. A Sent folder that cannot be opened does not keep INBOX from its turn.
        """
        self._find_folders()
        inbox, *sent = self._folders
        has_more = self._look(inbox)
        for folder in sent:
            try:
                has_more |= self._look(folder)
            except RefusedError as error:
                log.warning("imap.cannot_open", mailbox=self._mailbox.address, folder=folder.name, error=str(error))
                self._folders_until = 0.0
        has_more = has_more or self._read_older()
        if len(self._folders) > 1:
            has_more |= self._look(inbox)
        self._show_health()
        return has_more

    def _read_older(self) -> bool:
        """Once nothing new waits, some of the past of each folder; what is new is looked at again in between."""
        has_more = False
        for folder in self._folders:
            try:
                has_more |= self._taking.take_older(folder)
            except RefusedError as error:
                log.warning("imap.cannot_open", mailbox=self._mailbox.address, folder=folder.name, error=str(error))
        return has_more

    def _find_folders(self) -> None:
        if time.monotonic() < self._folders_until:
            return
        sent = self._connection.sent_folders()
        self._folders = operations.keep_folders(hold=self._hold, sent=sent)
        self._is_sent_missing = not sent and queries.has_sent_folder(self._mailbox)
        self._folders_until = time.monotonic() + FOLDERS_HOLD

    def _look(self, folder: Folder) -> bool:
        at = clock.now()
        is_full = self._is_comparison_due(folder, at)
        if is_full:  # noted before, because a gap that breaks the connection would else be tried without end
            operations.begin_comparison(folder=folder, at=at)
        turn = self._taking.take(folder, is_full=is_full)
        if is_full:
            comparison = queries.compare(folder, turn.on_server)
            operations.note_comparison(folder=folder, comparison=comparison, at=at)
        return turn.has_more

    def _is_comparison_due(self, folder: Folder, at: datetime) -> bool:
        return folder.reconciled_at is None or folder.reconciled_at <= at - timedelta(seconds=self._pace.compare)

    def _show_health(self) -> None:
        trouble = [words.of_gaps(queries.gaps(self._mailbox)), words.NO_SENT_FOLDER if self._is_sent_missing else ""]
        if self._mailbox.imap_idle is not self._connection.has_idle:
            operations.note_idle(mailbox=self._mailbox, has_idle=self._connection.has_idle)
        if any(trouble):
            mail.note_trouble(mailbox=self._mailbox, trouble=" ".join(filter(None, trouble)), at=clock.now())
        else:
            mail.note_recovery(mailbox=self._mailbox, at=clock.now())
