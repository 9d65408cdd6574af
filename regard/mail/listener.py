"""Taking mail in by SMTP and LMTP. 250 is said after the letter is on disk and its row committed, never before."""

import asyncio
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.db import connections as connections_of_django
from django.db.backends.base.base import BaseDatabaseWrapper

from regard.kit import clock
from regard.mail import operations, queries
from regard.mail.models import Inbound, Mailbox
from regard.mail.operations.accept import Arrival
from regard.mail.operations.accept import Envelope as Came
from regard.mail.writer import ACCEPTED, DATABASE_AWAY, Writer

log = structlog.get_logger()

UNKNOWN = "550 5.1.1 nobody here has this address"
TOO_LARGE = "552"
REMEMBER_SECONDS, MOST_REMEMBERED = 5.0, 10_000


class Handler:
    """What the protocol servers ask: is this recipient ours, and here is a letter."""

    def __init__(self, way: Inbound.Way, pool: ThreadPoolExecutor, writer: Writer, mailboxes: "Mailboxes") -> None:
        self._way, self._pool, self._writer, self._mailboxes = way, pool, writer, mailboxes

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Refuse unknown recipients before the letter is sent."""
        try:
            mailbox = await self._mailbox_for(address)
        except DatabaseError:
            log.exception("mail.cannot_look_up", recipient=address)
            return DATABASE_AWAY
        if mailbox is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the letter once for each mailbox it is addressed to; LMTP wants one answer a recipient."""
        statuses = [await self._store(envelope, recipient, str(session.peer)) for recipient in envelope.rcpt_tos]
        if self._way == Inbound.Way.LMTP:
            return "\r\n".join(statuses)
        return next((status for status in statuses if status != ACCEPTED), ACCEPTED)

    async def refused_as_too_large(self, envelope: Envelope | None) -> None:
        """Tell the mailbox's health of a letter its sender could not deliver."""
        for recipient in envelope.rcpt_tos if envelope else []:
            await self._in_thread(_note_too_large, recipient)

    async def _store(self, envelope: Envelope, recipient: str, remote: str) -> str:
        try:
            mailbox = await self._mailbox_for(recipient)
        except DatabaseError:
            log.exception("mail.cannot_look_up", recipient=recipient)
            return DATABASE_AWAY
        if mailbox is None:
            return UNKNOWN
        came = Came(way=self._way, sender=(envelope.mail_from or "").strip("<>"), recipient=recipient, remote=remote)
        content = envelope.original_content or b""
        return await self._writer.store(Arrival(raw=content, envelope=came, mailbox=mailbox, at=clock.now()))

    async def _mailbox_for(self, address: str) -> Mailbox | None:
        known = self._mailboxes.remembered(address)
        return known or await self._in_thread(self._mailboxes.look_up, address)

    async def _in_thread(self, function: Callable[..., Any], *arguments: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, _with_fresh_connection, function, *arguments
        )


class Mailboxes:
    """Which mailbox takes mail for an address, remembered for a moment: a closed mailbox refuses letters that much later."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Mailbox]] = {}

    def remembered(self, address: str) -> Mailbox | None:
        until, mailbox = self._known.get(address, (0.0, None))
        return mailbox if time.monotonic() < until else None

    def look_up(self, address: str) -> Mailbox | None:
        """Ask the database. Unknown addresses are asked for again each time, so that a new mailbox works at once."""
        mailbox = queries.mailbox_for(address)
        if mailbox:
            if len(self._known) > MOST_REMEMBERED:
                self._known.clear()
            self._known[address] = (time.monotonic() + REMEMBER_SECONDS, mailbox)
        return mailbox


def _with_fresh_connection(function: Callable[..., Any], *arguments: object) -> Any:
    close_old_connections()
    return function(*arguments)


def _note_too_large(recipient: str) -> None:
    mailbox = queries.mailbox_for(recipient)
    if mailbox:
        operations.note_trouble(
            mailbox=mailbox,
            trouble=f"A letter over {settings.MAIL_MAX_BYTES // 1024 // 1024} MB was refused; its sender was told.",
            at=clock.now(),
        )


class _Reporting:
    """Notices the protocol server's own refusals of too large letters."""

    async def push(self, status: str | bytes) -> None:
        text = status.decode("ascii", "replace") if isinstance(status, bytes) else status
        if text.startswith(TOO_LARGE):
            await self.event_handler.refused_as_too_large(self.envelope)  # type: ignore[attr-defined]
        await super().push(status)  # type: ignore[misc]


class ReportingSMTP(_Reporting, SMTP):
    """SMTP, with too large letters told in the mailbox's health."""


class ReportingLMTP(_Reporting, LMTP):
    """LMTP, with too large letters told in the mailbox's health."""


async def serve(*, stopping: asyncio.Event, on_ready: Callable[[], None] = lambda: None) -> None:
    """Listen on REGARD_SMTP_LISTEN and REGARD_LMTP_LISTEN until `stopping` is set; letters under way are finished."""
    loop = asyncio.get_running_loop()
    servers = []
    connections: list[BaseDatabaseWrapper] = []
    writer, mailboxes = Writer(), Mailboxes()
    with ThreadPoolExecutor(
        max_workers=8, thread_name_prefix="mail-in", initializer=_share, initargs=(connections,)
    ) as pool:
        for protocol, way, address in (
            (ReportingSMTP, Inbound.Way.SMTP, settings.SMTP_LISTEN),
            (ReportingLMTP, Inbound.Way.LMTP, settings.LMTP_LISTEN),
        ):
            if address:
                servers.append(
                    await loop.create_server(_factory(protocol, Handler(way, pool, writer, mailboxes)), *address)
                )
        on_ready()
        await stopping.wait()
        for server in servers:
            server.close()
        await asyncio.to_thread(writer.close)
    await asyncio.to_thread(_close, connections)


def _share(connections: list[BaseDatabaseWrapper]) -> None:
    """Each thread keeps its connection from letter to letter; at the end another thread has to close it."""
    connection.inc_thread_sharing()
    connections.append(connections_of_django[connection.alias])


def _close(connections: list[BaseDatabaseWrapper]) -> None:
    for opened in connections:
        opened.close()


def _factory(protocol: type[SMTP], handler: Handler) -> Callable[[], SMTP]:
    hostname = socket.getfqdn()  # asked once: it may mean a question to a name server

    def make() -> SMTP:
        return protocol(
            handler,
            data_size_limit=settings.MAIL_MAX_BYTES,
            hostname=hostname,
            ident="Regard",
            enable_SMTPUTF8=True,
            timeout=300,
        )

    return make
