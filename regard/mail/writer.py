"""Letters that arrive at the same moment are committed together: one wait for the disk serves them all."""

import asyncio
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from regard.kit import faults
from regard.mail import operations
from regard.mail.operations.accept import Arrival
from regard.mail.store import StoreError

log = structlog.get_logger()

ACCEPTED = "250 2.0.0 stored"
DISK_REFUSES = "452 4.3.1 the disk is full, please try again later"
DATABASE_AWAY = "451 4.3.0 cannot store just now, please try again later"
MOST_AT_ONCE = 64
_END: Final = None


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    """A letter and who waits to hear that it is safe."""

    arrival: Arrival
    answer: asyncio.Future[str]


class Writer:
    """A thread that takes all letters which wait and commits them at once. A letter is answered for after its commit."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._line: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="mail-in-writer")
        self._thread.start()

    async def store(self, arrival: Arrival) -> str:
        """The answer for the sender: ACCEPTED once bytes and row are on the disk."""
        answer: asyncio.Future[str] = self._loop.create_future()
        self._line.put(_Waiting(arrival=arrival, answer=answer))
        return await answer

    def close(self) -> None:
        """Write what waits, then end."""
        self._line.put(_END)
        self._thread.join()

    def _run(self) -> None:
        is_open = True
        while is_open:
            taken = [self._line.get()]
            while len(taken) < MOST_AT_ONCE and not self._line.empty():
                taken.append(self._line.get())
            is_open = _END not in taken
            self._write([one for one in taken if one is not _END])
        connections.close_all()

    def _write(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        close_old_connections()
        faults.step("accept.received")
        status = _stored([one.arrival for one in batch])
        if status == ACCEPTED:
            faults.step("accept.committed")
        if status == ACCEPTED or len(batch) == 1:
            self._tell(batch, [status] * len(batch))
        else:  # one bad letter must not refuse the others
            self._tell(batch, [_stored([one.arrival]) for one in batch])

    def _tell(self, batch: list[_Waiting], statuses: list[str]) -> None:
        def tell() -> None:
            for one, status in zip(batch, statuses, strict=True):
                if not one.answer.done():  # the sender may have hung up
                    one.answer.set_result(status)

        self._loop.call_soon_threadsafe(tell)


def _stored(arrivals: list[Arrival]) -> str:
    try:
        operations.accept_all(arrivals)
    except StoreError:
        return _refused("mail.disk_refuses", arrivals, DISK_REFUSES)
    except DatabaseError as error:
        return _refused("mail.cannot_store", arrivals, DISK_REFUSES if "full" in str(error) else DATABASE_AWAY)
    except Exception:  # noqa: BLE001  whatever it is, the sender keeps the letter and the next one is served
        return _refused("mail.cannot_store", arrivals, DATABASE_AWAY)
    return ACCEPTED


def _refused(event: str, arrivals: list[Arrival], status: str) -> str:
    say: Callable[..., object] = log.exception
    say(event, recipients=[arrival.envelope.recipient for arrival in arrivals])
    return status
