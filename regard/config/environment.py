"""Every `REGARD_*` variable, in one table: name, default, meaning, how it is read. The docs page and `regard config show`
are made from it.

A value comes from the variable itself, or from the file its `_FILE` twin names, or from the default. An unknown
`REGARD_*` name is refused with the nearest known one, because a typing mistake must not silently mean the default.
"""

import difflib
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "REGARD_"


class ConfigurationError(Exception):
    """A variable is unknown or cannot be read. The message says which, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One variable. `read` turns its text into a value and raises ValueError with a sentence when it cannot."""

    name: str
    default: str
    help: str
    read: Callable[[str], Any] = str
    secret: bool = False


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A variable's value and where it came from."""

    variable: Variable
    text: str
    value: Any
    source: str


def read_address(text: str) -> tuple[str, int] | None:
    """`host:port`, or nothing for off."""
    if not text:
        return None
    host, separator, port = text.rpartition(":")
    if not separator or not port.isdigit() or not 0 <= int(port) <= 65535:
        message = f"{text!r} is not host:port"
        raise ValueError(message)
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104  ":2525" means every address, as elsewhere


def read_yes_no(text: str) -> bool:
    """yes or no, in the usual spellings."""
    known = {
        "yes": True,
        "true": True,
        "1": True,
        "on": True,
        "no": False,
        "false": False,
        "0": False,
        "off": False,
        "": False,
    }
    try:
        return known[text.lower()]
    except KeyError:
        message = f"{text!r} is neither yes nor no"
        raise ValueError(message) from None


def read_url(text: str) -> str:
    """An http(s) URL without a trailing slash."""
    if urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).hostname:
        message = f"{text!r} is not an http:// or https:// address"
        raise ValueError(message)
    return text.rstrip("/")


def read_mail_url(text: str) -> str:
    """smtp:// (STARTTLS when offered), smtp+starttls:// (required) or smtps://, with user:password@ where needed."""
    if text and urlsplit(text).scheme not in {"smtp", "smtps", "smtp+starttls"}:
        message = f"{text.split(':', maxsplit=1)[0]!r} is not smtp, smtp+starttls or smtps"
        raise ValueError(message)
    return text


VARIABLES = (
    Variable(
        name="URL",
        default="http://127.0.0.1:8000",
        help="Address at which people open Regard; links in mail use it.",
        read=read_url,
    ),
    Variable(
        name="DATA", default="./var", help="Folder for the database (SQLite), letters, and the secret key.", read=Path
    ),
    Variable(
        name="DATABASE_URL",
        default="",
        secret=True,
        help="postgresql://user:password@host/name. Empty: SQLite in the data folder.",
    ),
    Variable(
        name="EMAIL_URL",
        default="",
        secret=True,
        read=read_mail_url,
        help="Server that takes outgoing mail: smtp://user:password@host:587, smtps:// or smtp+starttls://. Empty: the sample"
        " company's mail is kept as files in the data folder; any other mail waits.",
    ),
    Variable(name="HTTP_LISTEN", default="127.0.0.1:8000", help="Where the web server listens.", read=read_address),
    Variable(
        name="SMTP_LISTEN",
        default="127.0.0.1:2525",
        help="Where mail is taken in by SMTP; empty: off.",
        read=read_address,
    ),
    Variable(name="LMTP_LISTEN", default="", help="Where mail is taken in by LMTP; empty: off.", read=read_address),
    Variable(
        name="SECRET_KEY",
        default="",
        secret=True,
        help="Key for signatures and for secrets at rest. Empty: made at the first start and kept in the data folder.",
    ),
    Variable(
        name="MAIL_MAX_MB",
        default="50",
        help="Largest letter accepted, in megabytes; a larger one is refused with 552.",
        read=int,
    ),
    Variable(
        name="MAIL_CATCH_ALL",
        default="",
        help="Address of a mailbox that also takes mail for unknown recipients of its domain. Empty: they are refused with 550.",
    ),
    Variable(
        name="MAIL_AUTHSERV_ID",
        default="",
        help="Name under which your own mail server writes Authentication-Results. Empty: such headers are not believed.",
    ),
    Variable(
        name="MAIL_PRIVATE_SERVERS",
        default="no",
        help="Whether the search for a mailbox's servers may look at private addresses. Servers set by hand always may be there.",
        read=read_yes_no,
    ),
    Variable(
        name="DNS_SERVER",
        default="",
        help="host:port of the name server asked for mail servers, SPF, DKIM and DMARC. Empty: those of the machine.",
        read=read_address,
    ),
    Variable(
        name="TRUSTED_PROXIES",
        default="0",
        help="Number of reverse proxies in front whose X-Forwarded-* headers are believed.",
        read=int,
    ),
    Variable(
        name="WORKER_PROCESSES",
        default="1",
        help="Processes that do the background work. Two do a third more on PostgreSQL, no more on SQLite.",
        read=int,
    ),
    Variable(name="WORKER_THREADS", default="4", help="Jobs that each of them works on at the same time.", read=int),
    Variable(
        name="WEB_PROCESSES", default="2", help="Processes that answer requests; each keeps one core busy.", read=int
    ),
    Variable(name="WEB_THREADS", default="4", help="Requests that each of them answers at the same time.", read=int),
    Variable(name="LOG_FORMAT", default="text", help="text for people, json for log collectors.", read=str),
    Variable(name="DEBUG", default="no", help="Show errors in full on pages. Never in production.", read=read_yes_no),
    Variable(
        name="OIDC_NAME", default="", help="Name of your identity provider as people read it on the sign-in page."
    ),
    Variable(name="OIDC_URL", default="", help="Its OpenID Connect address (the part before /.well-known)."),
    Variable(name="OIDC_CLIENT_ID", default="", help="Client id given by the provider."),
    Variable(name="OIDC_CLIENT_SECRET", default="", secret=True, help="Client secret given by the provider."),
)


def load(environ: Mapping[str, str] | None = None) -> dict[str, Setting]:
    """Read all variables; raises ConfigurationError with one sentence a mistake."""
    environ = os.environ if environ is None else environ
    mistakes = _unknown_names(environ)
    settings: dict[str, Setting] = {}
    for variable in VARIABLES:
        try:
            settings[variable.name] = _read(variable, environ)
        except (ValueError, OSError) as error:
            mistakes.append(f"{PREFIX}{variable.name}: {error}.")
    if mistakes:
        raise ConfigurationError("\n".join(mistakes))
    return settings


def _unknown_names(environ: Mapping[str, str]) -> list[str]:
    known = [f"{PREFIX}{variable.name}{suffix}" for variable in VARIABLES for suffix in ("", "_FILE")]
    mistakes = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {close[0]}?" if close else " `regard config show` lists the known ones."
            mistakes.append(f"{name} is not a setting of Regard.{hint}")
    return mistakes


def _read(variable: Variable, environ: Mapping[str, str]) -> Setting:
    name = f"{PREFIX}{variable.name}"
    if name in environ and f"{name}_FILE" in environ:
        message = f"is given twice, by {name} and by {name}_FILE; keep one"
        raise ValueError(message)
    if f"{name}_FILE" in environ:
        path = environ[f"{name}_FILE"]
        text, source = Path(path).read_text(encoding="utf-8").strip(), f"file {path}"
    elif name in environ:
        text, source = environ[name], "environment"
    else:
        text, source = variable.default, "default"
    return Setting(variable=variable, text=text, value=variable.read(text), source=source)


def secret_key(data: Path) -> str:
    """The key kept in the data folder, made on first use with mode 0600."""
    path = data / "secret-key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of the same start was quicker
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="ascii").strip()
