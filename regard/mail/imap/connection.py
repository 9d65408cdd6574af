"""One connection to an IMAP server, speaking only commands that change nothing there: EXAMINE, SEARCH, BODY.PEEK, IDLE.

The one exception is `remove`, for test letters of our own.

Only this module and `errors` know imapclient. Whatever goes wrong comes out as one of three errors, with the cause attached.
"""

import contextlib
import imaplib
import logging
import select
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Self

from imapclient import IMAPClient, SocketTimeout, imap_utf7
from imapclient.exceptions import ProtocolError

from regard.mail.imap import rules
from regard.mail.imap.errors import LoginRefusedError, RefusedError, translated
from regard.mail.imap.rules import Pace, Seen
from regard.mail.rules.access import Access

# Below this it logs what it reads and sends, customers' letters among it.
logging.getLogger("imapclient").setLevel(logging.WARNING)


class Connection:
    """A logged-in connection. `cut` may be called from any thread and ends whatever another thread waits for."""

    def __init__(self, client: Any, pace: Pace) -> None:
        self._client: Any = client  # imapclient is typed in part only
        self._pace = pace
        self._deadline: float | None = None
        self.is_cut_by_us = False
        self.has_idle = client.has_capability("IDLE")

    @classmethod
    def open(cls, access: Access, pace: Pace) -> Self:
        """Connect and log in. Raises BrokenError or LoginRefusedError."""
        with translated():
            timeout: Any = SocketTimeout(pace.connect, pace.silence)
            client = IMAPClient(access.host, access.port, ssl=access.security == "tls", timeout=timeout)
        try:
            _log_in(client, access)
            with translated():
                return cls(client, pace)
        except BaseException:
            _hang_up(client)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        _hang_up(self._client)

    def examine(self, folder: str) -> Seen:
        """Open a folder read-only; what follows is about it. Raises RefusedError when there is none of that name."""
        with self._within(self._pace.silence):
            answer: dict[bytes, Any] = self._client.select_folder(folder, readonly=True)
            exists = answer.get(b"EXISTS", 0)
            uidnext = answer.get(b"UIDNEXT")
            if uidnext is None:  # RFC 3501 6.3.1: then it is unknown, but the last letter has the highest UID
                uidnext = max(self._client.search("*"), default=0) + 1 if exists else 1
        return Seen(name=folder, uidvalidity=answer.get(b"UIDVALIDITY", 0), uidnext=uidnext, exists=exists)

    def uids(self, seen: Seen, *, after: int) -> list[int]:
        """The UIDs above `after` in the opened folder, ascending.

        The range ends below UIDNEXT instead of at `*`: `n:*` names the last letter even where n is above it (RFC 3501 6.4.8).
        """
        if seen.exists == 0 or seen.uidnext <= after + 1:
            return []
        wanted = f"UID {after + 1}:{seen.uidnext - 1}"
        found: set[int] = set()
        for stretch in rules.stretches(seen.exists):
            with self._within(self._pace.silence):
                found.update(self._client.search(f"{stretch} {wanted}".strip()))
        return sorted(uid for uid in found if after < uid < seen.uidnext)

    def arrived_since(self, day: date) -> dict[int, datetime | None]:
        """UIDs of letters the server got on that day (of its own zone) or later, with the moment where it is told."""
        with self._within(self._pace.silence):
            uids = self._client.search(["SINCE", day])
        dates: dict[int, datetime | None] = {}
        for start in range(0, len(uids), 1000):
            with self._within(self._pace.silence):
                answers = self._client.fetch(uids[start : start + 1000], ["INTERNALDATE"])
            dates |= {uid: answer.get(b"INTERNALDATE") for uid, answer in answers.items()}
        return {uid: moment.astimezone(UTC) if moment else None for uid, moment in dates.items()}

    def has(self, uid: int) -> bool:
        """Whether the opened folder still has this letter."""
        with self._within(self._pace.silence):
            return uid in self._client.search(f"UID {uid}")

    def latest_below(self, seen: Seen, *, below: int, since: date | None, most: int) -> tuple[list[int], int]:
        """The latest UIDs below one, ascending, at most so many; and the UID below which no one has looked yet.

        Looks into stretches of the numbering, downwards, so that neither side ever holds the whole list.
        """
        high, width = below - 1, 1000
        while high >= 1:
            low = max(1, high - width + 1)
            wanted = f"SINCE {since:%d-%b-%Y} UID {low}:{high}" if since else f"UID {low}:{high}"
            with self._within(self._pace.silence):
                found = sorted(uid for uid in self._client.search(wanted) if low <= uid <= high)
            if found:
                return (found[-most:], found[-most]) if len(found) > most else (found, low)
            high, width = low - 1, width * 4 if seen.exists <= rules.AT_ONCE else min(width * 4, rules.AT_ONCE)
        return [], 1

    def count_since(self, seen: Seen, since: date) -> int:
        """How many letters of the opened folder the server got on that day or later."""
        total = 0
        for stretch in rules.stretches(seen.exists):
            with self._within(self._pace.silence):
                total += len(self._client.search(f"{stretch} SINCE {since:%d-%b-%Y}".strip()))
        return total

    def facts(self, uid: int) -> tuple[int, datetime | None] | None:
        """Bytes of a letter as the server counts them, and when it got it (RFC 3501 2.3.3); None when it tells nothing."""
        with self._within(self._pace.silence):
            told = self._client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid, {})
        size, moment = told.get(b"RFC822.SIZE"), told.get(b"INTERNALDATE")
        arrived_at = moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else None
        return (size, arrived_at) if isinstance(size, int) else None

    def letter(self, uid: int, *, patience: float) -> bytes:
        """The whole letter, b'' when the server does not hand it over; it stays unread there."""
        with self._within(patience):
            content = self._client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        return content if isinstance(content, bytes) else b""

    def remove(self, folder: str, uid: int) -> None:
        """Take a test letter of our own out of the opened folder again: the one thing ever changed on a server.

        Only where it can be named by its number (UIDPLUS, RFC 4315), so that no other letter goes with it.
        """
        if not self._client.has_capability("UIDPLUS"):
            return
        with self._within(self._pace.silence):
            self._client.select_folder(folder)
            self._client.add_flags([uid], [rb"\Deleted"], silent=True)
            self._client.uid_expunge([uid])
            self._client.select_folder(folder, readonly=True)

    def sent_folders(self) -> list[str]:
        """Names of the folders in which mail programs keep what they sent."""
        with self._within(self._pace.silence):
            self._client.folder_encode = False  # imapclient would fail on the whole list for one odd name
            try:
                listing = self._client.list_folders()
            except ProtocolError:
                listing = []
            finally:
                self._client.folder_encode = True
        return rules.sent_folders(
            (flags, delimiter.decode("ascii", "replace") if delimiter else "", _decoded(name))
            for flags, delimiter, name in listing
        )

    def wait(self, seconds: float) -> None:
        """Wait with IDLE (RFC 2177) until the server says something, or the time is over."""
        with self._within(seconds + self._pace.silence):
            if self._begin_idle() and not self._has_unread():
                self._poll(seconds)
            self._client.idle_done()

    def cut(self, *, for_good: bool = False) -> None:
        """End the connection from another thread: what it reads or waits for there ends at once with BrokenError.

        `for_good`: because we stop, not because the server was too slow.
        """
        self.is_cut_by_us = for_good
        with contextlib.suppress(OSError):
            # Not SSLSocket.shutdown: it takes the TLS layer away under the thread that reads.
            socket.socket.shutdown(self._client.socket(), socket.SHUT_RDWR)

    @property
    def is_overdue(self) -> bool:
        """Whether the present command takes longer than it may, though bytes may still trickle in."""
        deadline = self._deadline
        return deadline is not None and time.monotonic() > deadline

    def _begin_idle(self) -> bool:
        """Send IDLE; whether the server had nothing to say before it agreed.

        imapclient takes anything but an immediate `+` for an error, though a server may report news first.
        """
        imap = self._client._imap  # noqa: SLF001
        self._client._idle_tag = tag = imap._command("IDLE")  # noqa: SLF001
        is_quiet = True
        while imap._get_response() is not None:  # noqa: SLF001
            if imap.tagged_commands[tag]:
                raise RefusedError(f"IDLE: {imap.tagged_commands.pop(tag)}")
            is_quiet = False
        return is_quiet

    def _has_unread(self) -> bool:
        """Whether lines came together with the answer to IDLE: they lie in a buffer, where polling the socket misses them."""
        connection = self._client.socket()
        connection.setblocking(False)
        try:
            return bool(self._client._imap.file.peek(1))  # noqa: SLF001  imapclient has no way to ask
        except ssl.SSLWantReadError:
            return False
        finally:
            connection.settimeout(self._pace.silence)

    def _poll(self, seconds: float) -> None:
        poll = select.poll()
        poll.register(self._client.socket(), select.POLLIN)
        poll.poll(seconds * 1000)

    @contextlib.contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        self._deadline = time.monotonic() + seconds
        try:
            with translated():
                yield
        finally:
            self._deadline = None


def _decoded(name: bytes | str) -> str:
    """A folder name out of modified UTF-7 (RFC 3501 5.1.3); '' for one that is none, and cannot be opened by it either."""
    try:
        return name if isinstance(name, str) else imap_utf7.decode(name)
    except UnicodeError:
        return ""


def _log_in(client: Any, access: Access) -> None:
    with translated():
        client.normalise_times = False
        if access.security == "starttls":
            client.starttls()
        if access.token:
            client.oauth2_login(access.username, access.token)
            return
        # AUTHENTICATE PLAIN takes any character in names and passwords, LOGIN only ASCII (RFC 3501 6.2.3).
        if client.has_capability("AUTH=PLAIN"):
            client.plain_login(access.username, access.password)
        elif access.username.isascii() and access.password.isascii():
            client.login(access.username, access.password)
        else:
            raise LoginRefusedError("this server takes only ASCII characters in user names and passwords")


def _hang_up(client: Any) -> None:
    with contextlib.suppress(OSError, imaplib.IMAP4.error):
        client.socket().settimeout(1)
        client.logout()
    with contextlib.suppress(OSError, imaplib.IMAP4.error):
        client.shutdown()
