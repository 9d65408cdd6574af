"""Decisions about IMAP: which letters are still wanted, how far a folder is settled, how long to wait, what a Sent folder is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: Failed tries after which a letter is noted as a gap that people see. It is tried again at every comparison with the server.
TRIES = 3

#: A gap reason that is no gap: after the server renumbered a folder, letters older than the connection are passed over.
OLDER = "came before the mailbox was connected"

#: How far the server's clock may be behind ours where the age of a letter decides whether it is fetched.
CLOCKS_DIFFER = timedelta(minutes=5)

#: Letters taken from one folder before the other folders of the mailbox have their turn.
TURN = 200

#: UIDs asked for at once. An answer line stays well under imaplib's limit of a million bytes, at eleven bytes a UID.
MOST_UIDS, FIRST_WIDTH = 20_000, 2_000

#: The slowest transfer that counts as one, in bytes a second; doubled patience with each failed try.
SLOWEST = 20_000

_SENT_NAMES = {
    "sent", "sent items", "sent mail", "sent messages", "sent-mail", "gesendet", "gesendete elemente", "gesendete objekte",
    "gesendete nachrichten",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Access:
    """How to reach a mailbox on its server. `security`: tls, starttls or none. The password is in no repr."""

    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A folder as the server shows it now (RFC 3501 2.3.1.1): `uidnext` is above every UID it has."""

    name: str
    uidvalidity: int
    uidnext: int
    is_sent: bool = False


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long things may take, in seconds.

    `silence`: a server that says nothing for so long while it owes an answer is taken for dead. `idle`: IDLE is begun anew
    after so long (servers may hang up after 30 minutes, routers forget a silent connection sooner). `poll`: between looks at
    what IDLE does not tell. `lease`: after so long without a sign of life a mailbox goes to another process.
    """

    connect: float = 15
    silence: float = 60
    idle: float = 540
    poll: float = 30
    refresh: float = 5
    lease: float = 45
    compare: float = 3600
    first_retry: float = 5
    longest_retry: float = 300
    first_login_retry: float = 60
    longest_login_retry: float = 1800


@dataclass(frozen=True, kw_only=True)
class Known:
    """What we noted about a UID."""

    is_stored: bool = False
    tries: int = 0
    gap_reason: str = ""


def is_wanted(known: Known | None, *, with_gaps: bool) -> bool:
    """Whether a letter on the server is still to be fetched; `with_gaps` gives letters another chance that failed."""
    if known is None:
        return True
    if known.is_stored or known.gap_reason == OLDER:
        return False
    return with_gaps or not known.gap_reason


def frontier(*, cursor: int, uidnext: int, unsettled: Collection[int]) -> int:
    """The cursor after a look: just below the lowest unsettled UID, else all the server has; never back."""
    return max(cursor, min(unsettled, default=uidnext) - 1)


def must_start_over(*, uidvalidity: int | None, cursor: int, seen: Seen) -> bool:
    """Whether UIDs we noted mean nothing any more.

    By RFC 3501 UIDVALIDITY tells; servers restored from a backup are known to begin anew under the old UIDVALIDITY.
    """
    return uidvalidity != seen.uidvalidity or seen.uidnext <= cursor


def oldest_wanted(connected_at: datetime) -> datetime:
    """Letters that reached the server before this are older than the connection."""
    return connected_at - CLOCKS_DIFFER


def next_width(width: int, found: int) -> int:
    """How many UIDs to ask for next: wider over empty stretches, narrower where letters lie close."""
    if found > MOST_UIDS // 2:
        return max(1, width // 2)
    return min(width * 4, 1 << 32) if found < FIRST_WIDTH // 4 else width


def patience(size: int, *, tries: int) -> float:
    """Seconds a letter of `size` bytes may take to arrive."""
    return (60 + size / SLOWEST) * 2 ** min(tries, TRIES)


def wait_after_failure(failures: int, *, is_login: bool, pace: Pace) -> float:
    """Seconds until the next connection; longer after a refused password, because servers lock accounts."""
    first, longest = (
        (pace.first_login_retry, pace.longest_login_retry) if is_login else (pace.first_retry, pace.longest_retry)
    )
    return min(longest, first * 2 ** min(failures - 1, 16))


def sent_folders(listing: Iterable[tuple[Collection[bytes], str, str]]) -> list[str]:
    """The folders in which mail programs keep what they sent: marked \\Sent (RFC 6154), or called so in English or German.

    `listing`: flags, delimiter, name. Both kinds are taken together, because each program of a company may use its own.
    """
    found = []
    for flags, delimiter, name in listing:
        lowered = {flag.lower() for flag in flags}
        if lowered & {rb"\noselect", rb"\nonexistent"}:
            continue
        own_name = name.rpartition(delimiter)[2] if delimiter else name
        if rb"\sent" in lowered or own_name.lower() in _SENT_NAMES:
            found.append(name)
    return found
