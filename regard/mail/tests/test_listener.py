"""Mail in by SMTP and LMTP, over real sockets."""

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from django.db import connections

from conftest import Company, make_company
from regard.mail import listener, store
from regard.mail.models import Inbound, Mailbox
from tools.testing.letters import letter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ports(settings: Any) -> Iterator[tuple[int, int]]:
    """The listener, running in a thread of its own."""
    smtp, lmtp = _free_port(), _free_port()
    settings.SMTP_LISTEN, settings.LMTP_LISTEN = ("127.0.0.1", smtp), ("127.0.0.1", lmtp)
    loop, ready = asyncio.new_event_loop(), threading.Event()
    stopping = asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(listener.serve(stopping=stopping, on_ready=ready.set))
    )
    thread.start()
    assert ready.wait(10)
    yield smtp, lmtp
    loop.call_soon_threadsafe(stopping.set)
    thread.join()
    loop.run_until_complete(_end_connections())
    loop.close()


async def _end_connections() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@pytest.fixture
def company(transactional_db: None) -> Company:
    return make_company()


def _free_port() -> int:
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send(port: int, raw: bytes, *recipients: str, sender: str = "carla@mirela.example") -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
        return smtp.sendmail(sender, recipients, raw)


def test_250_means_the_bytes_and_the_row_are_there(company: Company, ports: tuple[int, int]) -> None:
    raw = letter(message_id="<one@mirela.example>")
    assert send(ports[0], raw, "help@havn.example") == {}

    inbound = Inbound.objects.get()
    assert (inbound.message_id, inbound.envelope_from, inbound.envelope_to, inbound.way) == (
        "one@mirela.example", "carla@mirela.example", "help@havn.example", "smtp",
    )  # fmt: skip
    assert store.get(inbound.raw.sha256) == raw


def test_an_unknown_recipient_is_refused_with_550(company: Company, ports: tuple[int, int]) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(ports[0], letter(), "nobody@havn.example")
    assert refused.value.recipients["nobody@havn.example"][0] == 550


def test_the_catch_all_keeps_mail_for_unknown_recipients(
    company: Company, ports: tuple[int, int], settings: Any
) -> None:
    settings.MAIL_CATCH_ALL = "help@havn.example"
    send(ports[0], letter(), "nobody@havn.example")
    assert (Inbound.objects.get().mailbox, Inbound.objects.get().envelope_to) == (
        company.mailbox,
        "nobody@havn.example",
    )


def test_a_letter_over_the_limit_gets_552_and_the_mailbox_tells_it(
    company: Company, ports: tuple[int, int], settings: Any
) -> None:
    settings.MAIL_MAX_BYTES = 2000
    with smtplib.SMTP("127.0.0.1", ports[0], timeout=20) as smtp:
        smtp.helo("x")  # without EHLO no SIZE is announced, and the limit is met while the letter comes
        smtp.mail("carla@mirela.example")
        smtp.rcpt("help@havn.example")
        code, _text = smtp.data(letter(text="x" * 900 + ("\r\n" + "y" * 70) * 100))
    assert code == 552
    assert "was refused" in Mailbox.objects.get().trouble
    assert Inbound.objects.count() == 0


def test_a_full_disk_gets_452_and_the_next_letter_is_taken_without_restart(
    company: Company, ports: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(store.os, "fsync", _no_space)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(ports[0], letter(), "help@havn.example")
    assert (refused.value.smtp_code, Inbound.objects.count()) == (452, 0)
    assert send(ports[0], letter(), "help@havn.example") == {}
    assert Inbound.objects.count() == 1


def _no_space(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_the_same_letter_twice_is_stored_once(company: Company, ports: tuple[int, int]) -> None:
    raw = letter()
    for received in (b"", b"Received: from relay.example by mx; Tue, 10 Mar 2026 08:00:00 +0000\r\n"):
        send(ports[0], received + raw, "help@havn.example")
    assert Inbound.objects.count() == 1


def test_the_same_message_id_with_another_body_is_kept_and_flagged(company: Company, ports: tuple[int, int]) -> None:
    for text in ("one", "two"):
        send(ports[0], letter(message_id="<same@x.example>", text=text), "help@havn.example")
    assert list(Inbound.objects.order_by("id").values_list("shares_message_id", flat=True)) == [False, True]


def test_fifty_deliveries_of_one_letter_at_once_store_it_once(company: Company, ports: tuple[int, int]) -> None:
    raw = letter()
    threads = [threading.Thread(target=send, args=(ports[0], raw, "help@havn.example")) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Inbound.objects.count() == 1


def test_a_null_sender_is_kept_as_nobody(company: Company, ports: tuple[int, int]) -> None:
    send(ports[0], letter(), "help@havn.example", sender="")
    assert Inbound.objects.get().envelope_from == ""


def test_lmtp_answers_for_each_recipient(company: Company, ports: tuple[int, int]) -> None:
    with smtplib.LMTP("127.0.0.1", ports[1], timeout=20) as lmtp:
        assert lmtp.sendmail("carla@mirela.example", ["help@havn.example"], letter()) == {}
    assert Inbound.objects.get().way == "lmtp"


def test_a_bare_dot_smuggled_in_does_not_make_a_second_letter(company: Company, ports: tuple[int, int]) -> None:
    raw = letter().replace(
        b"\r\n\r\n", b"\r\n\r\nfirst\n.\nMAIL FROM:<eve@x.example>\nRCPT TO:<help@havn.example>\nDATA\n", 1
    )
    with smtplib.SMTP("127.0.0.1", ports[0], timeout=20) as smtp:
        smtp.ehlo()
        smtp.mail("carla@mirela.example")
        smtp.rcpt("help@havn.example")
        smtp.docmd("DATA")
        smtp.send(raw + b"\r\n.\r\n")
        smtp.getreply()
    assert Inbound.objects.count() <= 1


@pytest.fixture(autouse=True)
def _close_thread_connections(tmp_path: Path) -> Iterator[None]:
    yield
    connections.close_all()
