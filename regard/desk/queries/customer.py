"""What stands beside a conversation about the customer; every figure from rows."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.desk.queries.faces import ClockFace, Reader, clocks_of, face_of, promise_face
from regard.promises.models import Clock
from regard.promises.queries.clocks import ANSWERS

EARLIER = 5


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """A contact of the account."""

    name: str
    detail: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class ConversationLine:
    """Another conversation with the customer."""

    url: str
    subject: str
    clock: ClockFace | None = None
    time_text: str = ""
    icon: str = "mail"


@dataclass(frozen=True, kw_only=True)
class PromiseLine:
    """A date we gave them."""

    text: str
    clock: ClockFace
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Customer:
    """The column beside the conversation."""

    account_name: str
    account_url: str
    since: str
    facts: list[tuple[str, str]]
    people: list[PersonLine]
    conversations: list[ConversationLine]
    promises: list[PromiseLine]
    earlier: list[ConversationLine]


def customer_of(conversation: Conversation, reader: Reader) -> Customer:
    """The customer of a conversation."""
    account, contact = conversation.account, conversation.contact
    others = conversations.visible_to(reader.user).exclude(id=conversation.id)
    others = others.filter(account=account) if account else others.filter(contact=contact)
    recent = list(others.order_by("-latest_message_at")[: EARLIER + 5])
    open_ones = [row for row in recent if row.state == Conversation.State.OPEN]
    clocks = clocks_of(open_ones)
    people = list(account.contacts.order_by("name")[:5]) if account else [contact]
    return Customer(
        account_name=account.name if account else contact.name,
        account_url="",
        since=_since(conversation),
        facts=_facts(conversation, reader),
        people=[PersonLine(name=person.name, detail=person.job_title) for person in people],
        conversations=[_line(row, reader, face_of(clocks.get(row.id), reader)) for row in open_ones],
        promises=[
            PromiseLine(text=promise.text, clock=promise_face(promise.due_at, promise.made_at, reader))
            for promise in conversation.promises.filter(kept_at=None).order_by("due_at")
        ],
        earlier=[_line(row, reader) for row in recent if row not in open_ones][:EARLIER],
    )


def _line(row: Conversation, reader: Reader, clock: ClockFace | None = None) -> ConversationLine:
    return ConversationLine(
        url=reverse("conversation", args=[row.id]), subject=row.subject, clock=clock, time_text=reader.time(row.latest_message_at)
    )


def _since(conversation: Conversation) -> str:
    account = conversation.account
    if account is None:
        return _("New to us")
    parts = [account.city]
    if account.customer_since:
        parts.insert(0, _("Customer since %(year)s") % {"year": account.customer_since.year})
    return " · ".join(filter(None, parts))


def _facts(conversation: Conversation, reader: Reader) -> list[tuple[str, str]]:
    account = conversation.account
    same: dict[str, Any] = {"conversation__account": account} if account else {"conversation__contact": conversation.contact}
    ended = Clock.objects.filter(**same, target__in=ANSWERS, conversation__in=conversations.visible_to(reader.user))
    rows = list(ended.values_list("due_at", "stopped_at", "stopped_because"))
    kept = sum(because == "answered" and stopped <= due for due, stopped, because in rows)
    total = sum(because == "answered" or (because == "" and due <= reader.now) for due, _stopped, because in rows)
    facts = [(_("Answers on time"), _("%(kept)s of %(total)s") % {"kept": kept, "total": total})] if total else []
    if account and account.owner:
        facts.append((_("Looked after by"), account.owner.name))
    if account and account.tier:
        facts.append((_("Tier"), account.tier))
    facts.append((_("Writes from"), conversation.contact.methods.values_list("value", flat=True).first() or ""))
    return facts
