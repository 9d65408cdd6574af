"""A company or a person with everything that stands around them, in one statement."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse

from regard.conversations import queries as conversations
from regard.customers import queries as customers
from regard.customers.models import (
    Account,
    AccountDomain,
    Contact,
    ContactMethod,
    CustomerFile,
    CustomerTagging,
    Identifier,
    Involvement,
    Position,
    PostalAddress,
)
from regard.data_quality.models import Join
from regard.desk.queries.faces import Reader
from regard.events.models import Event
from regard.kit.fields import JSONList, listed, read_list
from regard.opportunities import queries as opportunities
from regard.privacy.models import Consent
from regard.promises.models import Clock, Promise
from regard.promises.queries.clocks import ANSWERS

Customer = Account | Contact
ACCOUNT, CONTACT = "account", "contact"
#: The word of a kind in addresses.
WORDS = {ACCOUNT: "companies", CONTACT: "people"}
YEAR = timedelta(days=365)
#: So many conversations are judged, and so many counted: a customer of thousands opens as quickly as one of ten.
MOST_JUDGED, MOST_COUNTED = 300, 999
MOST_PEOPLE, MOST_FILES, MOST_PROMISES, MOST_OPPORTUNITIES = 12, 10, 10, 5
Listed = list[dict[str, Any]]


def kind_of(row: Customer) -> str:
    """ "account" or "contact"."""
    return ACCOUNT if isinstance(row, Account) else CONTACT


def address_of(kind: str, identifier: object) -> str:
    """The page about a company or a person."""
    return reverse(kind, args=[identifier])


def record_of(kind: str, identifier: UUID, reader: Reader) -> Customer | None:
    """The record, if the reader may see it, with tags, people, numbers, files and promises as lists (see `around`)."""
    return _account(identifier, reader) if kind == ACCOUNT else _contact(identifier, reader)


def around(row: Customer, name: str) -> Listed:
    """One of the lists that a record brought along."""
    return read_list(row, f"with_{name}")


def joined_ids(row: Customer) -> list[UUID]:
    """The record's id and those of all that were joined into it, whose events stay as they were told.

    The record brings those joined into it along; one more statement for each step of joins before these.
    """
    kept = [row.id]
    found = [UUID(one["gone"]) for one in around(row, "joined")]
    while found:
        kept += found
        step = Join.objects.filter(kept_id__in=found, undone_at=None).exclude(gone_id__in=kept)
        found = list(step.values_list("gone_id", flat=True))
    return kept


def _account(identifier: UUID, reader: Reader) -> Account | None:
    visible = conversations.few_contacts_visible_to(reader.user).order_by("name", "id")
    people, further = visible.filter(account=OuterRef("id")), visible.filter(positions__account=OuterRef("id"))
    rows = customers.visible_to(reader.user).filter(id=identifier).select_related("owner", "team", "parent")
    found: Account | None = (
        _shared(rows, ACCOUNT, reader)
        .annotate(
            with_people=listed(people[: MOST_PEOPLE + 1], id="id", name="name", title="job_title"),
            with_further_people=listed(further[:MOST_PEOPLE], id="id", name="name", title="job_title"),
            with_involved=listed(
                Involvement.objects.filter(account=OuterRef("id")).order_by("kind", "user__name"),
                id="id", user="user_id", name="user__name", kind="kind", role="role",
            ),
            with_domains=listed(AccountDomain.objects.filter(account=OuterRef("id")).order_by("domain"), domain="domain"),
            with_opportunities=_opportunities(Q(account=OuterRef("id")), reader),
            with_numbers=listed(
                Identifier.objects.filter(account=OuterRef("id")).order_by("kind", "id"),
                id="id", kind="kind", value="value", country="country", is_valid="is_valid",
            ),
            with_children=listed(
                customers.visible_to(reader.user).filter(parent=OuterRef("id")).order_by("name", "id")[:MOST_PEOPLE], id="id", name="name"
            ),
            with_promises=_promises(Promise.objects.filter(account=OuterRef("id")), reader),
        )
        .first()
    )  # fmt: skip
    return found


def _contact(identifier: UUID, reader: Reader) -> Contact | None:
    rows = conversations.few_contacts_visible_to(reader.user).filter(id=identifier).select_related("account__owner")
    found: Contact | None = (
        _shared(rows, CONTACT, reader)
        .annotate(
            with_methods=listed(
                ContactMethod.objects.filter(contact=OuterRef("id")).order_by("kind", "-is_preferred", "id"),
                id="id", kind="kind", value="value", normalised="normalised", label="label", is_preferred="is_preferred",
                bounced="bounced_at", reason="bounce_reason", proven="proven_at",
            ),
            with_consents=listed(
                Consent.objects.filter(contact=OuterRef("id"), purpose__retired_at=None).order_by("at", "noted_at", "id"),
                purpose="purpose__name", is_given="is_given", at="at",
            ),
            with_opportunities=_opportunities(Q(account=OuterRef("account")) | Q(roles__contact=OuterRef("id")), reader),
            with_positions=listed(
                Position.objects.filter(contact=OuterRef("id")).order_by("account__name"),
                id="id", account="account_id", name="account__name", title="job_title",
            ),
            with_promises=_promises(Promise.objects.filter(conversation__contact=OuterRef("id")), reader),
        )
        .first()
    )  # fmt: skip
    return found


def _shared(rows: "QuerySet[Any]", kind: str, reader: Reader) -> "QuerySet[Any]":
    mine = {kind: OuterRef("id")}
    events = Event.objects.filter(**{f"{kind}_id": OuterRef("id")})
    heard = events.filter(kind__in=["message.received", "message.found"], actor=Event.Actor.CUSTOMER).order_by("-at")
    brought: QuerySet[Any] = rows.annotate(
        with_tags=listed(CustomerTagging.objects.filter(**mine).order_by("tag__name"), id="tag_id", name="tag__name"),
        with_addresses=listed(
            PostalAddress.objects.filter(**mine).order_by("kind", "id"),
            id="id", kind="kind", street="street", postcode="postcode", city="city", country="country",
        ),
        with_files=listed(
            CustomerFile.objects.filter(**mine).order_by("-at", "-id")[:MOST_FILES], id="id", name="filename", size="size"
        ),
        with_joined=listed(Join.objects.filter(kept_id=OuterRef("id"), undone_at=None), gone="gone_id"),
        heard_at=Subquery(heard.values("at")[:1]),
        began_at=Subquery(events.order_by("at").values("at")[:1]),
        **_year(kind, reader),
    )  # fmt: skip
    return brought


def _year(kind: str, reader: Reader) -> dict[str, Subquery]:
    """What the last twelve months hold: conversations, answers to them, and how many of these came in the promised time; of the latest ones where there are many."""
    since = reader.now - YEAR
    visible = conversations.visible_to(reader.user).filter(latest_message_at__gte=since).order_by("-latest_message_at")
    latest = visible.filter(**{kind: OuterRef(OuterRef("id"))})[:MOST_JUDGED]
    clocks = Clock.objects.filter(
        conversation__in=latest.values("id"), target__in=ANSWERS, stopped_because="answered", stopped_at__gte=since
    )
    said = visible.filter(**{kind: OuterRef(OuterRef("id"))})[:MOST_COUNTED]
    return {
        "said_in_year": _counted(conversations.visible_to(reader.user).filter(id__in=said.values("id"))),
        "answers_in_year": _counted(clocks),
        "kept_in_year": _counted(clocks.filter(stopped_at__lte=F("due_at"))),
    }


def _counted(rows: "QuerySet[Any]") -> Subquery:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Subquery(counted, output_field=IntegerField())


def _opportunities(theirs: Q, reader: Reader) -> JSONList:
    """What they may buy: open ones, those that close soonest first."""
    rows = opportunities.visible_to(reader.user).filter(theirs, outcome="").distinct()
    return listed(
        rows.order_by(F("closes_on").asc(nulls_last=True), "id")[:MOST_OPPORTUNITIES], id="id", name="name", gate="gate__name",
        amount="amount", currency="currency",
    )  # fmt: skip


def _promises(rows: "QuerySet[Promise]", reader: Reader) -> JSONList:
    visible = Exists(conversations.visible_to(reader.user).filter(id=OuterRef("conversation")))
    readable = rows.filter(visible, kept_at=None).order_by("due_at", "id")
    return listed(
        readable[:MOST_PROMISES], id="id", text="text", due="due_at", made="made_at", conversation="conversation_id",
        holder="holder__name",
    )  # fmt: skip
