"""What stands beside a conversation about the customer; every figure from rows."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.customers.models import Contact, ContactMethod
from regard.desk.queries.customers.record import ACCOUNT, CONTACT, address_of
from regard.desk.queries.faces import ClockFace, Clocks, Reader, face_of, promise_face

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
    bounced: str


def others_of(conversation: Conversation, reader: Reader) -> list[Conversation]:
    """The latest other conversations with the same customer."""
    others = conversations.visible_to(reader.user).exclude(id=conversation.id)
    same = (
        others.filter(account=conversation.account)
        if conversation.account
        else others.filter(contact=conversation.contact)
    )
    return list(same.order_by("-latest_message_at")[: EARLIER + 5])


def customer_of(
    conversation: Conversation,
    reader: Reader,
    *,
    others: list[Conversation],
    clocks: Clocks,
    has_promises: bool,
) -> Customer:
    """The customer of a conversation; `others` and `clocks` were read before, promises are read where there can be any."""
    account, contact = conversation.account, conversation.contact
    methods = _methods(conversation)
    open_ones = [row for row in others if row.state == Conversation.State.OPEN]
    held = conversation.promises.filter(kept_at=None).order_by("due_at") if has_promises else []
    return Customer(
        account_name=account.name if account else contact.name,
        account_url=address_of(ACCOUNT, account.id) if account else address_of(CONTACT, contact.id),
        since=_since(conversation),
        facts=_facts(conversation, methods),
        people=[
            PersonLine(name=person.name, detail=person.job_title, url=address_of(CONTACT, person.id))
            for person in _people(methods)
        ],
        conversations=[_line(row, reader, face_of(clocks.get(row.id), reader)) for row in open_ones],
        promises=[PromiseLine(text=one.text, clock=promise_face(one.due_at, one.made_at, reader)) for one in held],
        earlier=[_line(row, reader) for row in others if row not in open_ones][:EARLIER],
        bounced=_bounced(conversation, methods),
    )


def _methods(conversation: Conversation) -> list[ContactMethod]:
    """How to reach everybody at the account, or the one person we know, by name; one statement."""
    account = conversation.account
    same = {"contact__account": account} if account else {"contact": conversation.contact}
    return list(ContactMethod.objects.filter(**same).select_related("contact").order_by("contact__name")[:40])


def _people(methods: list[ContactMethod]) -> list[Contact]:
    return list(dict.fromkeys(method.contact for method in methods))[:5]


def _bounced(conversation: Conversation, methods: list[ContactMethod]) -> str:
    """What to say when mail to the person who wrote comes back."""
    for method in methods:
        if method.contact_id == conversation.contact_id and method.bounced_at:
            words = {"address": method.value, "reason": method.bounce_reason or _("unknown")}
            return _("%(address)s does not take mail: %(reason)s.") % words
    return ""


def _line(row: Conversation, reader: Reader, clock: ClockFace | None = None) -> ConversationLine:
    return ConversationLine(
        url=reverse("conversation", args=[row.id]),
        subject=row.subject,
        clock=clock,
        time_text=reader.time(row.latest_message_at),
    )


def _since(conversation: Conversation) -> str:
    account = conversation.account
    if account is None:
        return _("New to us")
    parts = [account.city]
    if account.customer_since:
        parts.insert(0, _("Customer since %(year)s") % {"year": account.customer_since.year})
    return " · ".join(filter(None, parts))


def _facts(conversation: Conversation, methods: list[ContactMethod]) -> list[tuple[str, str]]:
    account = conversation.account
    kept, total = conversation.kept, conversation.kept + conversation.broken  # type: ignore[attr-defined]
    facts = [(_("Answers on time"), _("%(kept)s of %(total)s") % {"kept": kept, "total": total})] if total else []
    if account and account.owner:
        facts.append((_("Looked after by"), account.owner.name))
    if account and account.tier:
        facts.append((_("Tier"), account.tier))
    own = [method.value for method in methods if method.contact_id == conversation.contact_id]
    facts.append((_("Writes from"), own[0] if own else ""))
    return facts
