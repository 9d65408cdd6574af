"""Going through the ways in which a domain's servers can be found, the surest first."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import quote

from regard.mail.discovery import rules
from regard.mail.discovery.rules import Found, How, Server
from regard.mail.discovery.words import what, who_says_so
from regard.mail.discovery.world import CannotAskError, World, our_world

__all__ = ["CannotAskError", "World", "find_servers", "our_world", "what", "who_says_so"]

#: RFC 6186 and RFC 8314: encrypted from the start before upgraded in between.
_IMAP_SERVICES = (("_imaps._tcp", "tls"), ("_imap._tcp", "starttls"))
_SMTP_SERVICES = (("_submissions._tcp", "tls"), ("_submission._tcp", "starttls"))
_IMAP_GUESSES = (("imap", 993, "tls"), ("mail", 993, "tls"), ("imap", 143, "starttls"), ("mail", 143, "starttls"))
_SMTP_GUESSES = (("smtp", 465, "tls"), ("mail", 465, "tls"), ("smtp", 587, "starttls"), ("mail", 587, "starttls"))


def find_servers(address: str, *, world: World | None = None) -> Found:
    """The servers of a mail address; empty when nothing was found. Takes some seconds, asks the network, sends no password.

    Half a result of one way is filled up by the next ones.
    """
    world, address = world or our_world(), address.strip().lower()
    domain = address.rpartition("@")[2]
    if not rules.is_host(domain) or "." not in domain:
        return Found()
    provider = rules.provider_of(_exchangers(world, domain))
    ways: tuple[Callable[[], Found | None], ...] = (
        lambda: _published_in_dns(world, domain),
        lambda: _published_as_file(world, address, domain),
        lambda: _of_provider(provider),
        lambda: _published_by_host(world, address, domain),
        lambda: _guessed(world, domain),
    )
    found = Found(username=address)
    for way in ways:
        found = _filled_up(found, way())
        if found.imap and found.smtp:
            break
    return replace(found, provider=provider.signs_in if provider else "")


def _filled_up(found: Found, more: Found | None) -> Found:
    if more is None:
        return found
    is_first = found.how is None
    return Found(
        imap=found.imap or more.imap,
        smtp=found.smtp or more.smtp,
        username=(more.username or found.username) if is_first else found.username,
        how=found.how or more.how,
        is_vouched_for=more.is_vouched_for and (is_first or found.is_vouched_for),
    )


def _exchangers(world: World, domain: str) -> list[str]:
    try:
        return world.names.mx(domain)
    except CannotAskError:
        return []


def _published_in_dns(world: World, domain: str) -> Found | None:
    imap, smtp = _service(world, domain, _IMAP_SERVICES), _service(world, domain, _SMTP_SERVICES)
    return Found(imap=imap, smtp=smtp, how=How.SRV) if imap or smtp else None


def _service(world: World, domain: str, services: Iterable[tuple[str, str]]) -> Server | None:
    for service, security in services:
        try:
            offer = rules.best_offer(world.names.srv(f"{service}.{domain}"))
        except CannotAskError:
            return None
        if offer:
            return Server(host=offer.host.lower(), port=offer.port, security=security)
    return None


def _published_as_file(world: World, address: str, domain: str) -> Found | None:
    """Mozilla's two places, first by HTTPS; what came without it could have been changed on the way."""
    for scheme in ("https", "http"):
        for place in (
            f"{scheme}://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={quote(address)}",
            f"{scheme}://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
        ):
            content = world.file(place)
            found = rules.read_configuration(content, address=address) if content else None
            if found:
                return replace(found, is_vouched_for=scheme == "https")
    return None


def _of_provider(provider: rules.Provider | None) -> Found | None:
    if provider is None:
        return None
    return Found(imap=provider.imap, smtp=provider.smtp, how=How.PROVIDER, is_vouched_for=True)


def _published_by_host(world: World, address: str, domain: str) -> Found | None:
    """A domain hosted elsewhere publishes nothing of its own, but its host may."""
    for exchanger in _exchangers(world, domain)[:1]:
        host_domain = exchanger.partition(".")[2].lower()
        if host_domain.count(".") >= 1 and host_domain != domain and rules.is_host(host_domain):
            return _published_as_file(world, address, host_domain)
    return None


def _guessed(world: World, domain: str) -> Found | None:
    imap = [Server(host=f"{name}.{domain}", port=port, security=how) for name, port, how in _IMAP_GUESSES]
    smtp = [Server(host=f"{name}.{domain}", port=port, security=how) for name, port, how in _SMTP_GUESSES]
    with ThreadPoolExecutor(max_workers=8) as pool:
        greets_imap = list(pool.map(lambda server: world.greets(server, with_word=b"* OK"), imap))
        greets_smtp = list(pool.map(lambda server: world.greets(server, with_word=b"220"), smtp))
    found_imap = next((server for server, greets in zip(imap, greets_imap, strict=True) if greets), None)
    found_smtp = next((server for server, greets in zip(smtp, greets_smtp, strict=True) if greets), None)
    return Found(imap=found_imap, smtp=found_smtp, how=How.GUESS) if found_imap or found_smtp else None
