"""The door of the room: bytes in, values out."""

from functools import lru_cache
from pathlib import Path

from regard.mime.models import ParsedMail, ReplyText, Unparseable
from regard.mime.pool import Pool
from regard.mime.rules import addresses, assembly, reply_text
from regard.mime.rules.limits import TooMuchError

WALL_SECONDS = 30.0


def parse(raw: bytes, *, trusted_authserv_id: str | None = None) -> ParsedMail:
    """Read a mail. Never raises: what cannot be read becomes a warning, at worst the mail is headers and raw text.

    `trusted_authserv_id` is the name our own receiving server writes into Authentication-Results (RFC 8601).
    """
    try:
        return assembly.read(raw, trusted=trusted_authserv_id)
    except TooMuchError as error:
        known = assembly.from_headers_only(raw, trusted=trusted_authserv_id, warnings=[f"limit:{error}"])
    except Exception as error:  # noqa: BLE001  the promise of this function
        known = assembly.from_headers_only(
            raw, trusted=trusted_authserv_id, warnings=[f"parser_failed:{type(error).__name__}"]
        )
    return assembly.with_raw_text(known, raw)


def parse_guarded(mail: bytes | Path, *, trusted_authserv_id: str | None = None) -> ParsedMail | Unparseable:
    """Read a mail from anybody: in a child process with limits on memory, processor and clock.

    Whatever one mail does to its child, this process and the other mails go on. Raises OSError when `mail` is a path
    that cannot be read.
    """
    raw = mail.read_bytes() if isinstance(mail, Path) else mail
    return _pool().parse(raw, trusted=trusted_authserv_id)


def extract_reply(text: str) -> ReplyText:
    """Cut a plain text body into new words, quotation and signature. Every non-blank line lands in one of them."""
    return reply_text.extract(text)


def check_address(text: str) -> str:
    """An e-mail address a person typed, in its normal form. Raises ValueError with a sentence to show them.

    Stricter than inbound mail, which keeps any sender: here somebody can still correct a slip.
    """
    return addresses.checked(text)


@lru_cache(maxsize=1)
def _pool() -> Pool:
    return Pool(wall_seconds=WALL_SECONDS)
