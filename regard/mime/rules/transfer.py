"""Content-Transfer-Encoding undone: base64, quoted-printable, uuencode; everything else stands as it is."""

import binascii
import re
from quopri import decodestring

from regard.mime.rules import headers

_SPACE = b" \t\r\n"
_BEHIND_END = re.compile(rb"(==?)[ \t]+[^\r\n]+")
_UU_BEGIN = re.compile(rb"(?:^|(?<=\n))begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n")
_UU_END = re.compile(rb"(?:^|(?<=\n))(?:end|====)[ \t]*(?:\r?\n|\Z)")


def undo(body: bytes, encoding: str) -> tuple[bytes, str]:
    """The content and a warning ("" when there is none). Broken encodings give what can be read of them."""
    name = encoding.strip().lower().split(";")[0].strip("'\" ")
    if name in {"base64", "base-64", "b64"}:
        return _base64(body)
    if name in {"quoted-printable", "quoted_printable", "quotedprintable"}:
        return decodestring(body), ""
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        files, rest = take_uuencoded(body)
        return (files[0][1], "") if files and not rest.strip() else (body, "uuencode_broken")
    return body, ""


def _base64(body: bytes) -> tuple[bytes, str]:
    packed = body.translate(None, _SPACE)
    try:
        return binascii.a2b_base64(packed, strict_mode=True), ""
    except binascii.Error:
        # Some programs write words behind the end of the data; data that goes on in the next line is data.
        content = headers.from_base64(_BEHIND_END.sub(rb"\1", body).translate(None, _SPACE))
    if packed and not content:
        # The label is wrong: the text was never encoded.
        return body, "base64_broken"
    return content, "base64_broken"


def take_uuencoded(body: bytes) -> tuple[list[tuple[str, bytes]], bytes]:
    """Files that old programs write straight into the text, and the text without them."""
    files: list[tuple[str, bytes]] = []
    rest: list[bytes] = []
    position = 0
    while (begin := _UU_BEGIN.search(body, position)) is not None:
        end = _UU_END.search(body, begin.end())
        if end is None:
            break
        content = _uudecoded(body[begin.end() : end.start()])
        if content is None:
            rest.append(body[position : end.end()])
        else:
            rest.append(body[position : begin.start()])
            files.append((headers.decoded(begin[1]), content))
        position = end.end()
    rest.append(body[position:])
    return files, b"".join(rest)


def _uudecoded(lines: bytes) -> bytes | None:
    """None when a line is not uuencoded: then the words "begin 644" were somebody's text."""
    content: list[bytes] = []
    for line in lines.splitlines():
        if not line.strip():
            continue
        try:
            content.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders add characters after the length their line tells.
            count = ((line[0] - 32) & 63) * 4 // 3 + 1
            try:
                content.append(binascii.a2b_uu(line[: count + 3]))
            except binascii.Error:
                return None
    return b"".join(content)
