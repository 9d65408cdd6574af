"""Connecting a mailbox by consent: to the provider, and back."""

from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.test import Client

from conftest import Company
from regard.administration.views import consent
from regard.channels.models import Channel
from regard.mail.discovery import rules as discovery
from regard.mail.discovery.rules import Provider as Servers
from regard.mail.discovery.rules import Server
from regard.mail.models import Grant, OAuthClient
from regard.mail.oauth import rules
from regard.mail.oauth.rules import Provider
from regard.mail.tests import dovecot
from regard.mail.tests.dovecot import Dovecot
from tools.testing import network
from tools.testing.smtp_peer import smtp_peer
from tools.testing.token_server import CLIENT_ID, CLIENT_SECRET, TokenServer, token_server

pytestmark = pytest.mark.django_db
ADDRESS = "service@havn.example"
BASE = "/settings/channels/sign-in/google/"


@pytest.fixture(scope="module")
def provider() -> Iterator[TokenServer]:
    with token_server() as running:
        yield running


@pytest.fixture(scope="module")
def imap(provider: TokenServer) -> Iterator[Dovecot]:
    if not dovecot.is_installed():
        pytest.skip("needs Debian's dovecot-imapd and openssl")
    with dovecot.running(f"{provider.url}/introspect") as running:
        yield running


@pytest.fixture(autouse=True)
def google(provider: TokenServer, imap: Dovecot, monkeypatch) -> Iterator[None]:
    """The provider called Google here is the one on loopback."""
    local = Provider(
        key="google", label="Google", authorize_url=f"{provider.url}/authorize", token_url=f"{provider.url}/token",
        scope="mail",
    )  # fmt: skip
    monkeypatch.setitem(rules.PROVIDERS, "google", local)
    with smtp_peer() as smtp:
        servers = Servers(
            signs_in="google",
            mx=(".google.com",),
            imap=Server(host="127.0.0.1", port=imap.port, security="none"),
            smtp=Server(host="127.0.0.1", port=smtp.port, security="none"),
        )
        monkeypatch.setattr(discovery, "PROVIDERS", (servers,))
        monkeypatch.setattr(consent, "SERVERS", (servers,))
        monkeypatch.setattr("regard.mail.operations.sending.try_sending", lambda _access: "")
        monkeypatch.setattr("regard.channels.operations.mail.try_sending", lambda _access: "")
        yield


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def says_yes(address: str) -> str:
    """Where the provider sends the person back to."""

    try:
        build_opener(_Stay).open(address)
    except HTTPError as redirected:
        with redirected:
            return redirected.headers["Location"]
    raise AssertionError("no redirect")


def begun(olga: Client, company: Company) -> str:
    olga.post(BASE, {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET})
    typed = {"address": ADDRESS, "name": "Havn", "team": str(company.team.id), "history": "on"}
    return olga.post(f"{BASE}begin/", typed)["Location"]


def test_provider_is_offered_once_it_knows_us(olga: Client, settings) -> None:
    with network.name_server() as names:
        settings.DNS_SERVER = names.at
        names.put("havn.example", "MX", "1 aspmx.l.google.com.")
        before = olga.get("/settings/channels/connect/", {"address": ADDRESS}).content.decode()
        assert "Set up signing in with Google" in before
        olga.post(BASE, {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET})
        after = olga.get("/settings/channels/connect/", {"address": ADDRESS}).content.decode()
    assert "Sign in with Google" in after
    assert "not against Google" in after
    assert CLIENT_SECRET not in olga.get(BASE).content.decode()
    assert CLIENT_SECRET.encode() not in bytes(OAuthClient.objects.get().secret)


def test_yes_connects_the_mailbox(olga: Client, company: Company) -> None:
    address = begun(olga, company)
    asked = dict(parse_qsl(urlsplit(address).query))
    assert asked["redirect_uri"].endswith("/settings/channels/signed-in/")
    assert asked["code_challenge_method"] == "S256"

    back = urlsplit(says_yes(address))
    answer = olga.get(f"{back.path}?{back.query}", follow=True)
    channel = Channel.objects.get(mailbox__address=ADDRESS)
    assert answer.redirect_chain[-1][0] == f"/settings/channels/{channel.id}/"
    assert Grant.objects.get().mailbox == channel.mailbox
    assert channel.mailbox
    assert (channel.mailbox.way, channel.mailbox.imap_username) == ("imap", ADDRESS)

    again = olga.get(f"{back.path}?{back.query}", follow=True)  # a code is good once, and so is the question
    assert "belongs to no question of yours" in again.content.decode()


def test_answer_to_somebody_elses_question_is_refused(olga: Client, company: Company) -> None:
    back = urlsplit(says_yes(begun(olga, company)))
    other = Client()
    other.force_login(company.ben)
    other.get(f"{back.path}?{back.query}")
    forged = back.query.replace("state=", "state=x")
    olga.get(f"{back.path}?{forged}")
    assert not Grant.objects.exists()
    assert not Channel.objects.filter(mailbox__address=ADDRESS).exists()


def test_no_is_taken_for_an_answer(olga: Client, company: Company) -> None:
    state = dict(parse_qsl(urlsplit(begun(olga, company)).query))["state"]
    answer = olga.get("/settings/channels/signed-in/", {"error": "access_denied", "state": state}, follow=True)
    assert "The provider did not give its consent." in answer.content.decode()
    assert not Grant.objects.exists()


def test_agent_may_not_ask(company: Company) -> None:
    client = Client()
    client.force_login(company.ada)
    assert client.get(BASE).status_code == 403
    assert client.post(f"{BASE}begin/").status_code == 403
    assert client.get("/settings/channels/signed-in/").status_code == 403
    assert client.get("/settings/channels/sign-in/nobody/").status_code == 403
