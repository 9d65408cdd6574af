"""What the tests of telling share: running the jobs that follow events, reading letters, answering them."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Message
from regard.events.models import Event
from regard.jobs.models import Job
from regard.mail.models import Inbound, Outgoing
from regard.mail.queries import raw_bytes
from regard.notifications import operations
from regard.notifications.models import Notification, Preference
from regard.staff.models import User
from tools.testing.letters import arrive, letter

#: Ten o'clock of a Tuesday in Copenhagen.
NOW = MORNING + timedelta(minutes=30)
SERVER = "mx.havn.example"
PASS = f"{SERVER}; dmarc=pass header.from=havn.example"


def written(company: Company, *, at: datetime = MORNING, **changes: Any) -> Conversation:
    """A customer's letter, as the conversation it became."""
    inbound = arrive(letter(**changes), company.mailbox, at=at)
    return Message.objects.get(inbound=inbound).conversation


def follow(at: datetime) -> None:
    """Run the jobs that follow events, at a time."""
    for job in Job.objects.filter(name="notifications.tell"):
        operations.tell_of(event=Event.objects.get(id=UUID(job.arguments["event_id"])), at=at)
        job.delete()


def forget() -> None:
    """What happened so far was told to nobody."""
    Job.objects.filter(name="notifications.tell").delete()
    Notification.objects.all().delete()


def prefer(user: User, **ways: Any) -> None:
    Preference.objects.update_or_create(user=user, defaults=ways)


def told(**of: Any) -> list[tuple[str, str]]:
    """Who was told for what, in order."""
    return [(one.user.first_name, one.reason) for one in Notification.objects.filter(**of).order_by("made_at", "id")]


def mails(user: User) -> list[EmailMessage]:
    """The letters in the outbox for a colleague."""
    rows = Outgoing.objects.filter(kind=Outgoing.Kind.NOTIFICATION, recipients__address=user.email).order_by("id")
    parsed = [message_from_bytes(raw_bytes(row), policy=default) for row in rows]
    return [mail for mail in parsed if isinstance(mail, EmailMessage)]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def token_address(mail: EmailMessage) -> str:
    return str(mail["Reply-To"])


def answer_to(
    mail: EmailMessage,
    company: Company,
    *,
    sender: str = "Ada Agent <ada@havn.example>",
    text: str = "Clean the filter, Carla.",
    quoted: bool = True,
    at: datetime = NOW + timedelta(minutes=20),
    to: str = "",
    envelope_from: str = "ada@havn.example",
    verdict: str = PASS,
    answers: str | None = None,
    **headers: str,
) -> Inbound:
    """A letter that answers a notification, as a mail program writes it; `verdict` is our server's."""
    body = f"{text}\n\n-- \nAda Agent\nHavn Pumps\n"
    if quoted:
        lines = "".join(f"> {line}\n" for line in text_of(mail).splitlines())
        body = f"{text}\n\nOn Tue, 10 Mar 2026 at 10:00, Havn Pumps <help@havn.example> wrote:\n{lines}"
    address = to or token_address(mail)
    raw = letter(
        sender=sender, to=address, subject=f"Re: {mail['Subject']}", text=body,
        answers=str(mail["Message-ID"]).strip("<> ") if answers is None else answers, **({"Authentication-Results": verdict} if verdict else {}), **headers,
    )  # fmt: skip
    return take_in(raw, company, at=at, envelope_from=envelope_from, recipient=address)


def take_in(raw: bytes, company: Company, *, at: datetime, envelope_from: str, recipient: str) -> Inbound:
    """Accept a letter and tell its story, believing what our own server found out about its sender."""
    return arrive(raw, company.mailbox, at=at, envelope_from=envelope_from, recipient=recipient, trusted=SERVER)


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
