"""The letters of an archive in the form of mbox (RFC 4155), one after the other, so that it may be of any size."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

_BEGINS = re.compile(rb"^From \S+.*\d{4}\s*$")
_QUOTED = re.compile(rb"^>(>*From )")
_HEADER = re.compile(rb"^(date|from):[ \t]*((?:.*)(?:\r?\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter: its bytes (empty where it is `too_large`), the line that begins it, when it was written, by whom."""

    number: int
    raw: bytes
    begins: str
    written_at: datetime | None
    sender: str
    size: int
    too_large: bool = False


def letters_in(path: Path, *, largest: int) -> Iterator[Letter]:
    """Every letter in order. Of one larger than `largest` bytes only its size is told."""
    number, size = 0, 0
    begins, lines = b"", list[bytes]()
    is_after_empty = True
    with path.open("rb") as file:
        for line in file:
            if is_after_empty and _BEGINS.match(line):
                if begins:
                    number += 1
                    yield _letter(number, begins, lines, size, largest)
                begins, lines, size = line, [], 0
            elif begins:
                size += len(line)
                if size <= largest:
                    lines.append(_QUOTED.sub(rb"\1", line))
                else:
                    lines.clear()
            is_after_empty = not line.strip(b"\r\n")
    if begins:
        yield _letter(number + 1, begins, lines, size, largest)


def _letter(number: int, begins: bytes, lines: list[bytes], size: int, largest: int) -> Letter:
    if lines and not lines[-1].strip(b"\r\n"):
        lines = lines[:-1]  # the empty line before the next letter
    raw = b"".join(lines)
    head = re.split(rb"\r?\n\r?\n", raw[: 256 * 1024], maxsplit=1)[0]
    said = {found[1].lower(): found[2].decode("utf-8", "replace") for found in reversed(list(_HEADER.finditer(head)))}
    return Letter(
        number=number, raw=raw, begins=begins.decode("utf-8", "replace").strip(), size=size, too_large=size > largest,
        written_at=_date(said.get(b"date", "")), sender=parseaddr(said.get(b"from", ""))[1].lower(),
    )  # fmt: skip


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
