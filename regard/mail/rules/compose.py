"""Building the bytes of a letter that leaves."""

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

_CONTROL = {ord(c): " " for c in map(chr, range(32))}


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A file that goes with a letter."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a letter says. Addresses are (name, address); ids are without angle brackets; `at` is the Date header."""

    message_id: str
    at: datetime
    sender: tuple[str, str]
    to: tuple[tuple[str, str], ...]
    subject: str
    text: str
    cc: tuple[tuple[str, str], ...] = ()
    html: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    enclosures: tuple[Enclosure, ...] = field(default=())


def compose(letter: Letter) -> bytes:
    """The letter as bytes with CRLF line ends. Control characters in names and subject become spaces (header injection)."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{letter.message_id}>"
    message["Date"] = format_datetime(letter.at)
    message["From"] = _address(*letter.sender)
    message["To"] = [_address(*person) for person in letter.to]
    if letter.cc:
        message["Cc"] = [_address(*person) for person in letter.cc]
    message["Subject"] = _plain(letter.subject)
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    if letter.in_reply_to:
        message["In-Reply-To"] = f"<{letter.in_reply_to}>"
    if letter.references:
        message["References"] = " ".join(f"<{reference}>" for reference in letter.references)
    for name, value in letter.headers:
        message[name] = value
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for enclosure in letter.enclosures:
        main, _, sub = enclosure.content_type.partition("/")
        message.add_attachment(
            enclosure.content, maintype=main, subtype=sub or "octet-stream", filename=enclosure.filename
        )
    return message.as_bytes()


def reference_chain(earlier: list[str], *, limit: int = 30) -> tuple[str, ...]:
    """What goes into References: the first id and the latest ones, as RFC 5322 3.6.4 lets long chains be cut."""
    ids = [
        identifier
        for identifier in dict.fromkeys(earlier)
        if identifier and "<" not in identifier and " " not in identifier
    ]
    return tuple(ids if len(ids) <= limit else [ids[0], *ids[-(limit - 1) :]])


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=_plain(name), username=local, domain=domain)


def _plain(text: str) -> str:
    return " ".join(text.translate(_CONTROL).split())
