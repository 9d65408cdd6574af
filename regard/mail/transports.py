"""Handing a letter to the next server, or keeping it as a file for the sample company."""

import base64
import os
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from regard.kit import faults
from regard.mail.rules.access import SmtpAccess, access_by_url

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


class SignInRefusedError(DeferredError):
    """The server did not take the user name, password or token. Nothing was sent."""


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
    """Hands letters to a server: the one of REGARD_EMAIL_URL, or a mailbox's own."""

    def __init__(self, server: str | SmtpAccess) -> None:
        self._access = access_by_url(server) if isinstance(server, str) else server

    def check(self) -> None:
        """Connect and sign in, and send nothing. Raises DeferredError, its cause attached, or SignInRefusedError."""
        self._connect_or_defer().close()

    def send(self, *, name: str, sender: str, recipients: Sequence[str], content: bytes) -> dict[str, Answer]:  # noqa: ARG002
        """One connection a letter."""
        smtp = self._connect_or_defer()
        faults.step("send.connected")
        try:
            return self._transfer(smtp, sender, recipients, content)
        finally:
            smtp.close()

    def _connect_or_defer(self) -> smtplib.SMTP:
        server = f"{self._access.host}:{self._access.port}"
        try:
            return self._connect()
        except smtplib.SMTPAuthenticationError as error:
            raise SignInRefusedError(f"{server}: {_sentence(error)}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeferredError(f"{server}: {_sentence(error)}") from error

    def _connect(self) -> smtplib.SMTP:
        access, context = self._access, ssl.create_default_context()
        if access.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(access.host, access.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(access.host, access.port, timeout=TIMEOUT_SECONDS)
        try:
            smtp.ehlo()
            is_offered = access.security == "offered" and access.username and smtp.has_extn("starttls")
            if access.security == "starttls" or is_offered:
                smtp.starttls(context=context)
                smtp.ehlo()
            _sign_in(smtp, access)
        except BaseException:
            smtp.close()
            raise
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


def _sign_in(smtp: smtplib.SMTP, access: SmtpAccess) -> None:
    if access.token:
        # The mechanism of Google and Microsoft: https://developers.google.com/gmail/imap/xoauth2-protocol
        words = f"user={access.username}\1auth=Bearer {access.token}\1\1"
        code, text = smtp.docmd("AUTH", f"XOAUTH2 {base64.b64encode(words.encode()).decode()}")
        if code == 334:  # what is wrong comes as a challenge; an empty answer to it ends the try
            code, text = smtp.docmd("")
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, text)
    elif access.username:
        smtp.login(access.username, access.password)


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
