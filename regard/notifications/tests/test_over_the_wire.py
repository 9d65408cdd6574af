"""The whole way over real sockets: a customer's letter comes in, a colleague is mailed, answers, and the customer has it."""

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socket import socket
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope

from conftest import Company, make_company
from regard.conversations.models import Draft, Message
from regard.jobs.worker import run_due
from regard.mail import listener
from regard.notifications.models import MailedAnswer
from regard.notifications.queries import stopped
from regard.notifications.tests.support import PASS, prefer, text_of
from tools.testing.letters import letter
from tools.testing.smtp_peer import Peer, smtp_peer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company(transactional_db: None) -> Company:
    """Ada works day and night: these tests run at any hour."""
    company = make_company()
    company.ada.week = [[["00:00", "24:00"]]] * 7
    company.ada.save()
    for person in (company.ada, company.ben, company.olga):
        prefer(person, is_quiet=False, has_digest=False)
    return company


@pytest.fixture
def port(settings: Any) -> Iterator[int]:
    """Our SMTP server, running in a thread of its own."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        smtp = int(probe.getsockname()[1])
    settings.SMTP_LISTEN, settings.LMTP_LISTEN = ("127.0.0.1", smtp), None
    loop, ready, stopping = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(listener.serve(stopping=stopping, on_ready=ready.set))
    )
    thread.start()
    assert ready.wait(10)
    yield smtp
    loop.call_soon_threadsafe(stopping.set)
    thread.join()
    loop.run_until_complete(_end_connections())
    loop.close()


async def _end_connections() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def work() -> None:
    while run_due(worker="tests", limit=10):
        pass


def send(port: int, raw: bytes, *, sender: str, to: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
        assert smtp.sendmail(sender, [to], raw) == {}


def mailed(peer: Peer, address: str) -> list[tuple[Envelope, EmailMessage]]:
    found = [envelope for envelope in peer.taken if envelope.rcpt_tos == [address]]
    parsed = [(envelope, message_from_bytes(envelope.content or b"", policy=default)) for envelope in found]
    return [(envelope, mail) for envelope, mail in parsed if isinstance(mail, EmailMessage)]


def reply(mail: EmailMessage, text: str, **headers: str) -> bytes:
    quoted = "".join(f"> {line}\n" for line in text_of(mail).splitlines())
    body = f"{text}\n\nOn Tue, 10 Mar 2026 at 10:00, Havn Pumps <help@havn.example> wrote:\n{quoted}"
    answers = str(mail["Message-ID"]).strip("<> ")
    return letter(
        sender="Ada Agent <ada@havn.example>", to=str(mail["Reply-To"]), subject=f"Re: {mail['Subject']}", text=body,
        answers=answers, **headers,
    )  # fmt: skip


def test_a_colleague_answers_a_customer_without_opening_a_page(company: Company, port: int, settings: Any) -> None:
    with smtp_peer() as peer:
        settings.EMAIL_URL = peer.url
        send(port, letter(), sender="carla@mirela.example", to="help@havn.example")
        work()
        ((envelope, mail),) = mailed(peer, "ada@havn.example")
        assert envelope.mail_from == "<>"

        raw = reply(mail, "Clean the filter, Carla.", Authentication_Results=PASS)
        send(port, raw, sender="ada@havn.example", to=str(mail["Reply-To"]))
        work()

        *_receipts, (_envelope, answer) = mailed(peer, "carla@mirela.example")
        assert str(answer["From"]) == '"Ada Agent (Havn Pumps)" <help@havn.example>'
        assert text_of(answer).startswith("Clean the filter, Carla.")
        assert "Write above this line" not in str(answer)
        assert len(mailed(peer, "ada@havn.example")) == 1


def test_a_forged_answer_reaches_no_customer(company: Company, port: int, settings: Any) -> None:
    with smtp_peer() as peer:
        settings.EMAIL_URL = peer.url
        send(port, letter(), sender="carla@mirela.example", to="help@havn.example")
        work()
        ((_envelope, mail),) = mailed(peer, "ada@havn.example")
        before = len(mailed(peer, "carla@mirela.example"))
        for verdict in (
            {},
            {"Authentication_Results": "mx.havn.example; dmarc=fail"},
            {"Authentication_Results": "evil; dmarc=pass"},
        ):
            send(
                port,
                reply(mail, "Pay to this account.", **verdict),
                sender="eve@evil.example",
                to=str(mail["Reply-To"]),
            )
        work()

        assert len(mailed(peer, "carla@mirela.example")) == before
        assert not Message.objects.filter(kind="outbound").exists()
        assert sorted(MailedAnswer.objects.values_list("outcome", flat=True)) == ["aside", "draft", "draft"]
        assert Draft.objects.get().author == company.ada


def test_a_dead_address_is_tried_once(company: Company, port: int, settings: Any) -> None:
    with smtp_peer(on_rcpt={"ada@havn.example": "550 5.1.1 no such user"}) as peer:
        settings.EMAIL_URL = peer.url
        for subject in ("Pump stops", "Another question"):
            send(port, letter(subject=subject), sender="carla@mirela.example", to="help@havn.example")
            work()
        assert [line.because for line in stopped()] == ["550 5.1.1 no such user"]
        assert mailed(peer, "ada@havn.example") == []
