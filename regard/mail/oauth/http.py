"""Asking a provider for tokens. Nothing else of the network is used, and no redirect followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import requests

from regard.mail.oauth.rules import Provider

_SECONDS = 15


class ConsentWithdrawnError(Exception):
    """The provider takes our consent for ended (`invalid_grant`): a person has to give it again."""


class CannotRenewError(Exception):
    """No token was given just now; the message says why. Trying again may do better."""


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What a provider gave: `refresh` is '' when the old one goes on holding."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime


def ask_for_tokens(provider: Provider, asked: Mapping[str, str], *, at: datetime) -> Tokens:
    """Exchange a code or a refresh token. Raises ConsentWithdrawnError, CannotRenewError; neither names a secret."""
    try:
        answer = requests.post(provider.token_url, data=dict(asked), timeout=_SECONDS, allow_redirects=False)
        said = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise CannotRenewError(f"{provider.label} gives no token just now ({type(error).__name__})") from None
    if not isinstance(said, dict):
        raise CannotRenewError(f"{provider.label} gave an answer that is none")
    if said.get("error") == "invalid_grant":
        raise ConsentWithdrawnError(provider.label)
    if answer.status_code != requests.codes.ok or not said.get("access_token"):
        raise CannotRenewError(f"{provider.label} refuses a token ({str(said.get('error', answer.status_code))[:60]})")
    return Tokens(
        access=str(said["access_token"]),
        refresh=str(said.get("refresh_token") or ""),
        expires_at=at + timedelta(seconds=_whole(said.get("expires_in"))),
    )


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float | str) and str(value).isdigit() else 3600
