"""UUIDv7 (RFC 9562): ids made in Python, so that rows can be named before they are stored and sort by time."""

import os
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

_lock = threading.Lock()
_latest = 0


def uuid7() -> UUID:
    """A new id: 48 bits of Unix milliseconds, then a 12-bit fraction of the millisecond, then 62 random bits.

    Ids made by one process never go backwards, even when two fall into the same fraction or the clock steps back.
    """
    global _latest  # noqa: PLW0603  one counter a process is the point
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    stamp = (milliseconds << 12) | (rest * 4096 // 1_000_000)
    with _lock:
        stamp = max(stamp, _latest + 1)
        _latest = stamp
    return _assemble(stamp)


def uuid7_at(at: datetime) -> UUID:
    """An id that sorts at the given aware time, for rows told after the fact (imports, the sample company)."""
    return _assemble(int(at.timestamp() * 1000) << 12 | int.from_bytes(os.urandom(2), "big") & 0xFFF)


def time_of(identifier: UUID) -> datetime:
    """The UTC time a UUIDv7 carries, to the millisecond."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, tz=UTC)


def _assemble(stamp: int) -> UUID:
    milliseconds, fraction = stamp >> 12, stamp & 0xFFF
    random = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random)
