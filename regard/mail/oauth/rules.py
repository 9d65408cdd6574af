"""The providers, and how a consent is asked for."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

#: A token is renewed when it holds for less than this, so that none ends in the middle of a command.
RENEW_BEFORE = timedelta(minutes=5)
#: For so long one process may take to renew a token before another one tries.
RENEWING = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Where consent is asked for and tokens are given out."""

    key: str
    label: str
    authorize_url: str
    token_url: str
    scope: str
    extra: Mapping[str, str] = field(default_factory=dict)


#: As the providers' own pages for developers name them:
#: https://developers.google.com/identity/protocols/oauth2/web-server,
#: https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
PROVIDERS: dict[str, Provider] = {
    "google": Provider(
        key="google",
        label="Google",
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106
        scope="https://mail.google.com/",
        extra={"access_type": "offline", "prompt": "consent"},
    ),
    "microsoft": Provider(
        key="microsoft",
        label="Microsoft 365",
        authorize_url="https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token",  # noqa: S106
        scope="offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
        extra={"prompt": "select_account"},
    ),
}


def new_secret() -> str:
    """A state, or the verifier of PKCE: 43 characters of 256 random bits (RFC 7636 4.1)."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def address_of_consent(
    provider: Provider, *, client_id: str, redirect_uri: str, state: str, verifier: str, address: str
) -> str:
    """Where a person says yes or no."""
    asked = {
        "response_type": "code", "client_id": client_id, "redirect_uri": redirect_uri, "scope": provider.scope,
        "state": state, "code_challenge": challenge_of(verifier), "code_challenge_method": "S256", "login_hint": address,
        **provider.extra,
    }  # fmt: skip
    return f"{provider.authorize_url}?{urlencode(asked)}"
