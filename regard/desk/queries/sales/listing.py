"""Opportunities as a list: what the board shows, and those that ended, by pages, and as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.desk.queries.faces import Reader
from regard.desk.queries.sales.board import Link
from regard.desk.queries.sales.cards import Card, card_of, measure_of, with_card
from regard.desk.queries.sales.wanted import Chip, Wanted, chips_of, filtered
from regard.money.queries import load_rates
from regard.opportunities import queries as opportunities
from regard.opportunities.models import Gate, Opportunity, Outcome
from regard.staff.rules import Right, may

PAGE = 50
_ORDERS: dict[str, tuple[str | Combinable, ...]] = {
    "closes": (F("closes_on").asc(nulls_last=True), "id"), "amount": (F("amount").desc(nulls_last=True), "id"),
    "heard": (F("heard_at").asc(nulls_first=True), "id"), "since": ("stands_since", "id"), "name": ("account__name", "id"),
    "ended": (F("closed_at").desc(nulls_last=True), "id"),
}  # fmt: skip


#: Of the file.
COLUMNS = (
    "Company", "Opportunity", "Gate", "Amount", "Currency", "Closes", "Call", "Owner", "Source", "Last heard", "Stands since",
    "Outcome", "Ended",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row: the card, and how it ended."""

    card: Card
    ended: str


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The page."""

    finding: str
    lines: list[Line]
    chips: list[Chip]
    states: list[Link]
    sorts: dict[str, str]
    sort: str
    wanted: Wanted
    next_url: str
    first_url: str
    export_url: str
    board_url: str
    may_change: bool


def rows_of(wanted: Wanted, gate: str, reader: Reader) -> "QuerySet[Opportunity]":
    """The opportunities of a list, in its order."""
    rows = filtered(opportunities.visible_to(reader.user), wanted, reader)
    if wanted.pipeline:
        rows = rows.filter(ladder__pipeline=UUID(wanted.pipeline))
    if wanted.state in Outcome.values:
        rows = rows.filter(outcome=wanted.state)
    elif wanted.state == "open":
        rows = rows.filter(outcome="")
    if gate == "none":
        rows = rows.filter(gate=None)
    elif wanted_gate := _id(gate):
        same = Gate.objects.filter(id=wanted_gate).values("name", "ladder__pipeline")[:1]
        rows = rows.filter(gate__name__in=same.values("name"), ladder__pipeline__in=same.values("ladder__pipeline"))
    return rows.order_by(*_ORDERS.get(wanted.sort, _ORDERS["closes" if wanted.state == "open" else "ended"]))


def listing_of(wanted: Wanted, gate: str, page: int, reader: Reader) -> Listing:
    """One page of the list."""
    rows = rows_of(wanted, gate, reader)
    start = (max(page, 1) - 1) * PAGE
    found = list(with_card(rows, reader)[start : start + PAGE + 1])
    measure = measure_of(load_rates(on=reader.now.date()), reader)
    count = rows.order_by().aggregate(all=Count("id"))["all"]
    here = reverse("opportunities") + wanted.query() + (f"&gate={gate}" if gate else "")
    return Listing(
        finding=_finding(count, wanted), lines=[Line(card=card_of(row, measure), ended=ended_text(row, reader)) for row in found[:PAGE]],
        chips=chips_of(wanted, reader), states=_states(wanted), sort=wanted.sort, wanted=wanted,
        sorts={name: wanted.query(sort=name) for name in _ORDERS},
        next_url=f"{here}&page={max(page, 1) + 1}" if len(found) > PAGE else "", first_url=here if page > 1 else "",
        export_url=reverse("opportunities-export") + wanted.query() + (f"&gate={gate}" if gate else ""),
        board_url=reverse("sales") + wanted.query(state="open", sort="", text=""), may_change=may(reader.user.role, Right.SELL),
    )  # fmt: skip


def ended_text(row: Opportunity, reader: Reader) -> str:
    """How and when it ended; "" while it is open."""
    if row.is_open or row.closed_at is None:
        return ""
    words = {"won": _("won"), "lost": _("lost"), "no decision": _("no decision"), "withdrawn": _("withdrawn")}
    return f"{words[row.outcome]}, {reader.time(row.closed_at)}"


def table_of(wanted: Wanted, gate: str, reader: Reader) -> Iterator[list[str]]:
    """The list as the rows of a file with these `COLUMNS`; amounts and days as they are kept."""
    rows = rows_of(wanted, gate, reader).select_related("account", "gate", "owner")
    for row in rows.iterator(chunk_size=500):
        yield [
            row.account.name, row.name, row.gate.name if row.gate else "", "" if row.amount is None else str(row.amount), row.currency,
            str(row.closes_on or ""), "" if row.call is None else str(row.call), row.owner.name if row.owner else "", row.source,
            row.heard_at.isoformat() if row.heard_at else "", row.stands_since.isoformat(), row.outcome,
            row.closed_at.isoformat() if row.closed_at else "",
        ]  # fmt: skip


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _finding(count: int, wanted: Wanted) -> str:
    if wanted.state == "open":
        return ngettext("%(count)s opportunity is open", "%(count)s opportunities are open", count) % {
            "count": f"{count:,}"
        }
    return ngettext("%(count)s opportunity", "%(count)s opportunities", count) % {"count": f"{count:,}"}


def _states(wanted: Wanted) -> list[Link]:
    names = [
        ("open", _("Open")),
        ("won", _("Won")),
        ("lost", _("Lost")),
        ("no decision", _("No decision")),
        ("withdrawn", _("Withdrawn")),
    ]
    return [Link(label=label, url=wanted.query(state=state), is_on=wanted.state == state) for state, label in names]
