"""Settings > Channels: does mail really arrive, what was the last, what does our domain publish, and what comes next."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from journeys import provider as provider_
from journeys.conftest import Regard, copy_of, wait_for
from journeys.provider import DOMAIN, Provider
from journeys.test_first_run import letter
from regard.mail.tests.dovecot import PASSWORD, is_installed

pytestmark = pytest.mark.skipif(not is_installed(), reason="needs Debian's dovecot-imapd and openssl")
SUPPORT = f"support@{DOMAIN}"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with provider_.running() as one:
        yield one


@pytest.fixture
def regard(havn_pumps: Path, tmp_path: Path, provider: Provider) -> Iterator[Regard]:
    program = copy_of(havn_pumps, tmp_path, **provider.settings)
    program.start()
    yield program
    program.stop()


def test_a_mailbox_is_connected_and_proves_that_mail_arrives(regard: Regard, provider: Provider, ines: Page) -> None:
    provider.publish(dmarc="none")
    ines.goto(f"{regard.url}/settings/channels/")
    ines.get_by_role("link", name="Connect a mailbox").click()
    ines.get_by_label("Address", exact=True).fill(SUPPORT)
    ines.get_by_role("button", name="Find its servers").click()
    ines.get_by_label("Password or app password").fill(PASSWORD)
    ines.get_by_label("Sender name").fill("Havn Support")
    ines.get_by_label("Goes to").select_option(label="Service")
    ines.get_by_role("button", name="Connect", exact=True).click()
    expect(ines.get_by_text("Connected. Regard watches; it sends nothing yet.")).to_be_visible(timeout=20_000)
    state = ines.get_by_role("region", name=SUPPORT)
    expect(state).to_contain_text("Sending with SMTP, TLS checked")
    expect(state).to_contain_text(f"localhost:{provider.port}")
    expect(state).to_contain_text("No mail yet")
    expect(state).to_contain_text("No test letter was sent yet.")

    ines.get_by_role("button", name="Send a test through the whole loop").click()
    expect(state).to_contain_text(
        re.compile(r"A test letter went out, came back, and was filed nowhere .*\d s"), timeout=60_000
    )
    look_up_the_domain(ines)
    expect_soon(ines, state, "SPF names who may send for havn.example")
    expect(state).to_contain_text("Letters are signed, but the key of the signature is not published")
    expect(state).to_contain_text("one._domainkey.havn.example")
    expect(state).to_contain_text("DMARC policy is “none”; mail in your name can be forged")
    expect(state).to_contain_text("set p=quarantine")

    with provider.dovecot.as_user(SUPPORT) as client:
        client.select_folder("INBOX", readonly=True)
        assert wait_for(lambda: client.noop() and not client.search()), "the test letter is taken out again"

    provider.publish(dmarc="quarantine")
    provider.names.put("one._domainkey.havn.example", "TXT", '"v=DKIM1; k=rsa; p=MIGfMA0G"')
    look_up_the_domain(ines)
    expect_soon(ines, state, "DMARC has forged letters turned away")
    expect(state).to_contain_text("DKIM: letters are signed, and the key is published")

    provider.deliver(SUPPORT, letter("Pump stops", "What now?", sender="Carla <carla@mirela.example>"))
    expect_soon(ines, state, "Last mail")
    expect(state).to_contain_text("Fetching with IMAP, IDLE is on: told at once")
    ines.goto(f"{regard.url}/search/?q=%22Regard+test+letter%22")
    expect(ines.locator("[data-item]")).to_have_count(0)
    ines.go_back()

    expect(ines.get_by_role("region", name="Receipts")).to_contain_text(
        "Nobody gets a receipt until you have seen how it looks"
    )
    ines.get_by_role("link", name="See how they look").click()
    expect(ines.get_by_text("will answer you personally").first).to_be_visible()
    ines.get_by_role("button", name="Send this receipt to whoever writes").click()
    expect(ines.get_by_role("region", name="Receipts")).to_contain_text("switched on by Ines Moreau")
    ines.get_by_role("link", name="All channels").click()
    row = ines.get_by_role("row", name=SUPPORT)
    expect(row).to_contain_text("Service")
    expect(row).to_contain_text("in working time")


def look_up_the_domain(page: Page) -> None:
    """Ask for it, and be on the page that answers: a page loaded again before that is still on its way."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Look SPF, DKIM and DMARC up")).click()


def expect_soon(page: Page, place: Locator, text: str) -> None:
    """The page says so when it is loaded again, at the latest after some seconds."""
    for _ in range(20):
        page.reload()
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"{text!r} is not said; {place.inner_text()}")
