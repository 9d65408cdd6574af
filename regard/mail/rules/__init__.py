"""Decisions about letters: what makes two the same, whose they are, which tokens are ours, when to try again."""

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta
from uuid import UUID

#: Headers that a relay adds on the way. They do not make a letter another letter.
_TRACE_HEADERS = (
    b"received", b"return-path", b"delivered-to", b"x-original-to", b"envelope-to", b"authentication-results",
    b"received-spf", b"x-received", b"x-envelope-from", b"x-envelope-to", b"delivery-date", b"x-uid", b"x-keywords", b"status",
    b"x-status", b"content-length", b"arc-seal", b"arc-message-signature", b"arc-authentication-results",
)  # fmt: skip
_MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?<?([^\s<>]{1,990})>?", re.IGNORECASE | re.MULTILINE)

#: Retries of a letter that a server put off: RFC 5321 4.5.4.1 asks for at least 30 minutes between later tries and to give
#: up after 4 to 5 days; the first tries come sooner because grey-listing lets go after minutes.
_RETRIES = (1, 5, 15, 30, 60, 120, 240)
GIVE_UP_AFTER = timedelta(days=5)

#: How far another server's clock may be behind ours where the age of a letter decides what becomes of it.
CLOCKS_DIFFER = timedelta(minutes=5)

#: Letters machines of ours may write to one address in 24 hours, over all channels.
MACHINE_MAILS_A_DAY = 5


def split_header(raw: bytes) -> tuple[bytes, bytes]:
    """The header block and the rest, at the first empty line."""
    match = re.search(rb"\r?\n\r?\n", raw)
    return (raw, b"") if match is None else (raw[: match.start()], raw[match.end() :])


def fingerprint(raw: bytes) -> str:
    """SHA-256 of the letter without trace headers and with line ends folded: equal for one letter over two relays."""
    header, body = split_header(raw.replace(b"\r\n", b"\n"))
    fields = re.split(rb"\n(?![ \t])", header)
    kept = [field for field in fields if field.split(b":", 1)[0].strip().lower() not in _TRACE_HEADERS]
    return hashlib.sha256(b"\n".join(kept) + b"\n\n" + body.rstrip(b"\n")).hexdigest()


def message_id_of(raw: bytes) -> str:
    """The Message-ID without angle brackets, '' when there is none; read from the bytes because no parser has run yet."""
    header, _ = split_header(raw[: 256 * 1024])
    match = _MESSAGE_ID.search(header)
    return match.group(1).decode("ascii", "replace") if match else ""


def normalise_address(address: str) -> str:
    """Lower case, without spaces around: how addresses are compared here."""
    return address.strip().lower()


def base_address(address: str) -> tuple[str, str]:
    """An address without its +detail, and the detail: help+abc@x -> (help@x, abc)."""
    local, _, domain = normalise_address(address).rpartition("@")
    base, _, detail = local.partition("+")
    return f"{base}@{domain}", detail


def sign(*, key: str, conversation_id: UUID) -> str:
    """A token that proves a letter answers one of ours: the conversation's id and 120 bits of HMAC-SHA-256, in lower case.

    Mail systems fold the case of local parts, so base32 is used.
    """
    return _base32(conversation_id.bytes) + _base32(_mac(key, conversation_id))


def conversation_of(token: str, *, key: str) -> UUID | None:
    """The conversation a token was signed for, or None for a forged, cut or foreign one. Verifies before any look-up."""
    if len(token) != 26 + 24:
        return None
    try:
        conversation_id = UUID(bytes=_unbase32(token[:26]))
        mac = _unbase32(token[26:])
    except ValueError:
        return None
    return conversation_id if hmac.compare_digest(mac, _mac(key, conversation_id)) else None


#: The header by which a test letter of our own is known when it comes back.
PROBE_HEADER = "X-Regard-Test"
_PROBE = re.compile(rb"^x-regard-test:[ \t]*([a-z2-7]{50})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


def sign_probe(*, key: str, probe_id: UUID) -> str:
    """The secret a test letter carries: its id and 120 bits of HMAC-SHA-256. Nobody else can make a letter that we pass over."""
    return _base32(probe_id.bytes) + _base32(_probe_mac(key, probe_id))


def probe_in(raw: bytes, *, key: str) -> UUID | None:
    """The test a letter belongs to; None for every letter of anybody else."""
    header, _ = split_header(raw[: 256 * 1024])
    match = _PROBE.search(header)
    if match is None:
        return None
    token = match.group(1).decode().lower()
    try:
        probe_id, mac = UUID(bytes=_unbase32(token[:26])), _unbase32(token[26:])
    except ValueError:
        return None
    return probe_id if hmac.compare_digest(mac, _probe_mac(key, probe_id)) else None


def tokens_in(texts: list[str]) -> list[str]:
    """Everything in Message-IDs and recipient addresses that has the shape of a token."""
    return [token for text in texts for token in re.findall(r"(?<![a-z0-9])[a-z2-7]{50}(?![a-z0-9])", text.lower())]


def is_history(*, arrived_at: datetime, watching_since: datetime) -> bool:
    """Whether a letter reached the company before its mailbox was watched. In doubt it did not: somebody may be waiting."""
    return arrived_at < watching_since - CLOCKS_DIFFER


def wait_before_attempt(number: int) -> timedelta:
    """How long after attempt `number` (from 1) the next one comes."""
    return timedelta(minutes=_RETRIES[min(number, len(_RETRIES)) - 1])


def _mac(key: str, conversation_id: UUID) -> bytes:
    return hmac.new(key.encode(), b"conversation:" + conversation_id.bytes, hashlib.sha256).digest()[:15]


def _probe_mac(key: str, probe_id: UUID) -> bytes:
    return hmac.new(key.encode(), b"probe:" + probe_id.bytes, hashlib.sha256).digest()[:15]


def _base32(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=").lower()


def _unbase32(text: str) -> bytes:
    return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
