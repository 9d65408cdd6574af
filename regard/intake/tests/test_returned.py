"""Mail that comes back."""

from datetime import timedelta

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.conversations.operations import Answer
from regard.customers.models import ContactMethod
from regard.desk.queries.faces import Reader
from regard.desk.queries.today import today_page
from regard.mail.models import MachineMail, Outgoing, Recipient
from regard.promises import operations as promises
from tools.testing.letters import arrive, letter

REPORT = """From: Mail Delivery System <mailer-daemon@mx.example>
To: help@havn.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-1@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; carla@mirela.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code}

--b
Content-Type: text/rfc822-headers

Message-ID: <{message_id}>
Subject: Re: Pump stops

--b--
"""


def returned(company: Company, *, action: str, status: str, code: str) -> Outgoing:
    arrive(letter(), company.mailbox, at=MORNING)
    answer = Answer(text="Clean the filter.", to=(("Carla", "carla@mirela.example"),))
    promises.answer(
        conversation=Conversation.objects.get(), answer=answer, mailbox=company.mailbox, by=company.ada,
        at=MORNING + timedelta(hours=1),
    )  # fmt: skip
    outgoing = Outgoing.objects.get(kind="reply")
    Outgoing.objects.filter(id=outgoing.id).update(state="sent")
    report = REPORT.format(action=action, status=status, code=code, message_id=outgoing.message_id).replace(
        "\n", "\r\n"
    )
    arrive(report.encode(), company.mailbox, at=MORNING + timedelta(hours=2), envelope_from="")
    return outgoing


def test_a_hard_bounce_marks_the_address_and_shows_on_the_owners_day(company: Company) -> None:
    outgoing = returned(company, action="failed", status="5.1.1", code="550 5.1.1 no such user")

    method = ContactMethod.objects.get(normalised="carla@mirela.example")
    assert (method.bounced_at, method.bounce_reason) == (MORNING + timedelta(hours=2, seconds=20), "userunknown")
    assert outgoing.recipients.get().state == Recipient.State.BOUNCED
    page = today_page(Reader(user=company.ada, now=outgoing.created_at + timedelta(hours=3)), mark="")
    assert [(row.text, row.detail) for row in page.not_delivered] == [("Re: Pump stops", "5.1.1 550 userunknown")]


def test_a_bounce_is_no_message_reopens_nothing_and_gets_no_receipt(company: Company) -> None:
    returned(company, action="failed", status="5.1.1", code="550 5.1.1 no such user")

    conversation = Conversation.objects.get()
    assert [message.kind for message in conversation.messages.order_by("at")] == ["inbound", "outbound"]
    assert conversation.waiting_since is None
    assert MachineMail.objects.count() == 1  # the receipt of the first letter


def test_a_delay_leaves_the_address_alone(company: Company) -> None:
    outgoing = returned(company, action="delayed", status="4.4.1", code="450 4.4.1 no answer from host")

    assert ContactMethod.objects.get(normalised="carla@mirela.example").bounced_at is None
    assert outgoing.recipients.get().state == Recipient.State.DELAYED


def test_a_forged_report_without_our_secret_changes_nothing(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    forged = REPORT.format(action="failed", status="5.1.1", code="550 no such user", message_id="made-up@havn.example")
    arrive(forged.replace("\n", "\r\n").encode(), company.mailbox, at=MORNING + timedelta(hours=1), envelope_from="")

    assert ContactMethod.objects.get(normalised="carla@mirela.example").bounced_at is None
    assert Conversation.objects.get(latest_speaker="machine").subject == "Undelivered Mail Returned to Sender"
