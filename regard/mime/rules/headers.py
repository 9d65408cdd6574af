"""Header lines and what they say: unfolding, encoded words (RFC 2047), raw eight-bit text.

Written for hostile input: one pass, no recursion, no backtracking. Python's own header parser needs minutes and
gigabytes for some headers of a few hundred kilobytes and raises on others.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from quopri import decodestring

from regard.kit import charset

_NAME = re.compile(rb"[!-9;-~]+[ \t]*:")
_KNOWN_NAME = re.compile(rb"(?:[A-Za-z]+-[A-Za-z-]+|From|To|Cc|Subject|Date|Received|Sender)[ \t]*:")
_LOST_LINES = 4
_MBOX_LINE = (b"From ", b">From ")
_FOLD = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_BREAK = re.compile(r"[\r\n]+[ \t]*")
_WORD_START = re.compile(r"=\?([\w.:+*'()&-]{1,80})\?([bBqQ])\?")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\u2028\u2029\ud800-\udfff]+")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True)
class Headers:
    """All headers in order, names in lower case, values as the bytes they came in (still folded and encoded)."""

    items: tuple[tuple[str, bytes], ...]

    def raw(self, name: str) -> bytes:
        return next((value for key, value in self.items if key == name), b"")

    def all_raw(self, name: str) -> list[bytes]:
        return [value for key, value in self.items if key == name]

    def text(self, name: str) -> str:
        """The first header of that name as a person reads it, "" when there is none."""
        return decoded(self.raw(name))

    def all_text(self, name: str) -> list[str]:
        return [decoded(value) for value in self.all_raw(name)]

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.items)


def header_end(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header block that begins at `start` stops, and where the body after it begins.

    Mail without the blank line is common enough: then the body begins at the first line that cannot be a header.
    Lines that lost their indentation stay headers when a header line follows them soon.
    """
    position = start
    while position < end:
        stop = raw.find(b"\n", position, end)
        stop = end if stop < 0 else stop + 1
        line = raw[position:stop].rstrip(b"\r\n")
        if not line:
            return position, stop
        if not (line[:1] in b" \t" or _NAME.match(line) or line.startswith(_MBOX_LINE) or _goes_on(raw, stop, end)):
            return position, position
        position = stop
    return end, end


def _goes_on(raw: bytes, position: int, end: int) -> bool:
    """Whether one of the next lines, before any blank one, is surely a header."""
    for _ in range(_LOST_LINES):
        if _KNOWN_NAME.match(raw, position):
            return True
        stop = raw.find(b"\n", position, end)
        if stop < 0 or not raw[position:stop].strip():
            return False
        position = stop + 1
    return False


def read(block: bytes) -> Headers:
    """The headers of a block without its blank line."""
    items: list[tuple[str, list[bytes]]] = []
    for line in block.split(b"\n"):
        if _NAME.match(line):
            name, _, value = line.partition(b":")
            items.append((name.strip().decode("ascii").lower(), [value]))
        elif items and not line.startswith(_MBOX_LINE):
            items[-1][1].append(line)
    return Headers(tuple((name, b"\n".join(lines).strip()) for name, lines in items))


def decoded(value: bytes) -> str:
    """A header value on one line, encoded words decoded, nothing in it that could start another header."""
    return tidy(decode_words(charset.decode(value)))


def tidy(text: str) -> str:
    """No line ends, no control characters, no halves of characters."""
    return _CONTROL.sub(" ", text.replace("\t", " ")).strip()


def decode_words(text: str) -> str:
    """Replace encoded words; folds become one space; white space between two encoded words goes (RFC 2047, 6.2).

    Neighbours in one charset are joined before they are decoded, since some programs cut a character in two.
    """
    pieces: list[str] = []
    pending: tuple[str, bytes] | None = None
    position = 0
    for start, stop, name, data in _words(text):
        between = text[position:start]
        position = stop
        if pending is not None and not between.strip() and pending[0] == name:
            pending = (name, pending[1] + data)
            continue
        if pending is not None:
            pieces.append(charset.decode(pending[1], pending[0]))
            between = between if between.strip() else ""
        pieces.append(_FOLD.sub(" ", between))
        pending = (name, data)
    if pending is not None:
        pieces.append(charset.decode(pending[1], pending[0]))
    pieces.append(_FOLD.sub(" ", text[position:]))
    return "".join(pieces)


def _words(text: str) -> list[tuple[int, int, str, bytes]]:
    """Start, end, charset and bytes of each encoded word."""
    found: list[tuple[int, int, str, bytes]] = []
    position = 0
    while (opening := _WORD_START.search(text, position)) is not None:
        stop = text.find("?=", opening.end())
        if stop < 0:
            break
        name = opening[1].split("*", 1)[0].lower()
        inside = _in_bytes(_BREAK.sub("", text[opening.end() : stop]), name)
        data = from_base64(inside) if opening[2] in "bB" else decodestring(inside, header=True)
        found.append((opening.start(), stop + 2, name, data))
        position = stop + 2
    return found


def _in_bytes(text: str, name: str) -> bytes:
    """Raw eight-bit letters inside an encoded word are meant in its charset, though they may not stand there."""
    try:
        return text.encode("ascii" if text.isascii() else charset.codec_for(name) or "utf-8")
    except UnicodeError:
        return text.encode("utf-8", "replace")


def from_base64(data: bytes) -> bytes:
    """Whatever can be had from base64 that may have foreign characters in it, lost its padding or goes on after it."""
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error:
        pass
    pieces = [_NOT_BASE64.sub(b"", piece) for piece in re.split(rb"=+", data)]
    return b"".join(base64.b64decode(piece[: len(piece) // 4 * 4] + _tail(piece)) for piece in pieces if piece)


def _tail(piece: bytes) -> bytes:
    rest = piece[len(piece) // 4 * 4 :]
    return b"" if len(rest) < 2 else rest + b"=" * (4 - len(rest))
