"""Signing in, customers who write, and reading what a page says."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from html import unescape
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation, Message
from regard.conversations.operations import Answer
from regard.mail.models import Mailbox, Recipient
from regard.promises import operations as promises
from regard.staff import operations as staff
from regard.staff.models import User
from tools.testing.letters import arrive, letter

#: 10:30 in Copenhagen; customers wrote at 9:30 and are promised an answer by 13:30.
NOW = MORNING + timedelta(hours=1)
CARLA = ("Carla Customer", "carla@mirela.example")
_numbers = count(1)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def reader_only(company: Company) -> User:
    return staff.add_user(
        email="rita@havn.example", name="Rita Reader", role="read-only", at=MORNING, zone=company.ada.zone
    )


def outsider(company: Company) -> User:
    """An agent of no team."""
    return staff.add_user(
        email="otto@havn.example", name="Otto Outside", role="agent", at=MORNING, zone=company.ada.zone
    )


def written(
    company: Company, *, at: datetime = MORNING, by: User | None = None, mailbox: Mailbox | None = None, **changes: Any
) -> Conversation:
    """A customer's letter, as the conversation it became; `by` has it."""
    inbound = arrive(letter(**changes), mailbox or company.mailbox, at=at)
    return given(Message.objects.get(inbound=inbound).conversation, by)


def written_with_files(
    company: Company, *, html: str = "", files: Iterable[tuple[str, str, bytes]] = (), by: User | None = None
) -> Conversation:
    """A letter with HTML and files, each a name, a type and its content."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = (
        "Carla Customer <carla@mirela.example>",
        "help@havn.example",
        "Photos",
    )
    message["Cc"] = "Marco Bruni <marco@mirela.example>"
    message["Message-ID"] = f"<files-{next(_numbers)}@mirela.example>"
    message.set_content("Photos of the P-220 are attached.")
    if html:
        message.add_alternative(html, subtype="html")
    for name, kind, content in files:
        main, sub = kind.split("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    inbound = arrive(message.as_bytes(), company.mailbox, at=MORNING)
    return given(Message.objects.get(inbound=inbound).conversation, by)


def given(conversation: Conversation, to: User | None) -> Conversation:
    if to is not None:
        conversations.assign(conversation=conversation, to=to, reasons=[], at=conversation.created_at)
    conversation.refresh_from_db()
    return conversation


def answered(
    conversation: Conversation, *, by: User, at: datetime, text: str = "Clean the filter.", **changes: Any
) -> Message:
    """A colleague's answer; `promised_for` makes it a holding one."""
    promised_for = changes.pop("promised_for", None)
    return promises.answer(
        conversation=conversation,
        answer=Answer(text=text, to=(CARLA,), is_holding=promised_for is not None, **changes),
        mailbox=Mailbox.objects.get(address=conversation.our_address),
        by=by,
        at=at,
        promised_for=promised_for,
    )


def delivered() -> None:
    """Everything in the outbox reached its recipients."""
    Recipient.objects.update(state=Recipient.State.ACCEPTED)


def page(conversation: Conversation) -> str:
    return reverse("conversation", args=[conversation.id])


def to(action: str, conversation: Conversation) -> str:
    return reverse(f"conversation-{action}", args=[conversation.id])


def says(response: HttpResponse) -> str:
    """The words of a page, without its markup."""
    body = re.sub(r"<(script|svg|title)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))
