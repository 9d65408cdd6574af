"""The token in the address a colleague answers to: `n`, the id of what they were told, and 120 bits of HMAC-SHA-256.

The MAC has a purpose of its own and is checked before anything is looked up. The row behind the id says for which person
and conversation the token was signed, and when. Mail systems fold the case of local parts, so base32 is used.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

HOLDS_FOR = timedelta(days=14)

_SHAPE = re.compile(r"(?<![a-z0-9])n[a-z2-7]{50}(?![a-z0-9])")
_ID_LETTERS = 26


def sign(*, key: str, told_id: UUID) -> str:
    """The token of one notification or summary."""
    return "n" + _base32(told_id.bytes) + _base32(_mac(key, told_id))


def told_by(token: str, *, key: str) -> UUID | None:
    """The id a token was signed for, or None for a forged or cut one."""
    if not _SHAPE.fullmatch(token):
        return None
    try:
        told_id, mac = UUID(bytes=_unbase32(token[1 : 1 + _ID_LETTERS])), _unbase32(token[1 + _ID_LETTERS :])
    except ValueError:
        return None
    return told_id if hmac.compare_digest(mac, _mac(key, told_id)) else None


def tokens_in(texts: Iterable[str]) -> list[str]:
    """Everything in addresses and Message-IDs that has the shape of such a token."""
    return [token for text in texts for token in _SHAPE.findall(text.lower())]


def _mac(key: str, told_id: UUID) -> bytes:
    return hmac.new(key.encode(), b"answer by mail:" + told_id.bytes, hashlib.sha256).digest()[:15]


def _base32(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=").lower()


def _unbase32(text: str) -> bytes:
    return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
