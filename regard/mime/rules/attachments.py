"""Attachments: every leaf that is not read as a body, with its bytes decoded and a name that is safe to use."""

import hashlib
import mimetypes
import re
import unicodedata

from regard.mime.rules import headers, transfer
from regard.mime.rules.structure import Part
from regard.mime.rules.values import Attachment

_PATH = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_LONGEST_NAME = 200
_EXTENSIONS = {
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "text/rfc822-headers": ".txt",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/html": ".html",
    "application/ms-tnef": ".dat",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
}


def from_part(part: Part, warnings: list[str]) -> Attachment:
    content, warning = transfer.undo(part.body, part.headers.text("content-transfer-encoding"))
    if warning:
        warnings.append(warning)
    content_id = headers.decoded(part.headers.raw("content-id")).strip("<> ")
    return make(
        content,
        filename=part.filename or _described(part),
        content_type=part.content_type,
        content_id=content_id,
        is_inline=part.disposition == "inline" or (bool(content_id) and part.disposition != "attachment"),
    )


def make(
    content: bytes, *, filename: str, content_type: str, content_id: str = "", is_inline: bool = False
) -> Attachment:
    return Attachment(
        filename=safe_name(filename, content_type),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
        content_id=content_id,
        is_inline=is_inline,
        content=content,
    )


def _described(part: Part) -> str:
    """A forwarded mail is named after its subject, as mail programs show it."""
    if part.content_type != "message/rfc822":
        return ""
    stop, _ = headers.header_end(part.body, 0, min(len(part.body), 65_536))
    return headers.read(part.body[:stop]).text("subject")[:80].replace("/", "_")


def safe_name(name: str, content_type: str) -> str:
    """The last part of a path, without characters that file systems, shells or readers of right-to-left text trip over.

    Two dots and hidden names are refused, an empty name becomes "attachment" with an ending that fits the type.
    """
    last = _PATH.split(unicodedata.normalize("NFC", name).strip())[-1]
    clean = _FORBIDDEN.sub("_", last).strip(" .") if last.strip(". ") else ""
    if not clean.strip("_"):
        return "attachment" + _ending(content_type)
    stem, dot, ending = clean.rpartition(".")
    if not dot and content_type in _EXTENSIONS and content_type.startswith("message/"):
        return clean[: _LONGEST_NAME - 4] + _EXTENSIONS[content_type]
    if len(clean) > _LONGEST_NAME:
        return stem[: _LONGEST_NAME - 1 - len(ending[:20])] + "." + ending[:20] if dot else clean[:_LONGEST_NAME]
    return clean


def _ending(content_type: str) -> str:
    return _EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type) or ".bin"
