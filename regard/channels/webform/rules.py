"""What a form's message becomes, and from which network it came."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from regard.mail.rules.compose import Enclosure, Letter, compose

MOST_FILES, MOST_BYTES = 5, 20 * 1024 * 1024
_SUBJECT_LENGTH = 70


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """What somebody typed, checked. `extras` are (label, value) lines that follow the message."""

    send_key: UUID
    name: str
    address: str
    text: str
    topic: str = ""
    extras: tuple[tuple[str, str], ...] = ()
    files: tuple[Enclosure, ...] = field(default=())


def as_letter(inquiry: Inquiry, *, to: tuple[str, str], at: datetime) -> bytes:
    """The message as the letter it would have been, so that it takes the way of every letter."""
    extras = "\n".join(f"{label}: {value}" for label, value in inquiry.extras if value)
    return compose(
        Letter(
            message_id=f"{inquiry.send_key.hex}.form@{to[1].rpartition('@')[2]}",
            at=at,
            sender=("" if "@" in inquiry.name else inquiry.name, inquiry.address),
            to=(to,),
            subject=subject_of(inquiry.text, inquiry.topic),
            text="\n\n".join(part for part in (inquiry.text.strip(), extras) if part) + "\n",
            enclosures=inquiry.files,
        )
    )


def subject_of(text: str, topic: str) -> str:
    """A line for the list: the topic and how the message begins."""
    first = " ".join(next((line for line in text.splitlines() if line.strip()), "").split())
    short = first if len(first) <= _SUBJECT_LENGTH else f"{first[: _SUBJECT_LENGTH - 1].rsplit(' ', 1)[0]}…"
    return f"{topic}: {short}" if topic and short else topic or short


def network_of(remote: str, *, key: str) -> str:
    """A keyed hash of the sender's network: the address itself for IPv4, the /64 for IPv6, where one customer has them all."""
    try:
        address = ipaddress.ip_address(remote)
    except ValueError:
        prefix = "unknown"
    else:
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        plain = mapped or address
        prefix = str(ipaddress.ip_network(f"{plain}/{32 if plain.version == 4 else 64}", strict=False))
    return hmac.new(key.encode(), f"network {prefix}".encode(), hashlib.sha256).hexdigest()


def client_address(remote_addr: str, forwarded_for: str, *, proxies: int) -> str:
    """Who asked, behind `proxies` proxies of ours: each appended one entry, what stands before them anybody can write."""
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    return hops[-proxies] if proxies and len(hops) >= proxies else remote_addr
