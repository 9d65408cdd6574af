"""Settings > Channels: what stands there comes from rows, and what is pressed changes them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from conftest import MORNING, Company
from regard.channels.loops import operations as loops
from regard.channels.loops.queries import Published
from regard.channels.models import Channel, Loop
from regard.kit import clock
from regard.mail.models import Mailbox
from regard.mail.queries import raw_bytes
from regard.mail.tests import fake_imap
from regard.mail.tests.fake_imap import FakeImap
from tools.testing import network
from tools.testing.letters import arrive, letter
from tools.testing.smtp_peer import Peer, smtp_peer

ADDRESS = "new@havn.example"


def says(response: HttpResponse) -> str:
    body = re.sub(r"<(script|svg|title)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with fake_imap.running() as fake:
        yield fake


@pytest.fixture
def peer() -> Iterator[Peer]:
    with smtp_peer() as taking:
        yield taking


def typed(company: Company, server: FakeImap, peer: Peer | None = None, **changed: object) -> dict[str, object]:
    values = {
        "address": ADDRESS, "password": "geheim", "name": "Havn", "team": str(company.team.id), "history": "on",
        "username": ADDRESS, "imap_host": "127.0.0.1", "imap_port": server.port, "imap_security": "none",
        "smtp_host": "", "smtp_port": 465, "smtp_security": "none",
    }  # fmt: skip
    if peer:
        values |= {"smtp_host": "127.0.0.1", "smtp_port": peer.port}
    return values | changed


def test_found_servers_stand_in_the_form(olga: Client, settings) -> None:
    with network.name_server() as names:
        settings.DNS_SERVER = names.at
        names.put("_imaps._tcp.havn.example", "SRV", "0 0 993 in.havn.example.")
        names.put("_submissions._tcp.havn.example", "SRV", "0 0 465 out.havn.example.")
        answer = olga.get("/settings/channels/connect/", {"address": "Service@havn.example"})

    assert "Found in.havn.example:993 and out.havn.example:465, both encrypted." in says(answer)
    assert answer.context["form"].initial["imap_host"] == "in.havn.example"
    assert '<details class="card">' in answer.content.decode()


def test_nothing_found_opens_the_fields(olga: Client, settings) -> None:
    with network.name_server() as names:
        settings.DNS_SERVER = names.at
        answer = olga.get("/settings/channels/connect/", {"address": ADDRESS})

    assert "No servers were found for this address." in says(answer)
    assert '<details class="card" open>' in answer.content.decode()


def test_mailbox_is_connected_and_only_watches(olga: Client, company: Company, server: FakeImap, settings) -> None:
    server.inbox.add(letter(), at=clock.now() - timedelta(days=3))
    answer = olga.post("/settings/channels/connect/", typed(company, server), follow=True)

    channel = Channel.objects.get(mailbox__address=ADDRESS)
    assert answer.redirect_chain == [(f"/settings/channels/{channel.id}/", 302)]
    mailbox = channel.mailbox
    assert mailbox
    assert (mailbox.way, mailbox.imap_host, mailbox.smtp_host) == ("imap", "127.0.0.1", "")
    assert mailbox.history_since
    assert abs(clock.now() - timedelta(days=90) - mailbox.history_since) < timedelta(minutes=1)
    assert not channel.acknowledges
    said = says(answer)
    assert "Connected. Regard watches; it sends nothing yet." in said
    assert "Nobody gets a receipt until you have seen how it looks" in said
    assert "geheim" not in answer.content.decode()


def test_refusal_is_said_in_a_sentence_and_changes_nothing(olga: Client, company: Company, server: FakeImap) -> None:
    answer = olga.post("/settings/channels/connect/", typed(company, server, imap_port=9))

    assert answer.status_code == 422
    assert "127.0.0.1:9 cannot be reached: nothing listens there." in says(answer)
    assert "geheim" not in answer.content.decode()
    assert not Mailbox.objects.filter(address=ADDRESS).exists()


def test_server_for_mail_out_is_tried_too(olga: Client, company: Company, server: FakeImap, peer: Peer) -> None:
    refused = olga.post("/settings/channels/connect/", typed(company, server, peer))
    assert refused.status_code == 422  # this peer knows no way to sign in
    assert f"127.0.0.1:{peer.port}" in says(refused)
    assert peer.taken == []
    assert not Mailbox.objects.filter(address=ADDRESS).exists()


@pytest.mark.parametrize(
    "wrong", [{"address": "nobody"}, {"imap_host": "a b"}, {"imap_port": "0"}, {"password": ""}, {"team": ""}]
)
def test_impossible_input_is_shown_at_its_field(
    olga: Client, company: Company, server: FakeImap, wrong: dict[str, str]
) -> None:
    answer = olga.post("/settings/channels/connect/", typed(company, server, **wrong))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)


def test_agent_cannot_connect_or_press_anything(company: Company, server: FakeImap) -> None:
    client = Client()
    client.force_login(company.ada)
    base = f"/settings/channels/{company.channel.id}/"
    for path in (
        "/settings/channels/connect/",
        *(base + action for action in ("test/", "heartbeat/", "domain/", "receipts/")),
    ):
        assert client.post(path, typed(company, server)).status_code == 403
    assert client.get(base).status_code == 403
    assert not Loop.objects.exists()
    channel = Channel.objects.get()
    assert (channel.heartbeat_is_on, channel.acknowledges) == (True, True)


def test_test_letter_is_shown_at_its_step(olga: Client, company: Company, settings) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    base = f"/settings/channels/{company.channel.id}/"
    assert "No test letter was sent yet." in says(olga.get(base))
    olga.post(f"{base}test/")
    page = olga.get(base)
    assert "The test letter waits to leave" in says(page)
    assert "hx-trigger" in page.content.decode()

    loop = Loop.objects.get()
    arrive(raw_bytes(loop.outgoing), company.mailbox, at=loop.started_at + timedelta(seconds=3.1))
    part = olga.get(f"{base}loop/")
    assert "A test letter went out, came back, and was filed nowhere" in says(part)
    assert "3.1 s" in says(part)
    assert "hx-trigger" not in part.content.decode()


def test_deaf_channel_is_shown_everywhere(olga: Client, company: Company, settings) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    at = clock.now() - timedelta(minutes=7)
    loops.send_test(channel=company.channel, by=None, at=at, is_heartbeat=True)
    loops.watch(at=at + timedelta(minutes=6))

    (row,) = olga.get("/settings/channels/").context["rows"]
    assert (row.state.text, row.state.kind) == ("A test letter has not come back since 7 min ago", "bad")
    letters = next(place for place in olga.get("/today/").context["navigation"] if place.key == "m")
    assert (letters.count, letters.hot) == (1, True)


def test_domain_is_told_in_words_with_the_next_step(olga: Client, company: Company) -> None:
    published = Published(
        spf=["v=spf1 include:host.example -all"], dmarc=["v=DMARC1; p=none"], dmarc_domain="havn.example", selector="",
        dkim_key="",
    )  # fmt: skip
    loops.note_domain(domain="havn.example", published=published, trouble="", at=clock.now())

    page = olga.get(f"/settings/channels/{company.channel.id}/").context["page"]
    assert [(line.kind, line.text, line.detail) for line in page.domain] == [
        ("good", "SPF names who may send for havn.example", "v=spf1 include:host.example -all"),
        ("", "DKIM is not known yet: no test letter has come back with a signature", "send a test"),
        ("warn", "DMARC policy is “none”; mail in your name can be forged", "set p=quarantine"),
    ]  # fmt: skip


def test_heartbeat_can_be_switched(olga: Client, company: Company, settings) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    base = f"/settings/channels/{company.channel.id}/"
    olga.post(f"{base}heartbeat/", {"on": "no"})
    assert not Channel.objects.get().heartbeat_is_on
    assert "It is off." in says(olga.get(base))
    olga.post(f"{base}heartbeat/", {"on": "yes"})
    assert Channel.objects.get().heartbeat_is_on


def test_receipts_are_switched_on_by_who_saw_them(olga: Client, company: Company) -> None:
    Channel.objects.update(acknowledgement_on_since=None)
    path = f"/settings/channels/{company.channel.id}/receipts/"
    preview = olga.get(path)
    assert "will answer you personally" in says(preview)
    stale = olga.post(path, {"on": "yes", "seen": "something else"})
    assert stale.status_code == 409
    assert not Channel.objects.get().acknowledges

    olga.post(path, {"on": "yes", "seen": preview.context["seen"]})
    channel = Channel.objects.get()
    assert (channel.acknowledges, channel.acknowledgement_on_by) == (True, company.olga)
    assert "switched on by Olga Owner" in says(olga.get(f"/settings/channels/{channel.id}/"))
    olga.post(path, {"on": "no"})
    assert not Channel.objects.get().acknowledges


def test_pages_take_few_statements(olga: Client, company: Company, django_assert_max_num_queries) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    for path in ("/settings/channels/", f"/settings/channels/{company.channel.id}/"):
        olga.get(path)
        with django_assert_max_num_queries(12):
            olga.get(path)
