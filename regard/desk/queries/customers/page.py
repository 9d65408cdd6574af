"""The page about a company or a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact, Identifier
from regard.customers.rules.countries import country_name
from regard.data_quality.queries import Double, double_of
from regard.desk.queries.customers.calls import began_at, people_to_choose
from regard.desk.queries.customers.details import NOTHING_TYPED, Attempt, Detail, Option, details_of
from regard.desk.queries.customers.facts import (
    Fact,
    Promised,
    facts_of,
    moment_of,
    open_with,
    promised_by_customer,
    promised_by_us,
)
from regard.desk.queries.customers.record import (
    ACCOUNT,
    CONTACT,
    MOST_PEOPLE,
    WORDS,
    Customer,
    address_of,
    around,
    joined_ids,
    kind_of,
)
from regard.desk.queries.customers.timeline import Asked, Timeline, timeline_of
from regard.desk.queries.faces import Reader
from regard.money.rules import format_money
from regard.staff import queries as staff
from regard.staff.rules import Right, may


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody at a company, or a company somebody works at."""

    name: str
    detail: str
    url: str
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to reach a person."""

    id: str
    kind: str
    value: str
    link: str
    notes: list[tuple[str, str]]
    is_preferred: bool


@dataclass(frozen=True, kw_only=True)
class Given:
    """A number, a further address, a file, a tag: something small with a button that takes it away."""

    id: str
    label: str
    text: str
    state: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Who of us works on a company or follows it."""

    id: str
    name: str
    role: str
    is_follower: bool
    is_reader: bool


@dataclass(frozen=True, kw_only=True)
class Dialog:
    """The form that is open above the page; what was typed, and what is wrong."""

    name: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    wrong: str = ""


@dataclass(frozen=True, kw_only=True)
class CustomerPage:
    """Everything on the page."""

    kind: str
    id: UUID
    name: str
    url: str
    list_url: str
    subtitle: str
    tier: str
    write_url: str
    may_change: bool
    facts: list[Fact]
    timeline: Timeline
    people: list[Person]
    more_people_url: str
    children: list[Person]
    positions: list[Person]
    ours: list[Promised]
    theirs: list[Promised]
    details: list[Detail]
    empty: list[Detail]
    edits_all: bool
    tags: list[Given]
    ways: list[Way]
    domains: list[str]
    numbers: list[Given]
    addresses: list[Given]
    files: list[Given]
    colleagues: list[Colleague]
    follows: bool
    dialog: Dialog
    candidates: list[Option]
    callers: list[Option]
    call_began: str
    consents: list[Given]
    privacy_url: str
    opportunities: list[Given] = field(default_factory=list)
    opportunity_new_url: str = ""
    double: Double | None

    @property
    def edit_form(self) -> str:
        """Under which name its fields are measured while they are edited."""
        return f"{self.kind}-edit"


def customer_page(
    row: Customer, reader: Reader, asked: Asked, *, edited: str = "", attempt: Attempt = NOTHING_TYPED,
    dialog: Dialog | None = None,
) -> CustomerPage:  # fmt: skip
    """The page for one reader."""
    kind, opened = kind_of(row), open_with(row, reader)
    details = details_of(row, reader, edited=edited, attempt=attempt)
    people = _people(row)
    colleagues = _colleagues(row, reader)
    return CustomerPage(
        kind=kind, id=row.id, name=row.name, url=address_of(kind, row.id), list_url=reverse(WORDS[kind]),
        subtitle=_subtitle(row), tier=row.tier if isinstance(row, Account) else "", write_url=_write_url(row, reader),
        may_change=may(reader.user.role, Right.ANSWER),
        facts=facts_of(row, reader, opened=opened),
        timeline=_timeline(row, reader, asked),
        people=[_person(one) for one in people[:MOST_PEOPLE]],
        more_people_url=_people_url(row) if len(people) > MOST_PEOPLE else "",
        children=[_company(one) for one in around(row, "children")],
        positions=[_company(one, "account") for one in around(row, "positions")],
        ours=promised_by_us(row, reader), theirs=promised_by_customer(opened, reader),
        details=[one for one in details if one.text or one.editing], empty=[one for one in details if not (one.text or one.editing)],
        edits_all=edited == "all",
        tags=[Given(id=one["id"], label="", text=one["name"]) for one in around(row, "tags")],
        ways=[_way(one) for one in around(row, "methods")],
        domains=[one["domain"] for one in around(row, "domains")],
        numbers=[_number(one) for one in around(row, "numbers")],
        addresses=[_address(one, reader) for one in around(row, "addresses")],
        files=[
            Given(id=one["id"], label="", text=one["name"], url=reverse("customer-file", args=[UUID(one["id"])]))
            for one in around(row, "files")
        ],
        colleagues=[one for one in colleagues if not one.is_follower],
        follows=any(one.is_follower and one.is_reader for one in colleagues),
        dialog=dialog or Dialog(), candidates=_candidates(dialog),
        callers=people_to_choose(people[:MOST_PEOPLE] if dialog and dialog.name == "call" else (), dialog.typed if dialog else {}),
        call_began=began_at(reader, dialog.typed if dialog else {}),
        double=double_of(row, viewer=reader.user), consents=_consents(row, reader),
        opportunities=_opportunities(row, reader), opportunity_new_url=_opportunity_new_url(row, reader),
        privacy_url=reverse("privacy-person", args=[row.id]) if isinstance(row, Contact) and may(reader.user.role, Right.ANSWER) else "",
    )  # fmt: skip


def _opportunities(row: Customer, reader: Reader) -> list[Given]:
    """What they may buy, each with where it stands and for how much."""
    return [
        Given(
            id=one["id"], label=one["gate"] or _("nothing shown yet"), text=one["name"], url=reverse("opportunity", args=[UUID(one["id"])]),
            state=format_money(Decimal(str(one["amount"])), one["currency"], locale=reader.language, digits=0) if one["amount"] is not None else "",
        )
        for one in around(row, "opportunities")
    ]  # fmt: skip


def _opportunity_new_url(row: Customer, reader: Reader) -> str:
    account = row.id if isinstance(row, Account) else row.account_id
    if account is None or not may(reader.user.role, Right.SELL):
        return ""
    return f"{reverse('opportunity-new')}?{urlencode({'account': str(account)})}"


def _consents(row: Customer, reader: Reader) -> list[Given]:
    """What they allowed us, and when they said so; the latest word on each purpose."""
    latest = {one["purpose"]: one for one in around(row, "consents")}
    return [
        Given(
            id="", label=one["purpose"], state="good" if one["is_given"] else "warn",
            text=(_("yes, %(date)s") if one["is_given"] else _("no, %(date)s")) % {"date": reader.time(moment_of(one["at"]))},
        )
        for one in latest.values()
    ]  # fmt: skip


def _candidates(dialog: Dialog | None) -> list[Option]:
    """Colleagues to choose from, where the form that is open asks for one."""
    chosen = {"hand-over": "owner", "involve": "user"}.get(dialog.name) if dialog else None
    if dialog is None or chosen is None:
        return []
    typed = dialog.typed.get(chosen)
    return [Option(value=str(one.id), label=one.name, is_on=str(one.id) == typed) for one in staff.active_users()]


def _timeline(row: Customer, reader: Reader, asked: Asked) -> Timeline:
    ids = joined_ids(row)
    began = row.began_at  # type: ignore[union-attr]  # annotated
    if isinstance(row, Account):
        return timeline_of(reader, asked, accounts=ids, began=began)
    return timeline_of(reader, asked, contacts=ids, began=began)


def _subtitle(row: Customer) -> str:
    if isinstance(row, Contact):
        return " · ".join(filter(None, [row.job_title, row.account.name if row.account else ""]))
    since = _("Customer since %(year)s") % {"year": row.customer_since.year} if row.customer_since else ""
    return " · ".join(filter(None, [since, row.city]))


def _write_url(row: Customer, reader: Reader) -> str:
    if not may(reader.user.role, Right.ANSWER):
        return ""
    address = next((one["value"] for one in around(row, "methods") if one["kind"] == "email"), "")
    return f"{reverse('conversation-new')}?{urlencode({'to': address})}" if address else reverse("conversation-new")


def _people(row: Customer) -> list[dict[str, Any]]:
    """Who is at home there, and who works there too, by name."""
    found = {one["id"]: one for one in (*around(row, "people"), *around(row, "further_people"))}
    return sorted(found.values(), key=lambda one: str(one["name"]).casefold())


def _people_url(row: Customer) -> str:
    return f"{reverse(WORDS[CONTACT])}?{urlencode({'account': str(row.id)})}"


def _person(one: Mapping[str, Any]) -> Person:
    return Person(name=one["name"], detail=one["title"], url=address_of(CONTACT, UUID(one["id"])))


def _company(one: Mapping[str, Any], key: str = "id") -> Person:
    url = address_of(ACCOUNT, UUID(one[key]))
    return Person(id=one["id"], name=one["name"], detail=one.get("title", ""), url=url)


def _way(one: Mapping[str, Any]) -> Way:
    is_email = one["kind"] == "email"
    notes = [(one["label"], "")] if one["label"] else []
    if one["bounced"]:
        notes.append((_("comes back"), "bad"))
    elif one["proven"]:
        notes.append((_("proven"), "good"))
    if one["is_preferred"]:
        notes.append((_("preferred"), "acc"))
    link = f"mailto:{one['value']}" if is_email else f"tel:{one['normalised']}"
    return Way(
        id=one["id"],
        kind=one["kind"],
        value=one["value"],
        link=link,
        notes=notes,
        is_preferred=bool(one["is_preferred"]),
    )


def _number(one: Mapping[str, Any]) -> Given:
    labels = {Identifier.Kind.VAT.value: _("VAT"), Identifier.Kind.REGISTER.value: _("Register")}
    state = "" if one["is_valid"] is None else "good" if one["is_valid"] else "bad"
    return Given(id=one["id"], label=labels.get(one["kind"], _("Number")), text=one["value"], state=state)


def _address(one: Mapping[str, Any], reader: Reader) -> Given:
    label = {"delivery": _("Goods to"), "invoice": _("Invoices to")}.get(one["kind"], _("Also at"))
    country = country_name(one["country"], locale=reader.language) if one["country"] else ""
    town = " ".join(filter(None, [one["postcode"], one["city"]]))
    return Given(id=one["id"], label=label, text=", ".join(filter(None, [one["street"], town, country])))


def _colleagues(row: Customer, reader: Reader) -> Sequence[Colleague]:
    return [
        Colleague(
            id=one["id"], name=one["name"], role=one["role"], is_follower=one["kind"] == "follower",
            is_reader=UUID(one["user"]) == reader.user.id,
        )
        for one in around(row, "involved")
    ]  # fmt: skip
