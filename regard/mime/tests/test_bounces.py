"""Mail that came back, and mail that only looks like it."""

import pytest

from regard.mime.models import BounceRecipient
from regard.mime.queries import parse


def report(*recipients: str, text: str = "Sorry.") -> bytes:
    fields = "".join(f"\r\n{one}\r\n" for one in recipients)
    return (
        "From: Mail Delivery Subsystem <mailer-daemon@mx.example>\r\nSubject: Delivery Status Notification\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
        f"{text}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n{fields}\r\n--b--\r\n"
    ).encode()


def prose(
    text: str, *, sender: str = "MAILER-DAEMON@mx.example", subject: str = "failure notice", more: str = ""
) -> bytes:
    return f"From: {sender}\r\nTo: ada@firm.example\r\nSubject: {subject}\r\n{more}\r\n{text}\r\n".encode()


def told(raw: bytes) -> list[tuple[str, str, str, str, bool, str]]:
    return [
        (one.address, one.action, one.status, one.reply_code, one.hard, one.reason)
        for one in parse(raw).bounce_recipients
    ]


def test_a_report_is_read_for_each_recipient() -> None:
    mail = parse(
        report(
            "Final-Recipient: rfc822; carla@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 <carla@customer.example>: Recipient address\r\n rejected: User unknown",
            "Original-Recipient: rfc822;dan@customer.example\r\nFinal-Recipient: rfc822;dan@customer.example\r\nAction: delayed\r\n"
            "Status: 4.2.2\r\nDiagnostic-Code: smtp; 452 4.2.2 The mailbox is over quota",
        )
    )
    assert (mail.is_bounce, mail.is_automatic, mail.automatic_reason) == (True, True, "bounce")
    assert mail.bounce_recipients == (
        BounceRecipient(
            address="carla@customer.example",
            action="failed",
            status="5.1.1",
            reply_code="550",
            hard=True,
            reason="userunknown",
        ),
        BounceRecipient(
            address="dan@customer.example",
            action="delayed",
            status="4.2.2",
            reply_code="452",
            hard=False,
            reason="mailboxfull",
        ),
    )


def test_a_report_of_success_is_no_bounce() -> None:
    raw = report("Final-Recipient: rfc822; carla@customer.example\r\nAction: delivered\r\nStatus: 2.0.0")
    mail = parse(raw)
    assert (mail.is_bounce, mail.automatic_reason) == (False, "report")
    assert told(raw) == [("carla@customer.example", "delivered", "2.0.0", "", False, "delivered")]


def test_prose_is_cut_at_its_addresses_and_ends_at_the_returned_mail() -> None:
    text = (
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
        "<carla@customer.example>:\nRemote host said: 550 5.1.1 no such user\n\n<dan@customer.example>:\n552 5.2.2 Mailbox full\n\n"
        "--- Below this line is a copy of the message.\n\nReceived: from x\nFrom: ada@firm.example\n\n<eve@customer.example>: 550 unknown user\n"
    )
    assert told(prose(text)) == [
        ("carla@customer.example", "failed", "5.1.1", "550", True, "userunknown"),
        ("dan@customer.example", "failed", "5.2.2", "552", False, "mailboxfull"),
    ]


def test_an_address_with_its_link_behind_it_is_read_once() -> None:
    text = (
        "Delivery has failed to these recipients:\n\ncarla@customer.example<mailto:carla@customer.example>\n"
        "The address you entered couldn't be found.\n\ncarla@customer.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n"
    )
    raw = prose(text, sender="Microsoft Exchange <postmaster@customer.example>", subject="Undeliverable: Hello")
    assert told(raw) == [("carla@customer.example", "failed", "5.1.1", "550", True, "userunknown")]


def test_a_warning_that_delivery_takes_longer_is_a_delay() -> None:
    text = "THIS IS A WARNING MESSAGE ONLY.\n\nDelivery to the following recipient has been delayed:\n\n  carla@customer.example\n"
    assert told(prose(text)) == [("carla@customer.example", "delayed", "", "", False, "expired")]


@pytest.mark.parametrize(
    ("words", "hard", "reason"),
    [
        ("550 5.1.1 User unknown", True, "userunknown"),
        ("550 5.1.1 Benutzer unbekannt", True, "userunknown"),
        ("450 4.1.1 User unknown, try again later", False, "userunknown"),
        ("550 Unknown host customer.example", True, "hostunknown"),
        ("556 5.1.10 customer.example does not accept mail (null MX)", True, "notaccept"),
        ("550 5.1.6 recipient has moved", True, "hasmoved"),
        ("552 5.2.2 Over quota", False, "mailboxfull"),
        ("552 5.3.4 Message too big", False, "mesgtoobig"),
        ("550 5.2.1 The email account is disabled", False, "suspend"),
        ("554 5.7.1 Message rejected as spam", False, "spamdetected"),
        ("550 5.7.26 SPF check failed", False, "authfailure"),
        ("554 5.7.1 Client host blocked using zen.spamhaus.org", False, "blocked"),
        ("550 5.7.25 The sending IP has no PTR record", False, "requireptr"),
        ("554 5.7.1 Relay access denied", False, "norelaying"),
        ("connect to mx.customer.example: Connection timed out", False, "expired"),
        ("connect to mx.customer.example: No route to host", False, "networkerror"),
    ],
)
def test_reasons_are_told_from_general_wording(words: str, *, hard: bool, reason: str) -> None:
    text = f"Your message could not be delivered.\n\n<carla@customer.example>: {words}\n"
    assert [(one.hard, one.reason) for one in parse(prose(text)).bounce_recipients] == [(hard, reason)]


def test_a_refusal_before_the_recipient_was_named_is_about_the_sender() -> None:
    text = "<carla@customer.example>: host mx.customer.example said: 550 No such domain (in reply to MAIL FROM command)"
    assert [(one.hard, one.reason) for one in parse(prose(text)).bounce_recipients] == [(False, "rejected")]


@pytest.mark.parametrize(
    "raw",
    [
        prose(
            "My mail to you could not be delivered: 550 user unknown. What now?",
            sender="carla@customer.example",
            subject="Help",
        ),
        prose("See below", sender="carla@customer.example", subject="Fwd: Undelivered Mail Returned to Sender"),
        prose(
            "Your parcel could not be delivered to carla@customer.example.",
            sender="no-reply@parcel.example",
            subject="Your parcel",
        ),
        prose(
            "I am away and cannot be reached.",
            sender="carla@customer.example",
            subject="Away",
            more="Auto-Submitted: auto-replied\r\n",
        ),
        prose("I am away.", sender="carla@customer.example", subject="Away", more="Return-Path: <>\r\n"),
    ],
)
def test_mail_about_failure_is_no_failure(raw: bytes) -> None:
    mail = parse(raw)
    assert (mail.is_bounce, mail.bounce_recipients) == (False, ())


@pytest.mark.parametrize(("kind", "is_complaint"), [(b"abuse", True), (b"opt-out", True), (b"auth-failure", False)])
def test_a_complaint_is_a_complaint_and_no_bounce(kind: bytes, *, is_complaint: bool) -> None:
    raw = (
        b"From: feedback@provider.example\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        b"Feedback-Type: " + kind + b"\r\nUser-Agent: x\r\nVersion: 1\r\n\r\n--b--\r\n"
    )
    mail = parse(raw)
    reason = "complaint" if is_complaint else "report"
    assert (mail.is_complaint_report, mail.is_bounce, mail.automatic_reason) == (is_complaint, False, reason)
