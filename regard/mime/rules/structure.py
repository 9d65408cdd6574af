"""A mail as a tree of parts, each a slice of the bytes that came in. Nothing is decoded here.

Our own walk instead of the standard library's parser: the library recurses, copies every line into a text object and
has raised on real mail. This one knows its limits before it builds anything, and its parts are exact to the byte.
"""

import re
from dataclasses import dataclass, field

from regard.mime.rules import headers, limits, parameters
from regard.mime.rules.headers import Headers

_GUESSED_BOUNDARY = re.compile(rb"(?:^|\n)--([^\s\n][^\r\n]{0,200}?)[ \t]*\r*\n(?=Content-[A-Za-z-]+:)", re.IGNORECASE)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+*-]+")


@dataclass
class Part:
    """`body` is still in its transfer encoding. A part with children has no body of its own."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    body: bytes
    children: list["Part"] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return bool(self.children)


@dataclass
class _Waiting:
    """A slice still to be read: where it is, whose child it becomes, how deep."""

    start: int
    end: int
    parent: Part | None
    depth: int
    default_type: str


def read(raw: bytes) -> tuple[Part, list[str]]:
    """The root part, and warnings. Raises TooMuchError at the limits of `limits`."""
    limits.check_size(raw)
    warnings: list[str] = []
    roots: list[Part] = []
    waiting = [_Waiting(first_line(raw), len(raw), None, 0, "text/plain")]
    count = 0
    while waiting:
        piece = waiting.pop()
        count += 1
        limits.check_structure(parts=count, depth=piece.depth)
        part, body_start = _open(raw, piece)
        (piece.parent.children if piece.parent else roots).append(part)
        spans = _child_spans(raw, part, body_start, piece.end, warnings)
        limits.check_structure(parts=count + len(waiting) + len(spans), depth=piece.depth)
        if spans:
            default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
            # Last one first, since the stack gives them back in reverse.
            waiting += [_Waiting(start, end, part, piece.depth + 1, default) for start, end in reversed(spans)]
        else:
            part.body = raw[body_start : piece.end]
    return roots[0], warnings


def first_line(raw: bytes) -> int:
    """Skip a byte order mark and blank lines before the first header."""
    start = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    while raw[start : start + 1] in (b"\r", b"\n"):
        start += 1
    return start


def _open(raw: bytes, piece: _Waiting) -> tuple[Part, int]:
    stop, body_start = headers.header_end(raw, piece.start, piece.end)
    block = raw[piece.start : stop]
    limits.check_header_block(block)
    found = headers.read(block)
    content_type, given = parameters.read(found.raw("content-type"))
    disposition, details = parameters.read(found.raw("content-disposition"))
    if _TYPE.fullmatch(content_type) is None:
        content_type = piece.default_type
    filename = details.get("filename") or given.get("name") or ""
    return Part(found, content_type, given, disposition, filename, b""), body_start


def _child_spans(raw: bytes, part: Part, start: int, end: int, warnings: list[str]) -> list[tuple[int, int]]:
    if not part.content_type.startswith("multipart/"):
        return []
    boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogatepass")
    spans = _between(raw, boundary, start, end) if boundary else []
    if not spans and (guess := _GUESSED_BOUNDARY.search(raw, max(0, start - 1), end)) is not None:
        warnings.append("boundary_guessed")
        spans = _between(raw, guess[1], start, end)
    if not spans:
        warnings.append("multipart_without_parts")
        part.content_type = "text/plain"
    return spans


def _between(raw: bytes, boundary: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """The slices between the delimiter lines. The line end before a delimiter belongs to it (RFC 2046, 5.1.1)."""
    delimiter = re.compile(rb"(?:\r?\n|^)--" + re.escape(boundary) + rb"(--)?[ \t]*\r*(?:\n|\Z)")
    spans: list[tuple[int, int]] = []
    # The line end before the first delimiter may be the one that closes the headers.
    position = start - 1 if start and raw[start - 1 : start] == b"\n" else start
    content: int | None = None
    while (found := delimiter.search(raw, position, end)) is not None:
        if content is not None:
            spans.append((content, max(content, found.start())))
            if len(spans) > limits.PARTS:
                break
        content = found.end()
        # Two delimiters may share one line end.
        position = max(found.end() - 1, found.start() + 1)
        if found[1]:
            return spans
    if content is not None and content < end:
        spans.append((content, end))
    return spans


def walk(part: Part) -> list[Part]:
    """All leaves, in the order they stand in the mail."""
    leaves: list[Part] = []
    waiting = [part]
    while waiting:
        current = waiting.pop()
        if current.is_multipart:
            waiting += reversed(current.children)
        else:
            leaves.append(current)
    return leaves
