"""The main job between real servers: Dovecot holds the mailbox, an SMTP server takes what we send."""

import email
import json
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from journeys.conftest import INES, Regard, copy_of, sign_in, wait_for
from regard.mail.tests.dovecot import PASSWORD, Dovecot, running
from tools.testing.smtp_peer import Peer, smtp_peer

SUPPORT = "support@havn.example"


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def peer() -> Iterator[Peer]:
    with smtp_peer() as server:
        yield server


@pytest.fixture
def regard(havn_pumps: Path, tmp_path: Path, peer: Peer, dovecot: Dovecot) -> Iterator[Regard]:
    """The sample company with one mailbox more, on Dovecot, and a server that takes its mail."""
    program = copy_of(havn_pumps, tmp_path, REGARD_EMAIL_URL=peer.url)
    password = tmp_path / "password"
    password.write_text(PASSWORD)
    program.run(
        "mailbox", "add", SUPPORT, "--name", "Havn Support", "--team", "Service", "--imap-host", "127.0.0.1",
        "--imap-port", str(dovecot.port), "--imap-security", "none", "--imap-user", "support",
        "--imap-password-file", str(password),
    )  # fmt: skip
    preview = json.loads(program.run("mailbox", "receipts", SUPPORT, "--json"))
    program.run("mailbox", "receipts", SUPPORT, "--on", preview["mark"])
    program.start()
    yield program
    program.stop()


def letter(
    subject: str, text: str, *, answers: str = "", sender: str = "Carla Customer <carla@mirela.example>"
) -> EmailMessage:
    message = EmailMessage(policy=default)
    message["From"], message["To"], message["Subject"] = sender, SUPPORT, subject
    message["Message-ID"] = f"<{abs(hash(subject + text))}@mirela.example>"
    if answers:
        message["In-Reply-To"] = answers
    message.set_content(text)
    return message


def taken(peer: Peer) -> list[EmailMessage]:
    return [email.message_from_bytes(envelope.content, policy=default) for envelope in peer.taken]


def test_mail_from_dovecot_is_acknowledged_and_answered_over_smtp(
    regard: Regard, dovecot: Dovecot, peer: Peer, context: BrowserContext
) -> None:
    page = sign_in(regard, context, INES)
    page.goto(f"{regard.url}/inbox/?view=team")
    question = letter("Filter for the P-110", "Which filter fits the P-110, please? We need two of them.")
    dovecot.deliver("support", question.as_bytes())

    row = page.get_by_role("link", name="Filter for the P-110")
    expect(row).to_be_visible(timeout=15_000)
    receipt = wait_for(lambda: taken(peer))[0]
    assert (receipt["To"], receipt["Auto-Submitted"], peer.taken[0].mail_from) == (
        "carla@mirela.example",
        "auto-replied",
        "<>",
    )

    row.click()
    page.get_by_label("Your answer").fill("It is the 88-410.")
    page.keyboard.press("Control+Enter")
    answer = wait_for(lambda: taken(peer)[1:], seconds=30)[0]
    assert answer["In-Reply-To"] == question["Message-ID"]
    assert "It is the 88-410." in answer.get_body(("plain",)).get_content()

    more = letter("Re: Filter for the P-110", "Thanks! And the price?", answers=answer["Message-ID"])
    dovecot.deliver("support", more.as_bytes())
    expect(page.locator(".msgs")).to_contain_text("And the price?", timeout=15_000)


def test_a_colleagues_answer_from_another_program_stands_in_the_thread_and_stops_the_clock(
    regard: Regard, dovecot: Dovecot, context: BrowserContext
) -> None:
    page = sign_in(regard, context, INES)
    question = letter("Seal kit of pump 7781", "How long does the seal kit last?")
    dovecot.deliver("support", question.as_bytes())
    page.goto(f"{regard.url}/inbox/?view=team")
    page.get_by_role("link", name="Seal kit of pump 7781").click(timeout=15_000)
    expect(page.locator("#thread-head")).to_contain_text("answer promised")

    colleague = letter(
        "Re: Seal kit of pump 7781",
        "About two years.",
        answers=question["Message-ID"],
        sender="Tom Okoye <support@havn.example>",
    )
    colleague.replace_header("To", "carla@mirela.example")
    dovecot.deliver("support", colleague.as_bytes(), folder="Sent")

    expect(page.locator(".msgs")).to_contain_text("About two years.", timeout=45_000)
    expect(page.locator("#thread-head")).to_contain_text("answered", timeout=10_000)
