"""Connecting a mailbox: what was found for an address."""

from dataclasses import dataclass

from regard.channels.models import Channel
from regard.mail.discovery.queries import find_servers, what, who_says_so
from regard.mail.discovery.rules import Found
from regard.mail.models import OAuthClient
from regard.mail.oauth.rules import PROVIDERS


@dataclass(frozen=True, kw_only=True)
class Servers:
    """What the page says about the servers of an address; the fields for them are open when something is missing."""

    found: Found
    text: str
    source: str
    is_complete: bool


def servers_of(address: str) -> Servers:
    """Look for the servers of an address; takes some seconds."""
    found = find_servers(address)
    return Servers(
        found=found, text=what(found), source=who_says_so(found), is_complete=bool(found.imap and found.smtp)
    )


@dataclass(frozen=True, kw_only=True)
class ConsentOffer:
    """A provider that wants a consent; `is_ready` when it knows this installation."""

    key: str
    label: str
    is_ready: bool


def consent_offered(found: Found) -> ConsentOffer | None:
    """The provider of an address that signs in by consent."""
    provider = PROVIDERS.get(found.provider)
    if provider is None:
        return None
    is_ready = OAuthClient.objects.filter(provider=provider.key).exists()
    return ConsentOffer(key=provider.key, label=provider.label, is_ready=is_ready)


def company_name() -> str:
    """The name under which other mailboxes of ours send, or ''."""
    named = Channel.objects.filter(mailbox__is_sample=False).order_by("id").values_list("name", flat=True)
    return named.first() or ""
