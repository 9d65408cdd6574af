"""A company's mail provider on loopback: its names, a mailbox with Dovecot, and a server that signs and takes letters."""

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from journeys.conftest import free_port
from regard.mail.tests.dovecot import PASSWORD, Dovecot
from regard.mail.tests.dovecot import running as running_dovecot
from tools.testing.network import NameServer, name_server

DOMAIN = "havn.example"
#: Nobody on loopback checks it; Regard reads who signed, and with which key.
SIGNATURE = (
    f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={DOMAIN}; s=one; h=from; bh=AAAA; b=AAAA\r\n".encode()
)


@dataclass
class Provider:
    """`taken`: every letter that left, as (recipients, letter)."""

    dovecot: Dovecot
    names: NameServer
    port: int
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        """What an installation needs to see this small internet: its name server, loopback, and its certificate."""
        return {
            "REGARD_DNS_SERVER": f"127.0.0.1:{self.names.port}",
            "REGARD_MAIL_PRIVATE_SERVERS": "yes",
            "SSL_CERT_FILE": str(self.dovecot.base / "certificate.pem"),
        }

    def publish(self, *, dmarc: str) -> None:
        """Say who may send in the company's name."""
        self.names.put(DOMAIN, "TXT", '"v=spf1 ip4:127.0.0.1 -all"')
        self.names.put(f"_dmarc.{DOMAIN}", "TXT", f'"v=DMARC1; p={dmarc}"')

    def deliver(self, user: str, message: EmailMessage) -> None:
        """Put a letter into a mailbox, as one that came in at its date."""
        with self.dovecot.as_user(user) as client:
            client.append("INBOX", message.as_bytes(), msg_time=message["Date"].datetime)

    def sent_to(self, address: str) -> list[EmailMessage]:
        return [letter for recipients, letter in self.taken if recipients == [address]]

    async def handle_MAIL(  # noqa: N802  aiosmtpd calls it
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd calls it
        content = envelope.content
        assert isinstance(content, bytes)
        signed = SIGNATURE + content
        self.taken.append((envelope.rcpt_tos, message_from_bytes(signed, policy=default)))
        for address in envelope.rcpt_tos:
            if address.endswith(f"@{DOMAIN}"):
                self.dovecot.deliver(address, signed)
        return "250 taken"


def knows(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword) -> AuthResult:
    return AuthResult(success=given.password == PASSWORD.encode(), handled=False)


@contextlib.contextmanager
def running() -> Iterator[Provider]:
    """A provider whose servers are found by the names it publishes (RFC 6186)."""
    with running_dovecot() as dovecot, name_server() as names:
        provider = Provider(dovecot, names, free_port())
        names.put("localhost", "A", "127.0.0.1")
        names.put(f"_imaps._tcp.{DOMAIN}", "SRV", f"0 0 {dovecot.tls_port} localhost.")
        names.put(f"_submissions._tcp.{DOMAIN}", "SRV", f"0 0 {provider.port} localhost.")
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(dovecot.base / "certificate.pem", dovecot.base / "key.pem")
        controller = Controller(
            provider, "127.0.0.1", provider.port, ssl_context=secure, authenticator=knows, auth_require_tls=False
        )
        controller.start()
        yield provider
        controller.stop()
