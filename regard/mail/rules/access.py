"""How to reach the servers of a mailbox: `Access` for mail in, `SmtpAccess` for mail out."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, kw_only=True)
class Access:
    """How to reach a mailbox on its server. `security`: tls, starttls or none. With a `token` (OAuth) the password is not
    used; neither is in any repr.
    """

    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)
    token: str = field(default="", repr=False)


def why_impossible(access: Access) -> str:
    """Why this cannot be anybody's access, in a sentence; '' when it can."""
    if not access.host or any(character.isspace() for character in access.host):
        return "The IMAP server needs a name, without spaces."
    if not 0 < access.port < 65536:
        return f"{access.port} is no port; IMAP is usually at 993 (TLS) or 143."
    if access.security not in {"tls", "starttls", "none"}:
        return f"{access.security!r} is none of tls, starttls, none."
    # Line ends would be read as further commands by the server.
    secret = access.token or access.password
    if not access.username or not secret or set(access.username + secret) & set("\r\n\0"):
        return "User name and password must not be empty or hold line ends."
    return ""


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
