"""The network, as far as looking for servers needs it: names, one kind of file, and whether a mail server greets.

Every address is resolved once and connected to as it was checked, so that a name cannot turn to another address in between
(DNS rebinding). Nothing follows redirects, and no proxy of the environment is used.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import dns.exception
import dns.resolver
from django.conf import settings

from regard.mail.discovery.rules import LARGEST_FILE, Offer, Server, is_public

SECONDS = 4.0


class Names(Protocol):
    """What is asked of the domain name system; what is not there is empty."""

    def srv(self, name: str) -> list[Offer]: ...
    def mx(self, domain: str) -> list[str]: ...
    def txt(self, name: str) -> list[str]: ...
    def addresses(self, host: str) -> list[str]: ...


class CannotAskError(Exception):
    """The domain name system does not answer just now; that a record is missing is an answer."""


class DnsNames:
    """Names by DNS: by the machine's own servers, or by the one given as (host, port)."""

    def __init__(self, server: tuple[str, int] | None = None) -> None:
        self._resolver = dns.resolver.Resolver(configure=server is None)
        self._resolver.lifetime = self._resolver.timeout = SECONDS
        if server:
            self._resolver.nameservers, self._resolver.port = [server[0]], server[1]

    def srv(self, name: str) -> list[Offer]:
        """SRV records."""
        return [
            Offer(priority=row.priority, weight=row.weight, port=row.port, host=row.target.to_text().rstrip("."))
            for row in self._ask(name, "SRV")
        ]

    def mx(self, domain: str) -> list[str]:
        """Mail exchangers, the preferred first."""
        rows = sorted(self._ask(domain, "MX"), key=lambda row: row.preference)
        return [row.exchange.to_text().rstrip(".") for row in rows]

    def txt(self, name: str) -> list[str]:
        """TXT records, their pieces put together (RFC 7208 3.3)."""
        return [b"".join(row.strings).decode("utf-8", "replace") for row in self._ask(name, "TXT")]

    def addresses(self, host: str) -> list[str]:
        """IP addresses of a host; an address is its own."""
        with contextlib.suppress(ValueError):
            return [str(ipaddress.ip_address(host))]
        return [row.address for kind in ("A", "AAAA") for row in self._ask(host, kind)]

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name, kind))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.YXDOMAIN, dns.name.LabelTooLong, ValueError):
            return []
        except dns.exception.DNSException as error:
            raise CannotAskError(str(error)) from error


@dataclass(frozen=True, kw_only=True)
class World:
    """The network. Tests give another one: other name servers, ports moved, private addresses allowed."""

    names: Names
    allows_private: bool = False
    ports: Mapping[int, int] = field(default_factory=dict)
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def file(self, url: str) -> bytes | None:
        """The content behind an address; None when it is not there, too large, or lies where we do not look."""
        parts = urlsplit(url)
        is_secure, host = parts.scheme == "https", parts.hostname or ""
        for address in self._reachable(host):
            connection = _Pinned(
                host, address, self._port(443 if is_secure else 80), self.trusted if is_secure else None
            )
            try:
                connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
                answer = connection.getresponse()
                content = answer.read(LARGEST_FILE + 1)
                return content if answer.status == 200 and len(content) <= LARGEST_FILE else None
            except (OSError, http.client.HTTPException):
                continue
            finally:
                connection.close()
        return None

    def greets(self, server: Server, *, with_word: bytes) -> bool:
        """Whether a mail server answers there, with a certificate that can be trusted where it speaks TLS from the start."""
        for address in self._reachable(server.host):
            try:
                with self._open(server, address) as stream:
                    return stream.recv(200).startswith(with_word)
            except OSError:
                continue
        return False

    @contextlib.contextmanager
    def _open(self, server: Server, address: str) -> Iterator[socket.socket]:
        with socket.create_connection((address, self._port(server.port)), timeout=SECONDS) as plain:
            if server.security != "tls":
                yield plain
                return
            with self.trusted.wrap_socket(plain, server_hostname=server.host) as secure:
                yield secure

    def _reachable(self, host: str) -> list[str]:
        try:
            found = self.names.addresses(host)
        except CannotAskError:
            return []
        return [address for address in found if self.allows_private or is_public(address)][:3]

    def _port(self, port: int) -> int:
        return self.ports.get(port, port)


class _Pinned(http.client.HTTPConnection):
    """HTTP with the host's name and a connection to an address that was checked."""

    def __init__(self, host: str, address: str, port: int, secure: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), timeout=SECONDS)
        if self._secure:
            self.sock = self._secure.wrap_socket(self.sock, server_hostname=self.host)


def our_world() -> World:
    """The network as the installation's settings open it."""
    return World(names=DnsNames(settings.DNS_SERVER), allows_private=settings.MAIL_PRIVATE_SERVERS)
