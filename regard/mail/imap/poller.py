"""One mailbox, watched by one thread over one connection for as long as the program runs."""

import threading
import time
from uuid import UUID

import structlog
from django.db import Error as DatabaseError
from django.db import connections

from regard.kit import clock
from regard.mail import operations as mail
from regard.mail.imap import operations, rules, words
from regard.mail.imap.connection import Connection
from regard.mail.imap.errors import LoginRefusedError, RefusedError
from regard.mail.imap.opening import open_mailbox
from regard.mail.imap.operations import Hold, LeaseLostError
from regard.mail.imap.rules import Pace
from regard.mail.imap.visiting import Visiting
from regard.mail.models import Mailbox
from regard.mail.oauth.http import ConsentWithdrawnError
from regard.mail.secrets import UnreadableSecretError

log = structlog.get_logger()

#: From this failure in a row on, a connection that always breaks is told to people, though mail comes through in between.
SHOWN_AFTER = 3


class Poller(threading.Thread):
    """Connects, takes in what is new, waits for more, and begins again when anything fails.

    A daemon thread: what it is in the middle of when the process ends is either committed or left on the server.
    """

    def __init__(self, mailbox_id: UUID, *, holder: str, pace: Pace) -> None:
        super().__init__(name=f"imap-{mailbox_id}", daemon=True)
        self._mailbox_id = mailbox_id
        self._holder = holder
        self._pace = pace
        self._stopping = threading.Event()
        self._failures = 0
        self._visits = 0
        self.connection: Connection | None = None
        self.hold: Hold | None = None

    def stop(self) -> None:
        """Ask the thread to end; it does as soon as the letter in hand is stored."""
        self._stopping.set()
        if self.connection:
            self.connection.cut(for_good=True)

    def cut_if_overdue(self) -> None:
        """End a connection on which one command takes longer than it may."""
        connection = self.connection
        if connection and connection.is_overdue:
            log.warning("imap.overdue", mailbox=str(self._mailbox_id))
            connection.cut()

    def lose(self) -> None:
        """Another process has the mailbox now: end the connection."""
        if self.connection:
            self.connection.cut(for_good=True)

    def run(self) -> None:
        """The thread."""
        while not self._stopping.is_set():
            self._stopping.wait(self._session())

    def _session(self) -> float:
        """Watch the mailbox while all goes well; seconds to wait before the next session."""
        self._visits, began = 0, time.monotonic()
        try:
            return self._take_hold_and_watch()
        except LeaseLostError:
            log.info("imap.lease_lost", mailbox=str(self._mailbox_id))
            return self._pace.refresh
        except Exception as error:  # whatever one mailbox meets must not end its thread
            if self._stopping.is_set():
                return 0
            log.warning("imap.failed", mailbox=str(self._mailbox_id), failures=self._failures, exc_info=True)
            is_fresh = self._visits and time.monotonic() - began > self._pace.silence
            self._failures = 1 if is_fresh else self._failures + 1
            self._show(error)
            is_login = isinstance(error, LoginRefusedError | UnreadableSecretError | ConsentWithdrawnError)
            return rules.wait_after_failure(self._failures, is_login=is_login, pace=self._pace)
        finally:
            self._end_session()

    def _take_hold_and_watch(self) -> float:
        mailbox = Mailbox.objects.get(id=self._mailbox_id)
        self.hold = operations.take_hold(
            mailbox_id=mailbox.id, holder=self._holder, seconds=self._pace.lease, at=clock.now()
        )
        if self.hold is None:
            return self._pace.refresh
        with open_mailbox(mailbox, self._pace) as connection:
            self.connection = connection
            visiting = Visiting(connection, mailbox, self.hold, self._pace)
            while not self._stopping.is_set():
                has_more = visiting.visit()
                self._visits += 1
                if not has_more:
                    self._pause(connection, is_short=visiting.has_sent_folder)
        return 0

    def _pause(self, connection: Connection, *, is_short: bool) -> None:
        connections.close_all()  # a mailbox that waits needs no database
        if not connection.has_idle:
            self._stopping.wait(self._pace.poll)
            return
        try:
            connection.wait(self._pace.poll if is_short else self._pace.idle)
        except RefusedError:
            log.warning("imap.no_idle", mailbox=str(self._mailbox_id))
            connection.has_idle = False

    def _show(self, error: Exception) -> None:
        """A single break after mail came through is every server's habit; anything else is shown to people."""
        if self._visits and self._failures < SHOWN_AFTER:
            return
        try:
            mailbox = Mailbox.objects.get(id=self._mailbox_id)
            mail.note_trouble(
                mailbox=mailbox, trouble=words.of_error(error, mailbox.imap_host, mailbox.imap_port), at=clock.now()
            )
        except (DatabaseError, Mailbox.DoesNotExist):
            log.exception("imap.cannot_show_trouble", mailbox=str(self._mailbox_id))

    def _end_session(self) -> None:
        self.connection, hold, self.hold = None, self.hold, None
        try:
            if hold:
                operations.let_go(hold=hold)
        except DatabaseError:
            log.exception("imap.cannot_let_go", mailbox=str(self._mailbox_id))
        connections.close_all()
