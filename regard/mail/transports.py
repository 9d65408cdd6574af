"""Handing a letter to the next server, or keeping it as a file for the sample company."""

import os
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from regard.kit import faults

TIMEOUT_SECONDS = 60


class UncertainError(Exception):
    """The connection broke after the letter's last dot was sent: nobody knows whether it was taken."""


class DeferredError(Exception):
    """The server cannot be reached, or asks to come again later. Nothing was sent."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server said about one recipient: `code` as in RFC 5321, 2xx taken, 4xx later, 5xx refused."""

    code: int
    text: str


class Transport(Protocol):
    """Hands one letter over and tells what the other side said, recipient by recipient."""

    def send(self, *, name: str, sender: str, recipients: Sequence[str], content: bytes) -> dict[str, Answer]:
        """Raises DeferredError or UncertainError when there is no answer for the letter as a whole."""
        ...


class FolderTransport:
    """Keeps letters as .eml files: the sample company's mail never leaves the machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, *, name: str, sender: str, recipients: Sequence[str], content: bytes) -> dict[str, Answer]:
        """Write one file; a second attempt at the same letter writes the same file."""
        self._folder.mkdir(parents=True, exist_ok=True)
        envelope = f"Return-Path: <{sender}>\r\n" + "".join(f"Delivered-To: {address}\r\n" for address in recipients)
        path = self._folder / f"{name}.eml"
        temporary = path.with_suffix(f".{os.getpid()}.new")
        temporary.write_bytes(envelope.encode() + content)
        temporary.replace(path)
        return {address: Answer(code=250, text="kept as a file") for address in recipients}


class SmtpTransport:
    """Hands letters to the server of REGARD_EMAIL_URL."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._host = parts.hostname or "localhost"
        self._port = parts.port or {"smtps": 465, "smtp+starttls": 587}.get(parts.scheme, 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def send(self, *, name: str, sender: str, recipients: Sequence[str], content: bytes) -> dict[str, Answer]:  # noqa: ARG002
        """One connection a letter."""
        try:
            smtp = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise DeferredError(f"{self._host}:{self._port}: {_sentence(error)}") from error
        faults.step("send.connected")
        try:
            return self._transfer(smtp, sender, recipients, content)
        finally:
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        smtp.ehlo()
        if self._scheme == "smtp+starttls" or (self._user and smtp.has_extn("starttls") and self._scheme == "smtp"):
            smtp.starttls(context=context)
            smtp.ehlo()
        if self._user:
            smtp.login(self._user, self._password)
        return smtp

    def _transfer(
        self, smtp: smtplib.SMTP, sender: str, recipients: Sequence[str], content: bytes
    ) -> dict[str, Answer]:
        try:
            answers = self._announce(smtp, sender, recipients)
        except (OSError, smtplib.SMTPException) as error:
            raise DeferredError(_sentence(error)) from error
        taken = [address for address, answer in answers.items() if answer.code < 300]
        if taken:
            final = _send_data(smtp, content)
            answers |= dict.fromkeys(taken, final)
        return answers

    def _announce(self, smtp: smtplib.SMTP, sender: str, recipients: Sequence[str]) -> dict[str, Answer]:
        code, text = smtp.mail(sender, ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else [])
        if code >= 300:
            return dict.fromkeys(recipients, _answer(code, text))
        return {address: _answer(*smtp.rcpt(address)) for address in recipients}


def _send_data(smtp: smtplib.SMTP, content: bytes) -> Answer:
    try:
        return _answer(*smtp.data(content))
    except smtplib.SMTPDataError as error:  # refused before the first byte of the letter
        return _answer(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        raise UncertainError(_sentence(error)) from error


def _answer(code: int, text: bytes | str) -> Answer:
    return Answer(code=code, text=f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}")


def _sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
