"""Settings > Channels, against a Dovecot and an SMTP server that hands everything back to it: does it really arrive?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from journeys.conftest import Regard, copy_of, sign_in, wait_for
from regard.mail.tests.dovecot import PASSWORD, Dovecot, is_installed, running
from tools.testing.network import NameServer, name_server
from tools.testing.smtp_peer import Peer, smtp_peer

pytestmark = pytest.mark.skipif(not is_installed(), reason="needs Debian's dovecot-imapd and openssl")
ADDRESS = "support@havn.example"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def peer() -> Iterator[Peer]:
    with smtp_peer() as server:
        yield server


@pytest.fixture
def names() -> Iterator[NameServer]:
    with name_server() as server:
        server.put("_imap._tcp.havn.example", "SRV", "0 0 143 imap.havn.example.")
        server.put("havn.example", "TXT", '"v=spf1 include:host.example -all"')
        server.put("_dmarc.havn.example", "TXT", '"v=DMARC1; p=none"')
        yield server


@pytest.fixture
def regard(havn_pumps: Path, tmp_path: Path, peer: Peer, names: NameServer) -> Iterator[Regard]:
    settings = {"REGARD_EMAIL_URL": peer.url, "REGARD_DNS_SERVER": f"127.0.0.1:{names.port}"}
    program = Regard(copy_of(havn_pumps, tmp_path), settings=settings)
    program.start()
    yield program
    program.stop()


def connect(regard: Regard, page: Page, dovecot: Dovecot, *, password: str = PASSWORD) -> None:
    """As a person does it: the address, what was found, another server by hand, the password."""
    page.goto(f"{regard.url}/settings/channels/")
    page.get_by_role("link", name="Connect a mailbox").click()
    page.get_by_label("Address").fill(ADDRESS)
    page.get_by_role("button", name="Find its servers").click()
    expect(page.locator("#main")).to_contain_text("Found imap.havn.example:143 for mail in")
    page.get_by_label("Password or app password").fill(password)
    page.get_by_label("Sender name").fill("Havn Support")
    page.get_by_label("Goes to").select_option(label="Service")
    page.get_by_label("User name").fill("support")
    page.get_by_label("Server for mail in (IMAP)").fill("127.0.0.1")
    page.get_by_label("Port for mail in").fill(str(dovecot.port))
    page.get_by_label("Encryption of mail in").select_option("none")
    page.get_by_role("button", name="Connect", exact=True).click()


def test_channel_shows_servers_last_mail_the_loop_and_what_the_domain_publishes(
    regard: Regard, dovecot: Dovecot, peer: Peer, context: BrowserContext
) -> None:
    page = sign_in(regard, context, "ines.moreau@havn.example")
    connect(regard, page, dovecot, password="wrong")
    expect(page.get_by_text("does not accept the user name and password")).to_be_visible()
    page.get_by_label("Password or app password").fill(PASSWORD)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("Connected. Regard watches; it sends nothing yet.")).to_be_visible()
    state = page.locator("section", has=page.get_by_role("heading", name=ADDRESS))

    def fetching() -> bool:
        page.reload()
        return "Fetching with IMAP, IDLE is on" in state.inner_text()

    wait_for(fetching)
    page.get_by_role("button", name="Send a test through the whole loop").click()
    test = wait_for(lambda: list(peer.taken))[0]
    expect(state).to_contain_text("has not come back yet", timeout=10_000)
    dovecot.deliver("support", test.content)
    expect(state).to_contain_text("A test letter went out, came back, and was filed nowhere", timeout=15_000)
    with dovecot.as_user("support") as client:
        client.select_folder("INBOX", readonly=True)
        assert wait_for(lambda: client.noop() and not client.search()) is True  # taken out again

    page.get_by_role("button", name="Look SPF, DKIM and DMARC up").click()

    def looked_up() -> bool:
        page.reload()
        return "DMARC policy is “none”" in state.inner_text()

    wait_for(looked_up)
    expect(state).to_contain_text("SPF names who may send for havn.example")
    expect(state).to_contain_text("set p=quarantine")
    page.goto(f"{regard.url}/inbox/?view=team")
    expect(page.locator("#main")).not_to_contain_text("Regard test letter")


def test_receipts_are_seen_before_they_are_switched_on(
    regard: Regard, dovecot: Dovecot, peer: Peer, context: BrowserContext
) -> None:
    page = sign_in(regard, context, "ines.moreau@havn.example")
    connect(regard, page, dovecot)
    page.get_by_role("link", name="See how they look").click()
    expect(page.get_by_text("will answer you personally").first).to_be_visible()
    page.get_by_role("button", name="Send this receipt to whoever writes").click()
    expect(page.get_by_text("switched on by Ines Moreau")).to_be_visible()
    page.get_by_role("link", name="All channels").click()
    row = page.get_by_role("row", name=ADDRESS)
    expect(row).to_contain_text("Service")
    expect(row).to_contain_text("in working time")
