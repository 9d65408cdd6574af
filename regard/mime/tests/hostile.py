"""Mail nobody should send, made small enough to keep in a test. Names say what the mail tries."""

import base64
import io
import zipfile

_PLAIN = b"From: Carla <carla@customer.example>\r\nTo: help@firm.example\r\nSubject: Hello\r\n"
_BODY = b"\r\nWhere is my order?\r\n"


def _with(*lines: bytes) -> bytes:
    return _PLAIN + b"".join(line + b"\r\n" for line in lines) + _BODY


def _nested(depth: int) -> bytes:
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    return _PLAIN + opening + b"\r\nWhere is my order?\r\n"


def _parts(count: int) -> bytes:
    return _PLAIN + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * count + b"--b--\r\n"


def _zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50_000_000))
    return buffer.getvalue()


def attached(content: bytes, *, name: str = "file.bin", kind: str = "application/octet-stream") -> bytes:
    """An ordinary mail with one file."""
    return (
        _PLAIN
        + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n"
        + _BODY
        + f'--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\n'.encode()
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(content)
        + b"\r\n--b--\r\n"
    )


ZIP_BOMB = _zip_bomb()
READABLE = {
    "message id that breaks the standard parser": _with(b"Message-ID: <[a@b]>"),
    "subject of 900 encoded words": _with(b"Subject: " + b" ".join([b"=?utf-8?q?a?="] * 900)),
    "20,000 receivers": _with(b"To: " + b", ".join(b"a%d@b.cc" % number for number in range(18_000))),
    "5,000 open parentheses": _with(b"To: " + b"(" * 5_000),
    "many quotes": _with(b"Cc: " + b'\\"' * 50_000 + b'"' * 50_001),
    "many angle brackets": _with(b"Cc: " + b"<" * 100_000),
    "one word of 200 kB": _with(b"Cc: " + b"a" * 200_000 + b" @"),
    "many semicolons in a quoted parameter": _with(b'Content-Type: text/plain; x="' + b";" * 200_000),
    "a parameter of white space": _with(b"Content-Type: text/plain; " + b" " * 200_000),
    "unknown charset": _with(b"Content-Type: text/plain; charset=bogus"),
    "charset with a NUL": _with(b'Content-Type: text/plain; charset="utf-8\x00"'),
    "charset that is no charset": _with(b"Content-Type: text/plain; charset=zlib_codec"),
    "charset that runs escapes": _with(b"Content-Type: text/plain; charset=unicode_escape"),
    "transfer encoding nobody knows": _with(b"Content-Transfer-Encoding: x-rot26"),
    "two senders": _with(b"From: evil@x.example"),
    "path in a file name": attached(b"x", name="../../etc/cron.d/x"),
    "zip bomb": attached(ZIP_BOMB, name="a.zip", kind="application/zip"),
    "line end in an encoded word": _with(b"Subject: =?utf-8?q?a=0D=0ABcc:_x@y.example?="),
    "multipart without a boundary": _with(b"Content-Type: multipart/mixed"),
    "empty": b"",
    "only line ends": b"\r\n" * 1_000,
    "no headers at all": b"just some words",
    "binary": bytes(range(256)) * 100,
}
TOO_MUCH = {
    "20,000 encoded words": (
        _with(b"Subject: " + b" ".join([b"=?utf-8?q?a?="] * 20_000)),
        "A header block is larger than 256 kB.",
    ),
    "1,001 short encoded words": (
        _with(b"Subject: " + b"=?a?q?b?=" * 1_001),
        "A header block has more than 1,000 encoded words.",
    ),
    "100,000 header lines": (_with(*([b"X: 1"] * 100_000)), "A header block is larger than 256 kB."),
    "1,001 header lines": (_with(*([b"X: 1"] * 1_001)), "A header block has more than 1,000 lines."),
    "20,000 parts": (_parts(20_000), "The message has more than 1,000 parts."),
    "5,000 deep": (_nested(5_000), "The message nests parts more than 50 deep."),
    "51 MB": (_PLAIN + b"\r\n" + b"x" * (51 * 1024 * 1024), "The message is larger than 50 MB."),
}
