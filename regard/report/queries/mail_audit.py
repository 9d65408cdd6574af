"""Reading mailboxes for the audit: what could be read goes into the collection, what could not is counted and told."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from regard.report.queries.sources import Head, heads
from regard.report.rules.audit import Audit, Collection, audit
from regard.report.rules.letters import Letter, NoDateError, Ours, UnreadableError, read

_TOLD = 20


@dataclass(frozen=True, kw_only=True)
class Found:
    """The audit, and what was left out of it: duplicates, drafts, letters without a date, files and letters nobody could read."""

    audit: Audit
    duplicates: int
    drafts: int
    without_date: int
    unreadable: int


class _Reader:
    """Reads heads one by one; the first troubles are told one by one, then only their number."""

    def __init__(self, *, ours: Ours, now: datetime, tell: Callable[[str], None]) -> None:
        self.collection = Collection()
        self.left_out: Counter[str] = Counter()
        self._ours, self._now, self._tell, self._told = ours, now, tell, 0

    def trouble(self, where: str, what: str) -> None:
        self._leave_out("unreadable", where, what)

    def take(self, head: Head) -> None:
        if head.is_draft:
            self.left_out["drafts"] += 1
            return
        try:
            letter = read(head.block, ours=self._ours, now=self._now, arrived=head.arrived)
        except NoDateError as error:
            self._leave_out("without_date", head.where, str(error))
        except UnreadableError as error:
            self._leave_out("unreadable", head.where, str(error))
        except Exception as error:  # noqa: BLE001  hostile mail finds what nobody thought of; the next letter must be read
            self._leave_out("unreadable", head.where, type(error).__name__)
        else:
            self.collection.add(letter, fingerprint=_fingerprint(letter))

    def _leave_out(self, kind: str, where: str, what: str) -> None:
        self.left_out[kind] += 1
        self._told += 1
        if self._told <= _TOLD:
            self._tell(f"{where}: {what}; left out")
        elif self._told == _TOLD + 1:
            self._tell("… more of this; the numbers are in the result")


def audit_mail(sources: Iterable[Path], *, ours: Ours, now: datetime, tell: Callable[[str], None]) -> Found:
    """Audit several mailboxes together. Each problem is told; none stops the reading."""
    reader = _Reader(ours=ours, now=now, tell=tell)
    for source in sources:
        for head in heads(source, trouble=reader.trouble):
            reader.take(head)
    left_out = reader.left_out
    return Found(
        audit=audit(reader.collection, ours=ours),
        duplicates=reader.collection.duplicates,
        drafts=left_out["drafts"],
        without_date=left_out["without_date"],
        unreadable=left_out["unreadable"],
    )


def _fingerprint(letter: Letter) -> int:
    """Sixteen bytes instead of ids of any length: a mailbox of a million letters has to fit."""
    parts = (letter.message_id,) if letter.message_id else (letter.at, letter.sender, letter.recipients, letter.subject)
    return int.from_bytes(blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).digest(), "big")
