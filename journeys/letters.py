"""What a customer does: she writes, and reads what she gets."""

import smtplib
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from journeys.conftest import Regard, wait_for

CARLA = "carla@mirela.example"
INES_SIGNS, TOM_SIGNS = "\n\nInes Moreau\nHavn Pumps", "\n\nTom Okoye\nHavn Pumps"


def write(
    regard: Regard, subject: str, text: str, *, sender: str = CARLA, to: str = "help@havn.example", answers: str = ""
) -> str:
    """Send a letter to the company by SMTP; its Message-ID."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Carla Customer <{sender}>", to, subject
    message["Message-ID"] = f"<{time.time_ns()}@mirela.example>"
    if answers:
        message["In-Reply-To"] = answers
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", regard.smtp) as smtp:
        smtp.send_message(message)
    return str(message["Message-ID"])


def received_by(regard: Regard, address: str) -> list[EmailMessage]:
    """What stands in somebody's mailbox, the latest last."""
    letters = [message_from_bytes(raw, policy=default) for raw in regard.demo_mail() if address.encode() in raw]
    return [letter for letter in letters if letter["Delivered-To"] == address]


def receipt_for(regard: Regard, address: str) -> EmailMessage:
    """The first letter somebody gets: it says that theirs came in, and is read by then."""
    return wait_for(lambda: received_by(regard, address))[0]


def answers_to(regard: Regard, address: str) -> list[str]:
    """The words of every answer a person sent to an address, without what is quoted below."""
    personal = [letter for letter in received_by(regard, address) if not letter["Auto-Submitted"]]
    return [said(letter) for letter in personal]


def said(letter: EmailMessage) -> str:
    """The text above what is quoted."""
    body = letter.get_body(("plain",))
    assert body
    text = str(body.get_content()).replace("\r\n", "\n")
    return text.partition("\n\nOn ")[0].strip()
