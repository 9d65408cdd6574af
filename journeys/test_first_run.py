"""From an empty folder to the first real answer: four steps, the mailbox found by itself, and nobody written to unasked."""

import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from journeys import provider as provider_
from journeys.conftest import Regard, wait_for
from journeys.letters import said
from journeys.provider import DOMAIN, Provider
from regard.kit import clock
from regard.mail.tests.dovecot import PASSWORD, is_installed

pytestmark = pytest.mark.skipif(not is_installed(), reason="needs Debian's dovecot-imapd and openssl")
OURS = "help@havn.example"
CARLA = "carla@mirela.example"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with provider_.running() as one:
        yield one


@pytest.fixture
def regard(provider: Provider, tmp_path: Path) -> Iterator[Regard]:
    """A program that has never run: no folder, no table, nobody."""
    program = Regard(tmp_path / "var", settings=provider.settings)
    program.start()
    yield program
    program.stop()


def letter(subject: str, text: str, *, sender: str, days_ago: float = 0) -> EmailMessage:
    message = EmailMessage(policy=default)
    message["From"], message["To"], message["Subject"] = sender, OURS, subject
    message["Date"] = format_datetime(clock.now() - timedelta(days=days_ago))
    message["Message-ID"] = f"<{time.time_ns()}@mirela.example>"
    message.set_content(text)
    return message


def times(page: Page) -> list[str]:
    return page.locator(".step > .num").all_inner_texts()


def test_from_an_empty_folder_to_the_first_answer(regard: Regard, provider: Provider, context: BrowserContext) -> None:
    began = time.monotonic()
    for n, subject in enumerate(("Is the P-220 in stock?", "Invoice 4711", "Where is my pump?")):
        old = letter(
            subject, "Good morning, could you tell me?", sender=f"Old {n} <old{n}@firm{n}.example>", days_ago=9 + n
        )
        provider.deliver(OURS, old)
    made = regard.run(
        "user", "create", "ines@havn.example", "--name", "Ines Moreau", "--role", "owner", "--zone", "Europe/Copenhagen",
        "--json",
    )  # fmt: skip
    page = context.new_page()
    page.goto(json.loads(made)["sign_in_url"])
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    page.goto(f"{regard.url}/")
    expect(page).to_have_url(f"{regard.url}/welcome/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Four steps, about three minutes.")
    assert times(page) == ["20 s", "about 1 min", "by itself", "30 s"]
    expect(page.get_by_role("button", name="look around with made-up customers")).to_be_visible()

    page.get_by_label("Company name").fill("Havn Pumps")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Address", exact=True).fill(OURS)
    page.get_by_role("button", name="Find its servers").click()
    found = f"Found localhost:{provider.dovecot.tls_port} and localhost:{provider.port}, both encrypted."
    expect(page.get_by_role("main")).to_contain_text(found)
    page.get_by_label("Password or app password").fill("not this one")
    page.get_by_role("button", name="Connect and read 90 days").click()
    expect(page.get_by_role("main")).to_contain_text("That did not work, and nothing was changed.")
    page.get_by_label("Password or app password").fill(PASSWORD)
    page.get_by_role("button", name="Connect and read 90 days").click()
    expect(page.get_by_text("Connected. The last 90 days are being read.")).to_be_visible(timeout=20_000)

    expect(page.locator("#customers")).to_contain_text("3 letters were read.", timeout=60_000)
    expect(page.locator("#customers")).to_contain_text("100% of those who wrote have no answer (3 of 3 letters).")
    expect(page.locator("#customers")).to_contain_text("Old 0: Is the P-220 in stock?")
    page.get_by_label("We answer").select_option(label="within 2 hours")
    page.get_by_label("From", exact=True).fill("00:01")
    page.get_by_label("Until", exact=True).fill("23:59")
    page.get_by_label("On Saturdays too").check()
    page.get_by_label("On Sundays too").check()
    page.get_by_role("button", name="Promise that").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are set up.")
    took = re.compile(r"\d+(\.\d+)? s|\d+ min")
    assert [bool(took.fullmatch(text)) for text in times(page)] == [True, True, False, True], times(page)

    page.get_by_role("link", name="See the receipt").click()
    expect(page.get_by_role("main")).to_contain_text("Ines Moreau will answer you personally")
    page.get_by_role("button", name="Send this receipt to whoever writes").click()
    expect(page.get_by_text("Whoever writes from now on gets a receipt.")).to_be_visible()

    provider.deliver(OURS, letter("Pump stops", "Our P-220 stops. What can we do?", sender=f"Carla Customer <{CARLA}>"))
    receipt = wait_for(lambda: provider.sent_to(CARLA), seconds=30)[0]
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert "Ines Moreau will answer you personally" in said(receipt)
    page.goto(f"{regard.url}/inbox/?view=team")
    page.get_by_role("link", name="Pump stops").click()
    page.get_by_label("Your answer").fill("Good morning Carla,\n\nplease clean the inlet filter first.")
    page.keyboard.press("Control+Enter")
    answer = wait_for(lambda: provider.sent_to(CARLA)[1:], seconds=60)[0]
    assert said(answer) == "Good morning Carla,\n\nplease clean the inlet filter first."
    assert answer["From"].addresses[0].display_name == "Ines Moreau (Havn Pumps)"

    page.goto(f"{regard.url}/search/?q=Invoice+4711")
    page.locator("[data-item]").first.click()
    expect(page.locator(".msgs")).to_contain_text("Good morning, could you tell me?")
    expect(page.locator(".msgs")).not_to_contain_text("Receipt")
    outside = {
        address for recipients, _letter in provider.taken for address in recipients if f"@{DOMAIN}" not in address
    }
    assert outside == {CARLA}, "whoever wrote before is written to by nobody but a person"
    assert time.monotonic() - began < 600
