"""Decisions about found servers: which offer is taken, what a configuration file says, whom an MX record belongs to."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

#: A configuration file is two kilobytes; more is not read.
LARGEST_FILE = 64 * 1024

_HOST = re.compile(r"(?=.{1,253}\.?$)[a-z0-9_]([a-z0-9_-]{0,62}\.)*[a-z0-9-]{1,63}\.?", re.IGNORECASE)


class How(StrEnum):
    """The way by which servers were found."""

    SRV = "srv"
    AUTOCONFIG = "autoconfig"
    PROVIDER = "provider"
    GUESS = "guess"


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where to connect; `security` is tls, starttls or none."""

    host: str
    port: int
    security: str

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, kw_only=True)
class Found:
    """The servers of an address. `provider` is one that signs in by OAuth; `is_vouched_for`: nobody on the way could have
    changed what was found (it came by HTTPS, or is our own knowledge)."""

    imap: Server | None = None
    smtp: Server | None = None
    username: str = ""
    how: How | None = None
    provider: str = ""
    is_vouched_for: bool = False


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One SRV record (RFC 2782)."""

    priority: int
    weight: int
    port: int
    host: str


def best_offer(offers: Iterable[Offer]) -> Offer | None:
    """The record of the lowest priority and highest weight; a host of "." says that the service is not there."""
    real = [offer for offer in offers if offer.host.strip(".") and 0 < offer.port < 65536 and is_host(offer.host)]
    return min(real, key=lambda offer: (offer.priority, -offer.weight, offer.host), default=None)


def is_host(name: str) -> bool:
    """Whether this can be the name of a server."""
    return bool(_HOST.fullmatch(name))


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A provider known by its MX records; `signs_in` names its row in the table of OAuth providers."""

    signs_in: str
    mx: tuple[str, ...]
    imap: Server
    smtp: Server


#: As their help pages name them. Both refuse passwords for most accounts and ask for OAuth.
PROVIDERS = (
    Provider(
        signs_in="google",
        mx=(".google.com", ".googlemail.com"),
        imap=Server(host="imap.gmail.com", port=993, security="tls"),
        smtp=Server(host="smtp.gmail.com", port=465, security="tls"),
    ),
    Provider(
        signs_in="microsoft",
        mx=(".mail.protection.outlook.com", ".mx.microsoft"),
        imap=Server(host="outlook.office365.com", port=993, security="tls"),
        smtp=Server(host="smtp.office365.com", port=587, security="starttls"),
    ),
)


def provider_of(mail_exchangers: Iterable[str]) -> Provider | None:
    """The known provider behind a domain's MX records."""
    hosts = [f".{host.rstrip('.').lower()}" for host in mail_exchangers]
    return next((one for one in PROVIDERS if any(host.endswith(one.mx) for host in hosts)), None)


def read_configuration(content: bytes, *, address: str) -> Found | None:
    """What a Mozilla configuration file says for an address; None for one that says nothing of use, or is hostile."""
    root = _parse(content)
    if root is None:
        return None
    local, _, domain = address.rpartition("@")
    words = {"%EMAILADDRESS%": address, "%EMAILLOCALPART%": local, "%EMAILDOMAIN%": domain}
    imap = _server(root, "incomingServer", "imap", words)
    smtp = _server(root, "outgoingServer", "smtp", words)
    if imap is None and smtp is None:
        return None
    username = next((name for _server, name in (imap, smtp) if name), address) if imap and smtp else ""
    username = username or (imap[1] if imap else "") or (smtp[1] if smtp else "") or address
    return Found(imap=imap[0] if imap else None, smtp=smtp[0] if smtp else None, username=username, how=How.AUTOCONFIG)


def _parse(content: bytes) -> Element | None:
    """An XML tree; entities, DTDs and outside references are refused (billion laughs, XXE)."""
    if len(content) > LARGEST_FILE:
        return None
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    return root


def _server(root: Element, tag: str, kind: str, words: Mapping[str, str]) -> tuple[Server, str] | None:
    """The first encrypted server of a kind, and the user name it wants."""
    security_of = {"SSL": "tls", "TLS": "tls", "STARTTLS": "starttls"}
    for element in root.iter(tag):
        if element.get("type", "").lower() != kind:
            continue
        text = {child.tag: _filled(child.text or "", words) for child in element}
        security = security_of.get(text.get("socketType", "").upper())
        if security and is_host(text.get("hostname", "")) and text.get("port", "").isdigit():
            server = Server(host=text["hostname"].lower(), port=int(text["port"]), security=security)
            return (server, text.get("username", "")) if 0 < server.port < 65536 else None
    return None


def _filled(text: str, words: Mapping[str, str]) -> str:
    text = text.strip()
    for placeholder, word in words.items():
        text = text.replace(placeholder, word)
    return "" if set(text) & set("\r\n\0") else text


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, so that looking there harms nobody's inner network.

    `ipaddress.is_global` alone lets through multicast, carrier NAT on some versions, and addresses that carry a private IPv4
    address inside (mapped, NAT64, 6to4, Teredo).
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _SPECIAL)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SPECIAL = tuple(
    ipaddress.ip_network(text)
    for text in ("100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "64:ff9b:1::/48")
)
