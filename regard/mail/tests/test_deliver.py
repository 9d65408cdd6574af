"""Sending, against a real SMTP server."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.events.operations import Subject
from regard.jobs.models import Job
from regard.kit import clock
from regard.kit.ids import uuid7
from regard.mail import operations
from regard.mail.models import Attempt, Outgoing
from regard.mail.operations.queue import Posting
from regard.mail.rules.compose import Letter, compose
from regard.mail.transports import SmtpTransport
from tools.testing.smtp_peer import smtp_peer


def queued(company: Company, *recipients: str) -> Outgoing:
    letter = Letter(
        message_id="one@havn.example", at=MORNING, sender=("Havn", "help@havn.example"), to=(("", recipients[0]),),
        subject="Re: pump", text=".a line with a dot\nand Grüße\n",
    )  # fmt: skip
    posting = Posting(
        content=compose(letter), message_id="one@havn.example", subject="Re: pump", sender="help@havn.example",
        recipients=recipients, about=Subject("conversation", uuid7()), mailbox=company.mailbox,
    )  # fmt: skip
    return operations.queue(posting, kind=Outgoing.Kind.REPLY, at=clock.now())


def outcome(outgoing: Outgoing) -> tuple[str, int, int, list[tuple[str, str]], list[str]]:
    outgoing.refresh_from_db()
    recipients = list(outgoing.recipients.order_by("address").values_list("address", "state"))
    attempts = list(Attempt.objects.order_by("number").values_list("outcome", flat=True))
    return outgoing.state, outgoing.attempts, outgoing.uncertain_attempts, recipients, attempts


def test_a_letter_is_handed_over_as_it_was_composed(company: Company) -> None:
    with smtp_peer() as peer:
        outgoing = queued(company, "carla@mirela.example")
        operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url))

    assert outcome(outgoing) == ("sent", 1, 0, [("carla@mirela.example", "accepted")], ["accepted"])
    assert (peer.taken[0].mail_from, peer.taken[0].rcpt_tos) == ("help@havn.example", ["carla@mirela.example"])
    assert b".a line with a dot" in peer.taken[0].content


def test_greylisting_is_tried_again_with_the_same_bytes(company: Company) -> None:
    with smtp_peer(on_data=["451 4.7.1 come again later"]) as peer:
        outgoing = queued(company, "carla@mirela.example")
        operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url))
        assert outcome(outgoing) == ("queued", 1, 0, [("carla@mirela.example", "delayed")], ["deferred"])
        assert Job.objects.filter(name="mail.deliver").count() == 1
        operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url))

    assert outcome(outgoing) == ("sent", 2, 0, [("carla@mirela.example", "accepted")], ["deferred", "accepted"])


def test_one_refused_recipient_does_not_keep_the_others_from_their_letter(company: Company) -> None:
    with smtp_peer(on_rcpt={"gone@mirela.example": "550 5.1.1 no such user"}) as peer:
        outgoing = queued(company, "carla@mirela.example", "gone@mirela.example")
        operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url))

    recipients = [("carla@mirela.example", "accepted"), ("gone@mirela.example", "refused")]
    assert outcome(outgoing) == ("sent", 1, 0, recipients, ["accepted"])


def test_a_letter_nobody_takes_is_a_failure_with_the_servers_words(company: Company) -> None:
    with smtp_peer(on_data=["554 5.7.1 not from you"]) as peer:
        outgoing = queued(company, "carla@mirela.example")
        operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url))

    assert outcome(outgoing) == ("failed", 1, 0, [("carla@mirela.example", "refused")], ["refused"])
    assert outgoing.last_error == "554 5.7.1 not from you"


def test_a_connection_lost_after_the_last_dot_is_uncertain_and_counted(company: Company) -> None:
    with smtp_peer(on_data=["hang up"]) as peer:
        outgoing = queued(company, "carla@mirela.example")
        operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url))
        assert outcome(outgoing)[:3] == ("queued", 1, 1)
        operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url))

    assert outcome(outgoing) == ("sent", 2, 1, [("carla@mirela.example", "accepted")], ["uncertain", "accepted"])
    message_ids = {
        line for taken in peer.taken for line in taken.content.splitlines() if line.startswith(b"Message-ID")
    }
    assert message_ids == {b"Message-ID: <one@havn.example>"}


def test_an_attempt_whose_program_died_is_counted_as_uncertain_by_the_next(company: Company) -> None:
    outgoing = queued(company, "carla@mirela.example")
    Attempt.objects.create(id=uuid7(), outgoing=outgoing, number=1, started_at=MORNING)
    Outgoing.objects.filter(id=outgoing.id).update(attempts=1, state="sending")
    with smtp_peer() as peer:
        operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url))

    assert outcome(outgoing) == ("sent", 2, 1, [("carla@mirela.example", "accepted")], ["uncertain", "accepted"])


def test_a_server_that_cannot_be_reached_is_tried_again(company: Company) -> None:
    outgoing = queued(company, "carla@mirela.example")
    operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport("smtp://127.0.0.1:1"))

    assert outcome(outgoing) == ("queued", 1, 0, [("carla@mirela.example", "waiting")], ["deferred"])
    assert "127.0.0.1:1" in outgoing.last_error


def test_after_five_days_it_is_given_up_and_said(company: Company) -> None:
    outgoing = queued(company, "carla@mirela.example")
    Outgoing.objects.filter(id=outgoing.id).update(created_at=outgoing.created_at - timedelta(days=6))
    operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport("smtp://127.0.0.1:1"))

    assert outcome(outgoing)[0] == "failed"


def test_a_sent_letter_is_never_sent_again(company: Company) -> None:
    with smtp_peer() as peer:
        outgoing = queued(company, "carla@mirela.example")
        for _ in range(2):
            operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url))

    assert len(peer.taken) == 1


def test_a_letter_taken_back_before_it_left_stays(company: Company) -> None:
    outgoing = queued(company, "carla@mirela.example")
    assert operations.cancel(outgoing=outgoing)
    with smtp_peer() as peer:
        operations.deliver(outgoing_id=outgoing.id, transport=SmtpTransport(peer.url))
    assert peer.taken == []


@pytest.mark.parametrize("name", ["Eve\r\nBcc: victim@x.example", "Eve\x00", 'a@b>,<c@d" '])
def test_a_name_cannot_add_a_header_or_a_recipient(name: str) -> None:
    letter = Letter(
        message_id="x@y", at=MORNING, sender=(name, "a@b.example"), to=((name, "c@d.example"),), subject=name, text="x"
    )
    headers = compose(letter).split(b"\r\n\r\n", 1)[0]
    assert b"\r\nBcc" not in headers
    assert headers.count(b"@d.example") == 1
