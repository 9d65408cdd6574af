"""Consents instead of passwords, with a provider on loopback, a Dovecot that asks it, and an SMTP server that takes tokens."""

import base64
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from django.db import connections

from regard.events.operations import Subject
from regard.jobs.models import Job
from regard.jobs.worker import run_due
from regard.kit import clock
from regard.kit.ids import uuid7
from regard.mail import operations as mail
from regard.mail.imap import operations as imap
from regard.mail.imap.fleet import Fleet
from regard.mail.imap.opening import open_mailbox
from regard.mail.models import Attempt, Grant, Mailbox, Outgoing
from regard.mail.oauth import operations as oauth
from regard.mail.oauth import rules
from regard.mail.oauth.http import CannotRenewError, ConsentWithdrawnError, Tokens
from regard.mail.oauth.operations import token_for
from regard.mail.oauth.rules import Provider
from regard.mail.operations.queue import Posting
from regard.mail.rules.access import Access, SmtpAccess
from regard.mail.tests import dovecot
from regard.mail.tests.dovecot import Dovecot
from regard.mail.tests.imap_support import PATIENT, QUICK, stored
from tools.testing import smtp_peer
from tools.testing.letters import letter
from tools.testing.token_server import CLIENT_ID, CLIENT_SECRET, TokenServer, token_server

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def module_server() -> Iterator[TokenServer]:
    with token_server() as running:
        yield running


@pytest.fixture(scope="module")
def imap_server(module_server: TokenServer) -> Iterator[Dovecot]:
    if not dovecot.is_installed():
        pytest.skip("needs Debian's dovecot-imapd and openssl")
    with dovecot.running(f"{module_server.url}/introspect") as running:
        yield running


@pytest.fixture
def provider(module_server: TokenServer, monkeypatch) -> Provider:
    module_server.is_down, module_server.rotates, module_server.renewals = False, True, 0
    local = Provider(
        key="local", label="Local", authorize_url=f"{module_server.url}/authorize",
        token_url=f"{module_server.url}/token", scope="mail",
    )  # fmt: skip
    monkeypatch.setitem(rules.PROVIDERS, "local", local)
    oauth.keep_client(provider="local", client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    return local


@pytest.fixture
def user() -> str:
    return f"{uuid4().hex}@havn.example"


def consenting(
    provider: Provider, server: TokenServer, user: str, *, imap_port: int = 1, lasts: timedelta = HOUR
) -> Mailbox:
    """A mailbox connected by a consent."""
    at = clock.now()
    access, refresh = server.consent(user)
    mailbox = mail.add_mailbox(address=user, name="Havn", at=at)
    tokens = Tokens(access=access, refresh=refresh, expires_at=at + lasts)
    oauth.keep_grant(mailbox=mailbox, provider=provider, tokens=tokens, at=at)
    how = Access(host="127.0.0.1", port=imap_port, security="none", username=user, password="", token=access)
    imap.connect(mailbox=mailbox, access=how, at=at)
    mailbox.refresh_from_db()
    return mailbox


def eventually(condition: Callable[[], Any], *, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.05)


def test_mailbox_is_opened_with_a_token(provider, module_server, imap_server, user) -> None:
    mailbox = consenting(provider, module_server, user, imap_port=imap_server.port)
    with open_mailbox(mailbox, PATIENT) as connection:
        assert connection.examine("INBOX").exists == 0
    assert module_server.renewals == 0


def test_token_is_renewed_ahead_of_its_end_and_the_new_consent_is_kept(provider, module_server, user) -> None:
    mailbox = consenting(provider, module_server, user, lasts=timedelta(minutes=4))
    grant = mailbox.grant
    first = token_for(grant, at=clock.now())
    assert module_server.renewals == 1
    assert module_server.user_of(first) == user
    assert token_for(grant, at=clock.now()) == first
    assert module_server.renewals == 1

    Grant.objects.update(expires_at=clock.now())
    assert token_for(grant, at=clock.now()) != first  # with the refresh token that came with the first renewal
    assert module_server.renewals == 2


def test_consent_that_is_not_renewed_itself_goes_on_holding(provider, module_server, user) -> None:
    module_server.rotates = False
    grant = consenting(provider, module_server, user, lasts=timedelta()).grant
    token_for(grant, at=clock.now())
    Grant.objects.update(expires_at=clock.now())
    assert module_server.user_of(token_for(grant, at=clock.now())) == user


def test_many_ask_and_one_renews(provider, module_server, user) -> None:
    """Two renewals with one refresh token would look like theft, and end the consent."""
    grant = consenting(provider, module_server, user, lasts=timedelta()).grant
    got: list[str] = []

    def ask() -> None:
        got.append(token_for(Grant.objects.get(id=grant.id), at=clock.now()))
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1
    assert len(got) == 4
    assert module_server.renewals == 1


def test_token_that_ended_early_is_renewed_once(provider, module_server, imap_server, user) -> None:
    mailbox = consenting(provider, module_server, user, imap_port=imap_server.port)
    module_server.forget_access()
    with open_mailbox(mailbox, PATIENT):
        pass
    assert module_server.renewals == 1


def test_provider_that_is_away_is_no_withdrawn_consent(provider, module_server, user) -> None:
    grant = consenting(provider, module_server, user, lasts=timedelta()).grant
    module_server.is_down = True
    with pytest.raises(CannotRenewError, match="Local"):
        token_for(grant, at=clock.now())
    module_server.is_down = False
    assert token_for(grant, at=clock.now())
    assert Grant.objects.get().withdrawn_at is None


def test_consent_that_was_withdrawn_is_told_and_kept_from_trying(provider, module_server, user) -> None:
    mailbox = consenting(provider, module_server, user, lasts=timedelta())
    module_server.revoke_all()
    with pytest.raises(ConsentWithdrawnError):
        token_for(mailbox.grant, at=clock.now())
    with pytest.raises(ConsentWithdrawnError):
        token_for(mailbox.grant, at=clock.now())
    assert module_server.renewals == 1
    mailbox.refresh_from_db()
    assert mailbox.trouble.startswith("Consent was withdrawn at Local.")


def test_withdrawn_in_the_middle_of_fetching_loses_nothing_and_stores_nothing_twice(
    provider, module_server, imap_server, user, monkeypatch
) -> None:
    monkeypatch.setattr("regard.mail.imap.rules.TURN", 2)
    mailbox = consenting(provider, module_server, user, imap_port=imap_server.port)
    letters = [letter() for _ in range(6)]
    imap_server.deliver(user, *letters[:3])
    fleet = Fleet(replace(QUICK, silence=5))
    thread = threading.Thread(target=fleet.run)
    thread.start()
    try:
        eventually(lambda: len(stored()) == 3)
        module_server.revoke_all()
        Grant.objects.update(expires_at=clock.now())
        for poller in list(fleet._pollers.values()):
            poller.connection and poller.connection.cut()
        eventually(lambda: Mailbox.objects.get().trouble.startswith("Consent was withdrawn"))
        imap_server.deliver(user, *letters[3:])
        eventually(lambda: not fleet._pollers)  # it rests
        assert len(stored()) == 3

        access, refresh = module_server.consent(user)
        tokens = Tokens(access=access, refresh=refresh, expires_at=clock.now() + HOUR)
        oauth.keep_grant(mailbox=mailbox, provider=provider, tokens=tokens, at=clock.now())
        eventually(lambda: len(stored()) == 6 and not Mailbox.objects.get().trouble)
    finally:
        fleet.stop()
        thread.join(10)
    assert stored() == letters


class TokenPeer(smtp_peer.Peer):
    """An SMTP server that knows XOAUTH2 and asks the provider."""

    provider: TokenServer
    signed_in: list[str]

    async def auth_XOAUTH2(  # noqa: N802
        self, server: SMTP, args: list[str]
    ) -> AuthResult:
        words = base64.b64decode(args[1]).decode().split("\1")
        user, token = words[0].removeprefix("user="), words[1].removeprefix("auth=Bearer ")
        if self.provider.user_of(token) == user:
            self.signed_in.append(user)
            return AuthResult(success=True, handled=False)
        await server.push("334 eyJzdGF0dXMiOiI0MDAifQ==")
        await server._reader.readline()
        return AuthResult(success=False, handled=False)


@pytest.fixture
def smtp(module_server: TokenServer) -> Iterator[TokenPeer]:
    peer = TokenPeer()
    peer.provider, peer.signed_in = module_server, []
    with smtp_peer._loop_in_thread() as run:
        make = lambda loop: loop.create_server(  # noqa: E731
            lambda: SMTP(peer, loop=loop, auth_require_tls=False), "127.0.0.1", 0
        )
        server = run(make)
        peer.port = server.sockets[0].getsockname()[1]
        yield peer
        server.close()


def queued(mailbox: Mailbox) -> Outgoing:
    posting = Posting(
        content=letter(sender=mailbox.address, to="carla@mirela.example"), message_id=f"{uuid7().hex}@havn.example",
        subject="Re: Pump", sender=mailbox.address, recipients=("carla@mirela.example",), mailbox=mailbox,
        about=Subject("conversation", uuid7()),
    )  # fmt: skip
    return mail.queue(posting, kind=Outgoing.Kind.REPLY, at=clock.now())


def sends_by(mailbox: Mailbox, smtp: TokenPeer) -> None:
    access = SmtpAccess(host="127.0.0.1", port=smtp.port, security="none", username=mailbox.address)
    mail.set_sending(mailbox=mailbox, access=access, at=clock.now())


def test_letter_leaves_with_a_token_renewed_where_it_was_refused(provider, module_server, smtp, user) -> None:
    mailbox = consenting(provider, module_server, user)
    sends_by(mailbox, smtp)
    module_server.forget_access()
    outgoing = queued(mailbox)
    run_due(worker="test", limit=9)

    outgoing.refresh_from_db()
    assert (outgoing.state, outgoing.attempts, len(smtp.taken)) == ("sent", 1, 1), outgoing.last_error
    assert (smtp.signed_in, module_server.renewals) == ([user], 1)


def test_letters_wait_for_a_new_consent_however_long(provider, module_server, smtp, user) -> None:
    mailbox = consenting(provider, module_server, user)
    sends_by(mailbox, smtp)
    module_server.revoke_all()
    with pytest.raises(ConsentWithdrawnError):
        token_for(mailbox.grant, at=clock.now(), refused=token_for(mailbox.grant, at=clock.now()))
    outgoing = queued(mailbox)
    run_due(worker="test", limit=9)
    outgoing.refresh_from_db()
    assert (outgoing.state, outgoing.attempts, Attempt.objects.count()) == ("queued", 0, 0)
    assert outgoing.last_error.startswith("Consent was withdrawn at Local.")
    assert outgoing.next_attempt_at > clock.now() + timedelta(seconds=50)

    access, refresh = module_server.consent(user)
    tokens = Tokens(access=access, refresh=refresh, expires_at=clock.now() + HOUR)
    oauth.keep_grant(mailbox=mailbox, provider=provider, tokens=tokens, at=clock.now())
    Job.objects.update(run_after=clock.now())  # a minute later
    run_due(worker="test", limit=9)
    outgoing.refresh_from_db()
    assert (outgoing.state, len(smtp.taken)) == ("sent", 1)


def test_secrets_of_a_consent_are_not_readable_in_the_database(provider, module_server, user) -> None:
    grant = consenting(provider, module_server, user).grant
    family = module_server.families[-1]
    row = str(vars(grant)) + str(Grant.objects.values().get())
    assert family.refresh not in row
    assert not any(access in row for access in family.access)
