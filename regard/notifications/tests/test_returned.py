"""Mail to a colleague that comes back stops, and never goes round."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from conftest import Company
from regard.conversations.models import Message
from regard.jobs.models import Job
from regard.mail.models import Outgoing
from regard.mail.operations import deliver
from regard.mail.transports import Answer
from regard.notifications import operations
from regard.notifications.models import MailedAnswer, Stopped
from regard.notifications.queries import stopped, stopped_for
from regard.notifications.tests.support import NOW, follow, mails, token_address, told, written
from tools.testing.letters import arrive

REPORT = """From: Mail Delivery System <MAILER-DAEMON@mx.elsewhere.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-1@mx.elsewhere.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

The mail system could not deliver your letter.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.elsewhere.example

Final-Recipient: rfc822; ada@havn.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code} {status} {words}

--b
Content-Type: message/rfc822

Message-ID: {message_id}
From: help@havn.example
To: ada@havn.example
Subject: told

--b--
"""


class Refusing:
    def send(self, *, name: str, sender: str, recipients: list[str], content: bytes) -> dict[str, Answer]:
        return dict.fromkeys(recipients, Answer(code=550, text="550 5.1.1 no such user"))


@pytest.fixture
def mail(company: Company) -> EmailMessage:
    written(company)
    follow(NOW)
    return mails(company.ada)[0]


def report(mail: EmailMessage, company: Company, **changes: str) -> None:
    values = {
        "to": token_address(mail), "message_id": str(mail["Message-ID"]), "action": "failed", "status": "5.1.1", "code": "550",
        "words": "user unknown", **changes,
    }  # fmt: skip
    raw = REPORT.format(**values).replace("\n", "\r\n").encode()
    arrive(raw, company.mailbox, at=NOW + timedelta(minutes=1), envelope_from="", recipient=values["to"])


def later(company: Company) -> None:
    """Something else happens that Ada would be mailed."""
    written(company, subject="Another question", at=NOW + timedelta(minutes=2))
    follow(NOW + timedelta(minutes=3))


def test_a_server_that_refuses_the_address_stops_the_mail(company: Company, mail: EmailMessage) -> None:
    letter = Outgoing.objects.get(kind="notification")
    deliver(outgoing_id=letter.id, transport=Refusing(), at=NOW)  # type: ignore[arg-type]
    assert Job.objects.filter(name="notifications.note_refused").count() == 1
    assert operations.note_refused(outgoing_id=letter.id, at=NOW)
    later(company)

    (line,) = stopped()
    assert (line.user, line.address, line.because) == (company.ada, "ada@havn.example", "550 5.1.1 no such user")
    assert (len(mails(company.ada)), told()) == (1, [("Ada", "given"), ("Ada", "given")])


@pytest.mark.parametrize(
    "changes", [{}, {"status": "5.2.2", "words": "mailbox full", "code": "552"}, {"to": "help@havn.example"}]
)
def test_a_report_stops_the_mail_and_is_no_customers_letter(
    company: Company, mail: EmailMessage, changes: dict[str, str]
) -> None:
    report(mail, company, **changes)
    later(company)
    assert stopped_for(company.ada) is not None
    assert len(mails(company.ada)) == 1
    assert Message.objects.filter(author_address__contains="daemon").count() == 0


def test_a_delay_stops_nothing(company: Company, mail: EmailMessage) -> None:
    report(mail, company, action="delayed", status="4.2.2", code="452", words="mailbox full")
    later(company)
    assert (stopped_for(company.ada), len(mails(company.ada))) == (None, 2)
    assert MailedAnswer.objects.get().outcome == "automatic"


def test_a_forged_report_stops_nothing(company: Company, mail: EmailMessage) -> None:
    forged = "0" * 32 + ".n" + "a" * 50 + "@havn.example"
    report(mail, company, to=f"help+n{'a' * 50}@havn.example", message_id=f"<{forged}>")
    assert not Stopped.objects.exists()


def test_mail_goes_again_when_the_person_says_so_or_has_another_address(company: Company, mail: EmailMessage) -> None:
    report(mail, company)
    assert operations.write_again(user=company.ada, by=company.ada, at=NOW)
    assert not operations.write_again(user=company.ada, by=company.ada, at=NOW)
    later(company)
    assert len(mails(company.ada)) == 2

    report(mail, company, to="help@havn.example")
    company.ada.email = "ada.agent@havn.example"
    assert stopped_for(company.ada) is None
