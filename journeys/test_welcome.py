"""The first start, from nothing: four steps with their times, servers found, who is waiting, the promise."""

import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from journeys.conftest import Regard
from regard.kit import clock
from regard.mail.tests.dovecot import PASSWORD, Dovecot, is_installed, running
from tools.testing.network import name_server

pytestmark = pytest.mark.skipif(not is_installed(), reason="needs Debian's dovecot-imapd and openssl")


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def regard(tmp_path: Path) -> Iterator[Regard]:
    with name_server() as names:
        names.put("_imaps._tcp.havn.example", "SRV", "0 0 993 imap.havn.example.")
        names.put("_submissions._tcp.havn.example", "SRV", "0 0 465 smtp.havn.example.")
        program = Regard(tmp_path / "var", settings={"REGARD_DNS_SERVER": f"127.0.0.1:{names.port}"})
        program.run("migrate")
        program.run("user", "create", "vera@havn.example", "--name", "Vera Vogt", "--role", "owner")
        program.start()
        yield program
        program.stop()


def letter(subject: str, *, sender: str, to: str, message_id: str, answers: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Message-ID"] = sender, to, subject, f"<{message_id}>"
    if answers:
        message["In-Reply-To"] = f"<{answers}>"
    message.set_content("Good morning,\n\nwhat should we do?")
    return message.as_bytes()


def past_of(dovecot: Dovecot) -> None:
    """Three customers wrote last month; one was answered."""
    now = clock.now()
    with dovecot.as_user("service") as client:
        for days in (9, 6, 3):
            question = letter(
                f"Question of day {days}", sender=f"Carla <carla@firm{days}.example>", to="service@havn.example",
                message_id=f"q{days}@firm{days}.example",
            )  # fmt: skip
            client.append("INBOX", question, msg_time=now - timedelta(days=days))
        answer = letter(
            "Re: Question of day 9", sender="Vera <service@havn.example>", to="carla@firm9.example",
            message_id="a9@havn.example", answers="q9@firm9.example",
        )  # fmt: skip
        client.append("Sent", answer, msg_time=now - timedelta(days=8))


def test_first_start_shows_found_servers_who_waits_and_ends_with_the_promise(
    regard: Regard, dovecot: Dovecot, context: BrowserContext
) -> None:
    past_of(dovecot)
    began = time.monotonic()
    page = context.new_page()
    page.goto(regard.sign_in_link("vera@havn.example"))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/welcome/")
    steps = page.get_by_role("main").get_by_role("listitem")
    expect(page.get_by_role("heading", name="Four steps, about three minutes.")).to_be_visible()
    expect(page.get_by_role("button", name="look around with made-up customers")).to_be_visible()
    for place, planned in enumerate(("20 s", "about 1 min", "by itself", "30 s")):
        expect(steps.nth(place)).to_contain_text(planned)

    page.get_by_label("Company name").fill("Havn Pumps")
    page.get_by_label("Time zone").select_option("Europe/Copenhagen")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Address").fill("service@havn.example")
    page.get_by_role("button", name="Find its servers").click()
    expect(page.get_by_text("Found imap.havn.example:993 and smtp.havn.example:465, both encrypted.")).to_be_visible()
    page.get_by_text("Set servers by hand").click()
    page.get_by_label("User name").fill("service")
    page.get_by_label("Server for mail in (IMAP)").fill("127.0.0.1")
    page.get_by_label("Port for mail in").fill(str(dovecot.port))
    page.get_by_label("Encryption of mail in").select_option("none")
    page.get_by_label("Server for mail out (SMTP)").fill("")
    page.get_by_label("Password or app password").fill(PASSWORD)
    page.get_by_role("button", name="Connect and read 90 days").click()

    customers = page.locator("#customers")
    expect(customers).to_contain_text("4 letters were read.", timeout=30_000)
    expect(customers).to_contain_text("67% of those who wrote have no answer (2 of 3 letters).", timeout=20_000)
    expect(customers).to_contain_text("Question of day 6")
    expect(customers).not_to_contain_text("Question of day 9")

    page.goto(f"{regard.url}/")  # left and come back
    page.goto(f"{regard.url}/welcome/")
    page.get_by_label("We answer").select_option("120")
    page.get_by_role("button", name="Promise that").click()
    page.get_by_role("link", name="See the receipt").click()
    page.get_by_role("button", name="Send this receipt to whoever writes").click()
    expect(page.get_by_text("switched on by Vera Vogt")).to_be_visible()
    page.goto(f"{regard.url}/welcome/")
    expect(page.get_by_role("heading", name="You are set up.")).to_be_visible()
    expect(page.get_by_role("button", name="look around with made-up customers")).to_have_count(0)
    assert time.monotonic() - began < 120
