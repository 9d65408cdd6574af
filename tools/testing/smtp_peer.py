"""A real SMTP server on loopback whose answers a test scripts."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Peer:
    """What the server took, and what it answers: `on_rcpt` by address, `on_data` for each letter in turn.

    `on_taken` is asked about each letter that is taken and not yet answered for, until it has done what it waits for.
    """

    on_rcpt: dict[str, str] = field(default_factory=dict)
    on_data: list[str] = field(default_factory=list)
    taken: list[Envelope] = field(default_factory=list)
    on_taken: Callable[[Envelope], bool] | None = None
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.on_rcpt.get(address, "250 ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self.on_data.pop(0) if self.on_data else "250 taken"
        if answer == "hang up":
            self.taken.append(envelope)
            server.transport.close()
            return "250 never heard"
        if answer.startswith("250"):
            self.taken.append(envelope)
            if self.on_taken and self.on_taken(envelope):
                self.on_taken = None
        return answer


@contextmanager
def smtp_peer(**script: object) -> Iterator[Peer]:
    """Run the server in a thread for the length of the block."""
    peer = Peer(**script)
    with _loop_in_thread() as run:
        server = run(lambda loop: loop.create_server(lambda: SMTP(peer, loop=loop), "127.0.0.1", 0))
        peer.port = server.sockets[0].getsockname()[1]
        yield peer
        server.close()


@contextmanager
def _loop_in_thread() -> Iterator[Callable[..., object]]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield lambda make: asyncio.run_coroutine_threadsafe(make(loop), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _cancel_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
