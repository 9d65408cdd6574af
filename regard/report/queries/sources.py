"""Letters out of mbox files, Maildir folders and folders of .eml files: one head after the other, never a whole mailbox."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from regard.mime.rules import identifiers
from regard.mime.rules.limits import HEADER_BYTES

_PIECE = 64 * 1024
_SEPARATOR = re.compile(rb"From [^\r\n]*\d{1,2}:\d{2}(?::\d{2})?\b[^\r\n]*\b(?:19|20)\d{2}\b")
_HEADER = re.compile(rb">?From |[!-9;-~]+[ \t]*:")
_DRAFT = re.compile(rb"^(?:X-Mozilla-Draft-Info:|X-Gmail-Labels:[^\n]*\b(?:Drafts?|Entw)|X-Uniform-Type-Identifier:[^\n]*draft)", re.IGNORECASE | re.MULTILINE)  # fmt: skip
_SUFFIXES = {".eml", ".msg822", ".mail"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The bytes before a letter's body, its place for messages to people, and what its file says of its arrival."""

    block: bytes
    where: str
    arrived: datetime | None
    is_draft: bool


#: Told the path and what went wrong; reading goes on with the next file.
Trouble = Callable[[str, str], None]


def heads(source: Path, *, trouble: Trouble) -> Iterator[Head]:
    """Every letter of a file or of a folder with all that lies below it."""
    for path in _files(source, trouble):
        try:
            yield from _heads_of(path, is_asked_for=path == source, trouble=trouble)
        except OSError as error:
            trouble(str(path), error.strerror or str(error))


def _files(source: Path, trouble: Trouble) -> Iterator[Path]:
    if not source.is_dir():
        yield source
        return
    walk = os.walk(source, onerror=lambda error: trouble(str(error.filename), error.strerror or str(error)))
    for folder, folders, names in walk:
        folders.sort()
        if "cur" in folders and "tmp" in folders:
            folders.remove("tmp")
        yield from (Path(folder, name) for name in sorted(names))


def _heads_of(path: Path, *, is_asked_for: bool, trouble: Trouble) -> Iterator[Head]:
    """An mbox by its first line; a letter by its folder (Maildir), its name, or because it was named on the command line."""
    if not path.is_file():
        return
    in_maildir = path.parent.name in {"cur", "new"}
    with path.open("rb") as file:
        start = file.peek(_PIECE)[:_PIECE].lstrip(b"\r\n")
        if start.startswith(b"From ") and not in_maildir:
            yield from _mbox(file, path)
        elif not start and is_asked_for and path.stat().st_size:
            trouble(str(path), "nothing but empty lines")
        elif start and (in_maildir or is_asked_for or path.suffix.lower() in _SUFFIXES):
            yield _head(file.read(HEADER_BYTES), str(path), _arrival_of(path) if in_maildir else None, path)


def _mbox(file: BinaryIO, path: Path) -> Iterator[Head]:
    """Letters begin at a `From ` line: after an empty line and before a header, or one that ends in a date."""
    number, opening, block, size, in_head = 0, b"", list[bytes](), 0, True
    for line, is_separator in _lines(file):
        if is_separator:
            if number:
                yield _head(b"".join(block), f"{path}, letter {number}", _arrival_by(opening))
            number, opening, block, size, in_head = number + 1, line, [], 0, True
        elif in_head:
            block.append(line)
            size += len(line)
            in_head = bool(line.strip(b"\r\n")) and size < HEADER_BYTES
    if number:
        yield _head(b"".join(block), f"{path}, letter {number}", _arrival_by(opening))


def _lines(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Lines in pieces of bounded length, each with whether a letter begins there."""
    follows_blank, begins, line = True, True, file.readline(_PIECE)
    while line:
        following = file.readline(_PIECE)
        is_separator = begins and line.startswith(b"From ") and _separates(line, following, follows_blank=follows_blank)
        yield line, is_separator
        follows_blank = begins and not line.strip(b"\r\n")
        begins, line = line.endswith(b"\n"), following


def _separates(line: bytes, following: bytes, *, follows_blank: bool) -> bool:
    is_header_next = _HEADER.match(following) is not None
    return (follows_blank and is_header_next) or (
        _SEPARATOR.match(line) is not None and (follows_blank or is_header_next)
    )


def _head(block: bytes, where: str, arrived: datetime | None, path: Path | None = None) -> Head:
    flags = path.name.rpartition(":2,")[2] if path and ":2," in path.name else ""
    is_draft = "D" in flags or _DRAFT.search(block[:HEADER_BYTES]) is not None
    return Head(block=block, where=where, arrived=arrived, is_draft=is_draft)


def _arrival_by(opening: bytes) -> datetime | None:
    """`From carla@mirela.example Tue Mar 10 08:30:00 2026`."""
    return identifiers.date(opening.partition(b" ")[2].lstrip().partition(b" ")[2])


def _arrival_of(path: Path) -> datetime | None:
    """Maildir names begin with the second of delivery."""
    seconds = path.name.partition(".")[0]
    return datetime.fromtimestamp(int(seconds), tz=UTC) if seconds.isdigit() and len(seconds) <= 10 else None
