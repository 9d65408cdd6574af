"""Decisions about IMAP: which letters are still wanted, how far a folder is settled, how long to wait, what a Sent folder is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.mail.rules import CLOCKS_DIFFER

#: Failed tries after which a letter is noted as a gap that people see. It is tried again at every comparison with the server.
TRIES = 3

#: A gap reason that is no gap: after the server renumbered a folder, letters older than the connection are passed over.
OLDER = "came before the mailbox was connected"

#: Letters taken from one folder before the other folders of the mailbox have their turn.
TURN = 200

#: Letters of the past read before what is new has its turn: so many, or for so many seconds.
OLDER_TURN, OLDER_SECONDS = 100, 2.0

#: Letters of a folder whose UIDs are asked for at once: at eleven bytes a UID the answer stays well under a million bytes,
#: where imaplib gives up.
AT_ONCE = 50_000

#: The slowest transfer that counts as one, in bytes a second; doubled patience with each failed try.
SLOWEST = 20_000

_SENT_NAMES = {
    "sent", "sent items", "sent mail", "sent messages", "sent-mail", "gesendet", "gesendete elemente", "gesendete objekte",
    "gesendete nachrichten",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A folder as the server shows it now (RFC 3501 2.3.1.1): `uidnext` is above every UID of its `exists` letters."""

    name: str
    uidvalidity: int
    uidnext: int
    exists: int


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


def in_order_of_tries(there: Iterable[int], known: Mapping[int, Known], *, after: int, with_gaps: bool) -> list[int]:
    """The wanted UIDs among those `there`. Letters that failed before come last: they must not keep the others waiting."""
    wanted = [uid for uid in there if uid > after and is_wanted(known.get(uid), with_gaps=with_gaps)]
    return sorted(wanted, key=lambda uid: (known[uid].tries if uid in known else 0, uid))


def one_turn(wanted: Sequence[int], *, cursor: int) -> list[int]:
    """What to fetch before other folders have their turn: some of what is new, and all that was missed below the cursor."""
    new = [uid for uid in wanted if uid > cursor][:TURN]
    return [uid for uid in wanted if uid <= cursor] + new


def frontier(*, cursor: int, uidnext: int, unsettled: Collection[int]) -> int:
    """The cursor after a look: just below the lowest unsettled UID, else all the server has; never back."""
    return max(cursor, min(unsettled, default=uidnext) - 1)


def must_start_over(*, uidvalidity: int | None, cursor: int, seen: Seen) -> bool:
    """Whether UIDs we noted mean nothing any more.

    By RFC 3501 UIDVALIDITY tells; servers restored from a backup are known to begin anew under the old UIDVALIDITY.
    """
    return uidvalidity != seen.uidvalidity or seen.uidnext <= cursor


def oldest_wanted(watching_since: datetime) -> datetime:
    """Letters that reached the server before this are older than the connection."""
    return watching_since - CLOCKS_DIFFER


def stretches(exists: int) -> list[str]:
    """Sequence sets that together cover a folder of `exists` letters, from the latest down; [''] when one question does.

    Downwards, because letters removed meanwhile shift the others down: some are then seen twice, none is missed.
    """
    if exists <= AT_ONCE:
        return [""]
    ends = range(exists, 0, -AT_ONCE)
    return [f"{max(1, end - AT_ONCE + 1)}:{'*' if end == exists else end}" for end in ends]


def patience(size: int, *, tries: int) -> float:
    """Seconds a letter of `size` bytes may take to arrive."""
    return (60 + size / SLOWEST) * float(2 ** min(tries, TRIES))


def wait_after_failure(failures: int, *, is_login: bool, pace: Pace) -> float:
    """Seconds until the next connection; longer after a refused password, because servers lock accounts."""
    first, longest = (
        (pace.first_login_retry, pace.longest_login_retry) if is_login else (pace.first_retry, pace.longest_retry)
    )
    return min(longest, first * float(2 ** min(failures - 1, 16)))


def sent_folders(listing: Iterable[tuple[Collection[bytes], str, str]]) -> list[str]:
    """The folders in which mail programs keep what they sent: marked \\Sent (RFC 6154), or called so in English or German.

    `listing`: flags, delimiter, name. Both kinds are taken together, because each program of a company may use its own.
    """
    return [
        name
        for flags, delimiter, name in listing
        if name
        and not _has(flags, rb"\noselect", rb"\nonexistent")
        and (_has(flags, rb"\sent") or _is_called_sent(name, delimiter))
    ]


def _has(flags: Collection[bytes], *wanted: bytes) -> bool:
    return any(flag.lower() in wanted for flag in flags)


def _is_called_sent(name: str, delimiter: str) -> bool:
    above, _, own_name = name.rpartition(delimiter) if delimiter else ("", "", name)
    # Below INBOX or a provider's own prefix such as [Gmail]; somebody's "Projects/Sent" is no Sent folder.
    return own_name.lower() in _SENT_NAMES and (above.upper() in {"", "INBOX"} or above.startswith("["))
