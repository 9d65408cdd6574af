"""Keeping consents, and the tokens they give. What a provider gave last is on disk before it is used."""

import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.mail import secrets
from regard.mail.models import Grant, Mailbox, OAuthClient
from regard.mail.oauth.http import CannotRenewError, ConsentWithdrawnError, Tokens, ask_for_tokens
from regard.mail.oauth.rules import PROVIDERS, RENEW_BEFORE, RENEWING, Provider
from regard.mail.operations.mailboxes import note_trouble

WITHDRAWN = (
    "Consent was withdrawn at {provider}. Nothing is fetched and nothing leaves until the mailbox is connected again in"
    " Settings > Channels; nothing is lost meanwhile."
)
#: How long to wait for another process that renews the same token.
_PATIENCE, _LOOK_AGAIN = 10.0, 0.2

__all__ = ["CannotRenewError", "ConsentWithdrawnError", "Tokens", "exchange", "keep_client", "keep_grant", "token_for"]


def keep_client(*, provider: str, client_id: str, client_secret: str) -> None:
    """Keep the id and secret under which a provider knows this installation; the secret is sealed."""
    sealed = secrets.seal(client_secret)
    with transaction.atomic():
        OAuthClient.objects.update_or_create(
            provider=PROVIDERS[provider].key, defaults={"client_id": client_id, "secret": sealed}
        )


def exchange(*, provider: Provider, code: str, verifier: str, redirect_uri: str, at: datetime) -> Tokens:
    """Tokens for the code that the provider sent with a person's yes. Raises ConsentWithdrawnError, CannotRenewError."""
    asked = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier,
        **_client(provider),
    }  # fmt: skip
    tokens = ask_for_tokens(provider, asked, at=at)
    if not tokens.refresh:
        raise CannotRenewError(f"{provider.label} gave no lasting consent (no refresh token)")
    return tokens


def keep_grant(*, mailbox: Mailbox, provider: Provider, tokens: Tokens, at: datetime) -> Grant:
    """Keep a consent for a mailbox; it takes the place of an earlier one, and of a password."""
    with transaction.atomic():
        grant, _ = Grant.objects.update_or_create(
            mailbox=mailbox,
            defaults={
                "provider": provider.key, "refresh": secrets.seal(tokens.refresh), "access": secrets.seal(tokens.access),
                "expires_at": tokens.expires_at, "withdrawn_at": None, "renewing_until": None, "given_at": at,
            },
            create_defaults={
                "id": uuid7(), "provider": provider.key, "refresh": secrets.seal(tokens.refresh),
                "access": secrets.seal(tokens.access), "expires_at": tokens.expires_at, "given_at": at,
            },
        )  # fmt: skip
        record(kind="mailbox.consented", at=at, subject=Subject("mailbox", mailbox.id), data={"provider": provider.key})
    return grant


def token_for(grant: Grant, *, at: datetime, refused: str = "") -> str:
    """A token that holds for some minutes; renewed ahead of its end, and at once when a server `refused` the present one.

    Several processes may ask at a time: one of them renews, because a provider that gives a new refresh token with each
    renewal takes two renewals with one token for theft. Raises ConsentWithdrawnError, CannotRenewError, UnreadableSecretError.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        grant.refresh_from_db()
        provider = PROVIDERS[grant.provider]
        if grant.withdrawn_at:
            raise ConsentWithdrawnError(provider.label)
        if access := _usable(grant, at, refused):
            return access
        if _begin_renewing(grant.id, at):
            grant.refresh_from_db()  # another process may have renewed it since it was read
            if access := _usable(grant, at, refused):
                Grant.objects.filter(id=grant.id).update(renewing_until=None)
                return access
            return _renew(grant, provider, at)
        if time.monotonic() > until:
            raise CannotRenewError(f"another process renews the token of {provider.label}")
        time.sleep(_LOOK_AGAIN)


def _usable(grant: Grant, at: datetime, refused: str) -> str:
    """The present token, '' when it ends soon or was refused."""
    access = secrets.unseal(bytes(grant.access))
    return access if grant.expires_at - at > RENEW_BEFORE and access != refused else ""


def _begin_renewing(grant_id: UUID, at: datetime) -> bool:
    free = Q(renewing_until=None) | Q(renewing_until__lt=at)
    return bool(Grant.objects.filter(free, id=grant_id, withdrawn_at=None).update(renewing_until=at + RENEWING))


def _renew(grant: Grant, provider: Provider, at: datetime) -> str:
    asked = {"grant_type": "refresh_token", "refresh_token": secrets.unseal(bytes(grant.refresh)), **_client(provider)}
    try:
        tokens = ask_for_tokens(provider, asked, at=at)
    except ConsentWithdrawnError:
        _note_withdrawn(grant, provider, at)
        raise
    except CannotRenewError:
        Grant.objects.filter(id=grant.id).update(renewing_until=at - timedelta(seconds=1))
        raise
    kept = {"access": secrets.seal(tokens.access), "expires_at": tokens.expires_at, "renewing_until": None}
    if tokens.refresh:
        kept["refresh"] = secrets.seal(tokens.refresh)
    Grant.objects.filter(id=grant.id).update(**kept)
    return tokens.access


def _note_withdrawn(grant: Grant, provider: Provider, at: datetime) -> None:
    with transaction.atomic():
        Grant.objects.filter(id=grant.id).update(withdrawn_at=at, renewing_until=None)
        note_trouble(mailbox=grant.mailbox, trouble=WITHDRAWN.format(provider=provider.label), at=at)


def _client(provider: Provider) -> dict[str, str]:
    client = OAuthClient.objects.filter(provider=provider.key).first()
    if client is None:
        raise CannotRenewError(f"no client id is set for {provider.label}")
    return {"client_id": client.client_id, "client_secret": secrets.unseal(bytes(client.secret))}
