"""Whether a letter names somebody, told from its bytes without parsing them; and what an erased letter looks like."""

import base64
import binascii
import hashlib
import hmac
import quopri
import re
from collections.abc import Collection

from regard.kit.holders import ERASED

#: What stands in the store instead of a letter that was erased.
ERASED_LETTER = f"Subject: (erased)\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{ERASED}\r\n".encode()
ERASED_SHA256 = hashlib.sha256(ERASED_LETTER).hexdigest()
#: A domain that RFC 2606 keeps from ever existing.
NOWHERE = "erased.invalid"
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4}[A-Za-z0-9+/=]{4,}\r?\n?)+")


def names_any(raw: bytes, words: Collection[str]) -> bool:
    """Whether one of the words stands in a letter, in any case: plain, quoted-printable or in base64."""
    wanted = [word.lower().encode() for word in words]
    return any(word in text for text in _readings(raw) for word in wanted)


def mark_of(text: str, *, key: str) -> str:
    """A keyed hash: the same text gives the same mark, and nobody reads it back."""
    return hmac.new(key.encode(), b"erased:" + text.strip().lower().encode(), hashlib.sha256).hexdigest()


def erased_id(message_id: str, *, key: str) -> str:
    """What stands for the Message-ID of an erased letter; "" for none, and for one that was erased before the same again."""
    if not message_id or message_id.endswith(f"@{NOWHERE}"):
        return message_id
    return f"{mark_of(message_id, key=key)[:32]}@{NOWHERE}"


def erased_address(address: str, *, key: str) -> str:
    """What stands for an address that was erased."""
    return address if address.endswith(f"@{NOWHERE}") else f"{mark_of(address, key=key)[:12]}@{NOWHERE}"


def _readings(raw: bytes) -> list[bytes]:
    readings = [raw, quopri.decodestring(raw)]
    for run in _BASE64.findall(raw):
        packed = b"".join(run.split())
        try:
            readings.append(base64.b64decode(packed[: len(packed) // 4 * 4]))
        except binascii.Error:
            continue  # letters that only look like it
    return [reading.lower() for reading in readings]
