"""The board: what the buyer did, column by column. A column is a statement of the customer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.desk.queries.faces import Reader
from regard.desk.queries.sales.cards import Card, card_of, measure_of, with_card
from regard.desk.queries.sales.chance import Coming, coming_this_month
from regard.desk.queries.sales.wanted import Chip, Wanted, chips_of, filtered
from regard.money.queries import Rates, load_rates
from regard.money.rules import format_money
from regard.opportunities import queries as opportunities
from regard.opportunities.models import Gate, Opportunity
from regard.opportunities.rules.gates import DEFAULT_GATES
from regard.staff.rules import Right, may

#: Cards a column shows at first, and when it is opened; gone-quiet deals that are named.
A_COLUMN, OPENED, NAMED, MOST_QUIET = 10, 40, 4, 50
NOTHING = "none"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A gate with those who stand at it. `gate` is "" for what nothing was shown of."""

    gate: str
    number: int
    name: str
    statement: str
    count: int
    total: str
    cards: list[Card]
    more_url: str = ""
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class Link:
    """A name and where it leads."""

    label: str
    url: str
    is_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Board:
    """The page."""

    columns: list[Column]
    count: int
    total: str
    quiet: list[Link]
    quiet_more: int
    chips: list[Chip]
    pipelines: list[Link]
    list_url: str
    missing: list[str]
    may_change: bool
    is_empty: bool
    quiet_url: str = ""
    coming: Coming | None = None


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A column while it is put together: gates of all versions that share a name are one."""

    gates: tuple[UUID, ...]
    current: UUID | None
    name: str
    statement: str


def board_of(wanted: Wanted, reader: Reader, *, opened: str = "") -> Board:
    """The board of a pipeline, of which one column may be `opened`. A fixed number of statements, whatever stands on it."""
    gates = list(opportunities.gates_in_use())
    known = list(dict.fromkeys(gate.ladder.pipeline for gate in gates))
    pipeline = next((one for one in known if str(one.id) == wanted.pipeline), known[0] if known else None)
    visible = opportunities.visible_to(reader.user).filter(outcome="")
    rows = filtered(visible.filter(ladder__pipeline=pipeline) if pipeline else visible.none(), wanted, reader)
    rates = load_rates(on=reader.now.date())
    sums = _Sums(rows, rates, reader)
    missing = rates.sentences(locale=reader.language)  # of the sums; what was won years ago asks for other days
    places = _places([gate for gate in gates if gate.ladder.pipeline == pipeline], sums.counts)
    cards = _cards(rows, rates, reader, most=_most(places, opened))
    quiet = _quiet(rows, reader)
    return Board(
        columns=[_column(number, place, sums, cards, wanted=wanted, opened=opened) for number, place in enumerate(places)],
        count=sum(sums.counts.values()), total=sums.text(sums.counts), chips=chips_of(wanted, reader),
        quiet=quiet[:NAMED],
        quiet_more=max(len(quiet) - NAMED, 0), quiet_url=reverse("opportunities") + wanted.query(quiet=True),
        pipelines=[
            Link(label=one.name, url=wanted.query(pipeline=str(one.id)), is_on=one == pipeline) for one in known
        ] if len(known) > 1 else [],
        list_url=reverse("opportunities") + wanted.query(),
        missing=missing, may_change=may(reader.user.role, Right.SELL),
        coming=coming_this_month(reader), is_empty=not sums.counts and wanted == Wanted(pipeline=wanted.pipeline),
    )  # fmt: skip


class _Sums:
    """How many stand at each gate and for how much, in the company's currency."""

    def __init__(self, rows: "QuerySet[Opportunity]", rates: Rates, reader: Reader) -> None:
        self._reader, self._base = reader, rates.base
        self.counts: dict[UUID | None, int] = {}
        self._sums: dict[UUID | None, Decimal] = {}
        grouped = rows.order_by().values("gate", "currency").annotate(number=Count("id"), total=Sum("amount"))
        for one in grouped:
            gate = one["gate"]
            self.counts[gate] = self.counts.get(gate, 0) + one["number"]
            amount = rates.in_company_currency(one["total"] or Decimal(0), one["currency"], on=reader.now.date())
            self._sums[gate] = self._sums.get(gate, Decimal(0)) + (amount or Decimal(0))

    def text(self, gates: Any) -> str:
        total = sum((self._sums.get(gate, Decimal(0)) for gate in gates), Decimal(0))
        return format_money(total, self._base, locale=self._reader.language, digits=0)


def _places(gates: Sequence[Gate], used: Collection[UUID | None]) -> list[_Place]:
    """The columns before the sale is made: what nothing was shown of, then gate by gate, of the latest version first."""
    nothing = _Place(
        gates=(), current=None, name=_("Nothing shown yet"), statement=_("We talk; they have not committed to anything")
    )
    if not gates:
        shown = [gate for gate in DEFAULT_GATES if not gate.wins][:-1]
        return [
            nothing,
            *(_Place(gates=(), current=None, name=_(one.name), statement=_(one.statement)) for one in shown),
        ]
    latest = [gate for gate in gates if gate.ladder_id == gates[0].ladder_id]
    found = [nothing]
    for gate in latest[: next((place for place, one in enumerate(latest) if one.wins), len(latest))]:
        same = tuple(one.id for one in gates if one.name.casefold() == gate.name.casefold())
        found.append(_Place(gates=same, current=gate.id, name=gate.name, statement=gate.statement))
    return _with_older(found, gates, used)


def _with_older(found: list[_Place], gates: Sequence[Gate], used: Collection[UUID | None]) -> list[_Place]:
    """Gates of earlier versions that have no place in the latest stand where they stood, as long as somebody stands there."""
    known = {identifier for place in found for identifier in place.gates}
    for gate in gates:
        if gate.id in used and gate.id not in known and not gate.wins:
            place = _Place(gates=(gate.id,), current=gate.id, name=gate.name, statement=_("From an earlier version"))
            found.insert(min(gate.position, len(found)), place)
    return found


def _key(place: _Place) -> str:
    """How an address names a column."""
    return str(place.current) if place.current else NOTHING


def _most(places: Sequence[_Place], opened: str) -> Q:
    """So many cards of each column."""
    most = Q(place__lte=A_COLUMN)
    for place in places:
        if _key(place) == opened:
            most |= Q(gate__in=place.gates, place__lte=OPENED) if place.gates else Q(gate=None, place__lte=OPENED)
    return most


def _cards(rows: "QuerySet[Opportunity]", rates: Rates, reader: Reader, *, most: Q) -> Mapping[UUID | None, list[Card]]:
    """The first cards of every gate: those that close soonest, the largest first."""
    order = [F("closes_on").asc(nulls_last=True), F("amount").desc(nulls_last=True), F("id").asc()]
    ranked = rows.annotate(place=Window(RowNumber(), partition_by=[F("gate")], order_by=order)).filter(most)
    brought = with_card(Opportunity.objects.filter(id__in=ranked.values("id")), reader).order_by(*order)
    measure = measure_of(rates, reader)
    found: dict[UUID | None, list[Card]] = {}
    for row in brought:
        found.setdefault(row.gate_id, []).append(card_of(row, measure))
    return found


def _column(
    number: int, place: _Place, sums: _Sums, cards: Mapping[UUID | None, list[Card]], *, wanted: Wanted, opened: str
) -> Column:
    gates: tuple[UUID | None, ...] = place.gates or ((None,) if number == 0 else ())
    is_open = _key(place) == opened
    shown = [card for gate in gates for card in cards.get(gate, [])][: OPENED if is_open else A_COLUMN]
    count = sum(sums.counts.get(gate, 0) for gate in gates)
    more = ""
    if count > len(shown):
        page, word = (reverse("opportunities"), "gate") if is_open else (reverse("sales"), "open")
        more = f"{page}{wanted.query()}&{word}={_key(place)}"
    return Column(
        gate=str(place.current or ""), number=number, name=place.name, statement=place.statement, count=count,
        total=sums.text(gates), cards=shown, more_url=more, more=count - len(shown),
    )  # fmt: skip


def _quiet(rows: "QuerySet[Opportunity]", reader: Reader) -> list[Link]:
    """Those nobody of the customer did anything about for two weeks, the largest first; one more than are named."""
    quiet = filtered(rows, Wanted(quiet=True), reader).order_by(F("amount").desc(nulls_last=True), "id")
    named = quiet.values_list("id", "account__name")[: MOST_QUIET + NAMED]
    return [Link(label=name, url=reverse("opportunity", args=[identifier])) for identifier, name in named]
