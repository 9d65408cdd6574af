"""All mailboxes that are fetched: a thread each, a watch over those that hang, and their claims kept alive."""

import os
import socket
import threading
import time
from uuid import UUID

import structlog
from django.db import close_old_connections, connections

from regard.kit import clock
from regard.kit.ids import uuid7
from regard.mail.imap import operations, queries
from regard.mail.imap.poller import Poller
from regard.mail.imap.rules import Pace

log = structlog.get_logger()

#: What of a mailbox must not change under its thread.
_ACCESS = ("imap_host", "imap_port", "imap_security", "imap_username", "imap_secret", "history_since")

#: How long threads may take to end once stopped; what they have not committed then stays on the server.
STOP_SECONDS = 1.5


class Fleet:
    """Keeps every active mailbox watched. New, changed and removed ones are noticed within `pace.refresh` seconds."""

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace or Pace()
        self._holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid7().hex[-8:]}"
        self._stopping = threading.Event()
        self._pollers: dict[UUID, Poller] = {}
        self._access: dict[UUID, tuple[object, ...]] = {}
        self._refresh_at = self._keep_at = 0.0

    def run(self) -> None:
        """Block until stopped."""
        while not self._stopping.is_set():
            try:
                self._tick(time.monotonic())
            except Exception:  # the database may be away for a moment; the threads go on meanwhile
                log.exception("imap.cannot_keep_watch")
                close_old_connections()
            self._stopping.wait(min(1, self._pace.refresh))
        self._stop_all()

    def stop(self) -> None:
        """End `run` soon; safe in a signal handler."""
        self._stopping.set()

    def _tick(self, now: float) -> None:
        for poller in self._pollers.values():
            poller.cut_if_overdue()
        if now >= self._keep_at:
            self._keep_at = now + self._pace.lease / 4
            self._keep_holds()
        if now >= self._refresh_at:
            self._refresh_at = now + self._pace.refresh
            self._refresh()

    def _keep_holds(self) -> None:
        """A thread that hangs loses its hold with its connection, in `cut_if_overdue`; all others live."""
        for poller in self._pollers.values():
            hold = poller.hold
            if hold and not operations.keep_hold(hold=hold, seconds=self._pace.lease, at=clock.now()):
                poller.lose()

    def _refresh(self) -> None:
        wanted = {row[0]: _comparable(row[1:]) for row in queries.fetched_mailboxes().values_list("id", *_ACCESS)}
        for mailbox_id, poller in list(self._pollers.items()):
            if wanted.get(mailbox_id) != self._access[mailbox_id] or not poller.is_alive():
                poller.stop()
                del self._pollers[mailbox_id]
        for mailbox_id in wanted.keys() - self._pollers.keys():
            self._access[mailbox_id] = wanted[mailbox_id]
            self._pollers[mailbox_id] = Poller(mailbox_id, holder=self._holder, pace=self._pace)
            self._pollers[mailbox_id].start()

    def _stop_all(self) -> None:
        until = time.monotonic() + STOP_SECONDS
        for poller in self._pollers.values():
            poller.stop()
        for poller in self._pollers.values():
            poller.join(max(0, until - time.monotonic()))
        connections.close_all()


def _comparable(row: tuple[object, ...]) -> tuple[object, ...]:
    """PostgreSQL gives binary columns as memory views, and only while the row is read."""
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
