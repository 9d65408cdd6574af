"""What customers of the sample company received from us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.conversations.rules.formatting import paragraphs, preview
from regard.desk.queries.faces import Reader
from regard.desk.queries.items import File, Tag
from regard.mail import queries as mail
from regard.mail.models import Outgoing, Recipient

SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class RecipientTab:
    """A customer who received mail."""

    name: str
    email: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class MailRow:
    """A letter in the list."""

    id: str
    url: str
    from_text: str
    subject: str
    preview: str
    kind_text: str
    time_text: str
    time_iso: str
    is_read: bool
    is_selected: bool


@dataclass(frozen=True, kw_only=True)
class OpenedMail:
    """The opened letter."""

    subject: str
    from_name: str
    from_email: str
    to_text: str
    time_text: str
    time_iso: str
    back_url: str
    paragraphs: list[SafeString]
    headers: list[tuple[str, str]]
    conversation_url: str
    source_url: str
    tags: list[Tag] = field(default_factory=list)
    attachments: list[File] = field(default_factory=list)
    html_url: str = ""
    reply: object = None


@dataclass(frozen=True, kw_only=True)
class DemoMailPage:
    """The page."""

    title: str
    hint: str
    recipients: list[RecipientTab]
    messages: list[MailRow]
    opened: OpenedMail | None
    is_chosen: bool
    live_url: str
    empty_why: str


def demo_mail_page(reader: Reader, *, address: str, opened: UUID | None, mark: str) -> DemoMailPage:
    """Letters that went to `address` (default: whoever received one last), latest first."""
    latest = list(
        _sample_recipients(reader)
        .values("address")
        .annotate(count=Count("id"), latest=Max("outgoing__created_at"))
        .order_by("-latest")[:6]
    )
    address = address or (latest[0]["address"] if latest else "")
    rows = (
        _sample_recipients(reader)
        .filter(address=address)
        .select_related("outgoing__raw")
        .order_by("-outgoing__created_at")[:SHOWN]
    )
    letters = [row.outgoing for row in rows]
    chosen = next((letter for letter in letters if letter.id == opened), letters[0] if letters else None)
    return DemoMailPage(
        title=_("What customers received"),
        hint=_("Mail of the sample company is kept as files and leaves this machine only when you set a mail server."),
        recipients=_tabs(latest, address),
        messages=[_row(letter, address, chosen, reader) for letter in letters],
        opened=_opened(chosen, address, reader) if chosen else None,
        is_chosen=chosen is not None and chosen.id == opened,
        live_url=_link("demo-mail-live", to=address, open=str(chosen.id) if chosen else "", mark=mark),
        empty_why=_("Send a mail to the sample company and its receipt shows up here."),
    )


def sample_letter(identifier: UUID, reader: Reader) -> Outgoing | None:
    """A letter of the sample company, if it belongs to a conversation the reader may see."""
    recipient = _sample_recipients(reader).filter(outgoing_id=identifier).select_related("outgoing__raw").first()
    return recipient.outgoing if recipient else None


def _sample_recipients(reader: Reader) -> "QuerySet[Recipient]":
    may_be_read = ~Q(outgoing__subject_kind="conversation") | Q(
        outgoing__subject_id__in=conversations.visible_to(reader.user).values("id")
    )
    return Recipient.objects.filter(may_be_read, outgoing__mailbox__is_sample=True, state=Recipient.State.ACCEPTED)


def _link(name: str, **values: str) -> str:
    return f"{reverse(name)}?{urlencode(values)}"


def _tabs(latest: Sequence[Mapping[str, Any]], address: str) -> list[RecipientTab]:
    return [
        RecipientTab(
            name=str(row["address"]).partition("@")[0], email=str(row["address"]), url=_link("demo-mail", to=str(row["address"])),
            count=int(str(row["count"])), is_current=row["address"] == address,
        )
        for row in latest
    ]  # fmt: skip


def _row(letter: Outgoing, address: str, chosen: Outgoing | None, reader: Reader) -> MailRow:
    kinds = {
        Outgoing.Kind.ACKNOWLEDGEMENT: _("receipt"),
        Outgoing.Kind.REPLY: _("answer"),
        Outgoing.Kind.NOTIFICATION: _("notice"),
    }
    message = BytesParser(policy=policy.default).parsebytes(mail.raw_bytes(letter))
    body = message.get_body(("plain",))
    return MailRow(
        id=str(letter.id),
        url=_link("demo-mail", to=address, open=str(letter.id)),
        from_text=str(message["From"].addresses[0].display_name or message["From"]),
        subject=letter.subject,
        preview=preview(body.get_content()) if body else "",
        kind_text=str(kinds[Outgoing.Kind(letter.kind)]),
        time_text=reader.time(letter.created_at),
        time_iso=letter.created_at.isoformat(),
        is_read=False,
        is_selected=chosen is not None and letter.id == chosen.id,
    )


def _opened(letter: Outgoing, address: str, reader: Reader) -> OpenedMail:
    message = BytesParser(policy=policy.default).parsebytes(mail.raw_bytes(letter))
    body = message.get_body(("plain",))
    sender = message["From"].addresses[0]
    return OpenedMail(
        subject=letter.subject,
        from_name=sender.display_name or sender.addr_spec,
        from_email=sender.addr_spec,
        to_text=address,
        time_text=reader.time(letter.created_at),
        time_iso=letter.created_at.isoformat(),
        back_url=_link("demo-mail", to=address),
        paragraphs=[mark_safe(text) for text in paragraphs(body.get_content())] if body else [],  # noqa: S308  escaped there
        headers=[(name, str(value)) for name, value in message.items()],
        conversation_url=reverse("conversation", args=[letter.subject_id])
        if letter.subject_kind == "conversation"
        else "",
        source_url=reverse("demo-mail-original", args=[letter.id]),
        tags=[Tag(label=part.get_filename() or _("a file"), kind="line") for part in message.iter_attachments()],
    )
