"""The deals behind a month: those that were counted on, and those that came in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from babel.dates import format_date
from babel.numbers import format_percent
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.desk.queries.faces import Reader
from regard.forecasting.models import Ending, Night, Snapshot
from regard.forecasting.queries.known import night_of
from regard.forecasting.rules.calendar import first_of, later
from regard.money.rules import format_money
from regard.opportunities import queries as opportunities
from regard.opportunities.models import Opportunity, Outcome

PAGE = 50
COLUMNS = (
    "Company",
    "Opportunity",
    "Said on",
    "Worth",
    "Currency",
    "Owner's day",
    "Owner's chance",
    "Model's chance",
    "Low",
    "High",
    "Outcome",
)


@dataclass(frozen=True, kw_only=True)
class DealLine:
    """A deal; `said` and `call` are the model's and the owner's chance."""

    account: str
    name: str
    url: str
    worth: str
    said: str
    call: str
    closes: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class MonthPage:
    """`counted` are the deals of the night that were to come in that month; `came` those that did."""

    title: str
    finding: str
    counted: list[DealLine]
    came: list[DealLine]
    next_url: str


def month_page(month: date, page: int, reader: Reader) -> MonthPage | None:
    """None where nothing was said of the month and it brought nothing."""
    night, currency = said_on(month, today=reader.now.date())
    end = later(month, 1)
    rows = list(_counted(month, night, reader)[(page - 1) * PAGE : page * PAGE + 1]) if night else []
    won = list(Ending.objects.filter(won=True, ended_on__gte=month, ended_on__lt=end).order_by(F("worth").desc(nulls_last=True), "id")[: PAGE * 4]) if page == 1 else []  # fmt: skip
    if night is None and not won:
        return None
    deals = _deals([row.opportunity_id for row in rows] + [row.opportunity_id for row in won], reader)
    name = str(format_date(month, "MMMM y", locale=_locale(reader)))
    words = {"month": name, "day": format_date(night.taken_on, "d MMMM y", locale=_locale(reader)) if night else ""}
    return MonthPage(
        title=name,
        finding=_("On %(day)s these deals were expected in %(month)s, by their owner or by the model.") % words if night
        else _("No forecast was taken thirty days before the end of %(month)s.") % words,
        counted=[_line(deals[row.opportunity_id], row, currency, reader) for row in rows[:PAGE] if row.opportunity_id in deals],
        came=[_won_line(deals[row.opportunity_id], row, currency, reader) for row in won if row.opportunity_id in deals],
        next_url=f"{reverse('forecast-month', args=[month.year, month.month])}?page={page + 1}" if len(rows) > PAGE else "",
    )  # fmt: skip


def said_on(month: date, *, today: date) -> tuple[Night | None, str]:
    """The night thirty days before the end of a month, or the latest one for a month that is not over; and the currency."""
    nights = {
        night.taken_on: night
        for night in Night.objects.filter(taken_on__gte=later(month, -1), taken_on__lt=later(month, 1)).only(
            "taken_on", "currency"
        )
    }
    latest = Night.objects.order_by("-taken_on").only("taken_on", "currency").first()
    day = night_of(month, list(nights))
    night = latest if month >= first_of(today) else nights[day] if day else None
    return night, (latest.currency if latest else "EUR")


def table_of(month: date, reader: Reader) -> Iterator[Sequence[str]]:
    """The rows of the file: every deal that was counted on."""
    night, currency = said_on(month, today=reader.now.date())
    rows = list(_counted(month, night, reader)) if night else []
    deals = _deals([row.opportunity_id for row in rows], reader)
    for row in rows:
        if deal := deals.get(row.opportunity_id):
            yield (
                deal.account.name, deal.name, str(night.taken_on if night else ""), str(row.worth or ""), currency, str(row.closes_on or ""),
                str("" if row.call is None else row.call), f"{row.p:.2f}", f"{row.p_low:.2f}", f"{row.p_high:.2f}", deal.outcome,
            )  # fmt: skip


def _counted(month: date, night: Night | None, reader: Reader) -> "QuerySet[Snapshot]":
    end = later(month, 1)
    by_owner, by_model = Q(closes_on__gte=month, closes_on__lt=end), Q(expected_on__gte=month, expected_on__lt=end)
    rows = Snapshot.objects.filter(
        by_owner | by_model, night=night, opportunity__in=opportunities.visible_to(reader.user).values("id")
    )
    return rows.defer("features").order_by((F("p") * F("brings")).desc(), "id")


def _deals(ids: Sequence[UUID], reader: Reader) -> dict[UUID, Opportunity]:
    return {row.id: row for row in opportunities.visible_to(reader.user).filter(id__in=ids).select_related("account")}


def _line(deal: Opportunity, row: Snapshot, currency: str, reader: Reader) -> DealLine:
    locale = _locale(reader)
    return DealLine(
        account=deal.account.name, name=deal.name, url=reverse("opportunity", args=[deal.id]), worth=_money(row.worth, currency, reader),
        said=f"{format_percent(row.p, locale=locale)} ({format_percent(row.p_low, locale=locale)} – {format_percent(row.p_high, locale=locale)})",
        call="" if row.call is None else f"{row.call}%", closes=str(row.closes_on or ""), outcome=_outcome(deal),
    )  # fmt: skip


def _won_line(deal: Opportunity, row: Ending, currency: str, reader: Reader) -> DealLine:
    said = "" if row.p is None else str(format_percent(row.p, locale=_locale(reader)))
    return DealLine(
        account=deal.account.name, name=deal.name, url=reverse("opportunity", args=[deal.id]), worth=_money(row.worth, currency, reader), said=said,
        call="" if row.call is None else f"{row.call}%", closes=str(row.ended_on), outcome=_outcome(deal),
    )  # fmt: skip


def _outcome(deal: Opportunity) -> str:
    words = {
        Outcome.WON: _("won"),
        Outcome.LOST: _("lost"),
        Outcome.NO_DECISION: _("no decision"),
        Outcome.WITHDRAWN: _("withdrawn"),
    }
    return words[Outcome(deal.outcome)] if deal.outcome else _("open")


def _money(worth: Decimal | None, currency: str, reader: Reader) -> str:
    return "" if worth is None else format_money(worth, currency, locale=_locale(reader), digits=0)


def _locale(reader: Reader) -> str:
    return reader.language.replace("-", "_")
