"""What the pages of privacy show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from regard.conversations.models import Conversation, Message
from regard.conversations.queries import few_contacts_visible_to, visible_to
from regard.customers.models import Account, Contact
from regard.customers.queries import contact_by_email
from regard.kit.holders import holder_labels
from regard.privacy.models import Consent, Erasure, Hold, Looked, Purpose
from regard.privacy.queries.consents import consents_of, purposes
from regard.privacy.queries.erasures import erasure_of, open_hold
from regard.privacy.rules.words import GROUNDS, KINDS
from regard.staff.models import User

_A_PAGE, _LATEST = 50, 10


@dataclass(frozen=True, kw_only=True)
class Permission:
    """A purpose and what the person said about it last; `consent` None: they were never asked."""

    purpose: Purpose
    consent: Consent | None

    @property
    def is_allowed(self) -> bool:
        return bool(self.consent and self.consent.is_given)


@dataclass(frozen=True, kw_only=True)
class Look:
    """Who looked at what, from which page."""

    who: str
    what: str
    url: str
    page: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """One person's privacy."""

    contact: Contact
    permissions: list[Permission]
    said: list[Consent]
    looks: list[Look]
    hold: Hold | None
    erasure: Erasure | None


@dataclass(frozen=True, kw_only=True)
class Erased:
    """One erasure, and how much it took in each room."""

    row: Erasure
    ground: str
    total: int
    rooms: list[tuple[str, int]]


def person_page(contact: Contact) -> PersonPage:
    """Consents, looks, hold and erasure of a person."""
    said = list(consents_of(contact))
    latest = {one.purpose_id: one for one in reversed(said)}
    theirs = Looked.objects.filter(kind="contact", record_id=contact.id).select_related("user")
    return PersonPage(
        contact=contact,
        permissions=[Permission(purpose=one, consent=latest.get(one.id)) for one in purposes()],
        said=said,
        looks=[_look(row, contact.name, "") for row in theirs.order_by("-at")[:_LATEST]],
        hold=open_hold(contact),
        erasure=erasure_of(contact),
    )


def messages_to_prove(contact: Contact, reader: User) -> list[Message]:
    """The person's latest messages, one of which may say yes."""
    theirs = Message.objects.filter(
        contact=contact, kind=Message.Kind.INBOUND, conversation__in=visible_to(reader).order_by()
    )
    return list(theirs.order_by("-at").only("at", "subject", "text")[:20])


def looked_at(
    *, reader: User, address: str = "", user: User | None = None, since: datetime | None = None, until: datetime | None = None, page: int = 1
) -> "Page[Looked]":  # fmt: skip
    """Looks, latest first; of one customer: at them and at their conversations."""
    rows = Looked.objects.select_related("user").order_by("-at", "-id")
    if address:
        contact = contact_by_email(address)
        known = few_contacts_visible_to(reader).filter(id=contact.id).first() if contact else None
        rows = rows.filter(_about(known)) if known else rows.none()
    if user:
        rows = rows.filter(user=user)
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    return Paginator(rows, _A_PAGE).get_page(page)


def day_begins(day: object, user: User, *, days: int = 0) -> datetime:
    """The first moment of a day where the reader is, or of so many days later."""
    return datetime.combine(day, time(), ZoneInfo(user.zone)) + timedelta(days=days)  # type: ignore[arg-type]


def looks_of(rows: Sequence[Looked], reader: User) -> list[Look]:
    """With names of what was looked at, as far as the reader may know them; three statements at most."""
    ids: dict[str, set[UUID]] = {}
    for row in rows:
        ids.setdefault(row.kind, set()).add(row.record_id)
    people = dict(few_contacts_visible_to(reader).filter(id__in=ids.get("contact", ())).values_list("id", "name"))
    accounts = dict(Account.objects.filter(id__in=ids["account"]).values_list("id", "name")) if "account" in ids else {}
    said = visible_to(reader).filter(id__in=ids.get("conversation", ())).values_list("id", "number", "subject")
    threads = {one: f"#{number} {subject}" for one, number, subject in (said if "conversation" in ids else ())}
    names = {"contact": people, "account": accounts, "conversation": threads}
    urls = {"contact": "privacy-person", "conversation": "conversation"}
    found = []
    for row in rows:
        name = names.get(row.kind, {}).get(row.record_id)
        url = reverse(urls[row.kind], args=[row.record_id]) if name and row.kind in urls else ""
        what = name or KINDS.get(row.kind, row.kind)
        found.append(_look(row, str(what), url))
    return found


def _look(row: Looked, what: str, url: str) -> Look:
    return Look(who=row.user.name, what=what, url=url, page=row.page, at=row.at)


def erasures() -> list[Erased]:
    """The latest erasures."""
    rows = Erasure.objects.select_related("by").order_by("-at")[:_LATEST]
    return [
        Erased(
            row=row,
            ground=str(GROUNDS[row.ground]),
            total=sum(row.counts.values()),
            rooms=[(str(holder_labels.get(name, name)), count) for name, count in row.counts.items()],
        )
        for row in rows
    ]


def holds(reader: User) -> "QuerySet[Hold]":
    """Open holds on people the reader may know of."""
    known = few_contacts_visible_to(reader)
    return Hold.objects.filter(lifted_at=None, contact__in=known).select_related("contact", "by").order_by("-at")


def purposes_with_counts() -> "QuerySet[Purpose]":
    """Every purpose, those in use first, with how many consents there are to it."""
    return Purpose.objects.annotate(noted=Count("consents")).order_by("retired_at", "name")


def _about(contact: Contact) -> Q:
    own = Conversation.objects.filter(contact=contact).values("id")
    return Q(kind="contact", record_id=contact.id) | Q(kind="conversation", record_id__in=own)
