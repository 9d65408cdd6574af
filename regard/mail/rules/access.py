"""How to reach a server for mail out."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, kw_only=True)
class SmtpAccess:
    """How to reach a server for mail out. `security`: tls, starttls (required), offered (when it is) or none.

    With a `token` (OAuth) the password is not used. Neither is in any repr.
    """

    host: str
    port: int
    security: str
    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def access_by_url(url: str) -> SmtpAccess:
    """An access out of smtp://, smtp+starttls:// or smtps://user:password@host:port."""
    parts = urlsplit(url)
    security = {"smtps": "tls", "smtp+starttls": "starttls"}.get(parts.scheme, "offered")
    return SmtpAccess(
        host=parts.hostname or "localhost",
        port=parts.port or {"tls": 465, "starttls": 587}.get(security, 25),
        security=security,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
