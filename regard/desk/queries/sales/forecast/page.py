"""The forecast page in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.desk.queries.faces import Reader
from regard.desk.queries.sales.chance import rounded
from regard.desk.queries.sales.forecast.chart import Column, calibration, ranges
from regard.desk.queries.sales.forecast.notes import Note, notes_of
from regard.desk.queries.sales.forecast.reading import Reading, Said, read_forecast
from regard.forecasting.rules.metrics import Dot
from regard.forecasting.rules.record import Figures, figures
from regard.money.rules import format_money
from regard.opportunities.models import Gate

#: Of the deals that companies forecast, the share that was won (CSO Insights, 2018).
INDUSTRY = 0.473
NEXT_TEST = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A month of the table."""

    label: str
    said: str
    range: str
    came: str
    state: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A figure with what it counts; `url` opens what is behind it."""

    title: str
    figure: str
    detail: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class GateLine:
    """What the latest test found about a gate."""

    name: str
    deals: str
    auc: str
    verdict: str
    is_worthless: bool


@dataclass(frozen=True, kw_only=True)
class ForecastPage:
    """The page; `is_empty` before the first night."""

    is_empty: bool
    finding: str = ""
    consequence: str = ""
    notes: Sequence[Note] = ()
    chart: SafeString | str = ""
    lines: Sequence[Line] = ()
    tiles: Sequence[Tile] = ()
    dots: SafeString | str = ""
    dots_text: str = ""
    people: Sequence[Sequence[str]] = ()
    gates: Sequence[GateLine] = ()
    foot: str = ""


def forecast_page(reader: Reader) -> ForecastPage:
    """What months will bring, and the record of having said so."""
    today = reader.now.date()
    found = read_forecast(today=today)
    if found is None:
        return ForecastPage(is_empty=True)
    words = _Words(reader, found)
    judged = [one.judged for one in found.months if one.judged]
    over = figures(judged)
    return ForecastPage(
        is_empty=False, finding=words.finding(), consequence=words.consequence(), notes=notes_of(found, reader),
        chart=ranges([words.column(one) for one in found.months], label=words.chart_label(over)),
        lines=[words.line(one) for one in found.months], tiles=list(words.tiles(over)), dots=words.dots(),
        dots_text=words.dots_text(), people=[words.person(number) for number in range(len(found.people))], gates=words.gates(),
        foot=words.foot(),
    )  # fmt: skip


def _about(amount: float) -> float:
    """As exact as a forecast is."""
    return float(rounded(Decimal(round(amount))))


class _Words:
    """Figures in the language of the reader."""

    def __init__(self, reader: Reader, found: Reading) -> None:
        self._locale, self._found, self._currency = reader.language.replace("-", "_"), found, found.night.currency

    def finding(self) -> str:
        this = self._found.months[-1]
        if this.said is None:
            return _("Nothing is said of %(month)s yet.") % {"month": self._month(this.month)}
        return _("We expect %(amount)s in %(month)s.") % {
            "amount": self._money(_about(this.said.expected)),
            "month": self._month(this.month),
        }

    def consequence(self) -> str:
        this = self._found.months[-1]
        if this.said is None:
            return ""
        return _("Four times out of five it will be between %(low)s and %(high)s.") % {
            "low": self._number(_about(this.said.low)), "high": self._number(_about(this.said.high)),
        }  # fmt: skip

    def column(self, one: Said) -> Column:
        line = self.line(one)
        is_missed = bool(one.judged and not one.judged.is_inside)
        return Column(
            label=format_date(one.month, "MMM", locale=self._locale), low=one.said.low if one.said else None,
            expected=one.said.expected if one.said else None, high=one.said.high if one.said else None, came=one.came,
            title=f"{line.label}: {line.range}; {line.came}", is_missed=is_missed, missed_text=_("missed"),
        )  # fmt: skip

    def line(self, one: Said) -> Line:
        said = self._number(one.said.expected) if one.said else _("no forecast")
        reach = (
            f"{self._number(one.said.low)} – {self._number(one.said.high)}" if one.said else _("no forecast was taken")
        )
        came = _("open") if one.came is None else self._number(one.came)
        state = "" if one.judged is None else _("inside") if one.judged.is_inside else _("missed")
        url = reverse("forecast-month", args=[one.month.year, one.month.month]) if one.night else ""
        return Line(label=self._month(one.month), said=said, range=reach, came=came, state=state, url=url)

    def chart_label(self, over: Figures) -> str:
        if not over.months:
            return _("Forecast range by month. No month with a forecast is over yet.")
        words = {"inside": over.inside, "months": over.months}
        label = (
            _("Forecast range and what came in by month. %(inside)s of %(months)s months fell inside the range.")
            % words
        )
        missed = [self._month(one.month) for one in self._found.months if one.judged and not one.judged.is_inside]
        return f"{label} {_('Missed: %(months)s.') % {'months': ', '.join(missed)}}" if missed else label

    def tiles(self, over: Figures) -> Iterator[Tile]:
        none = _("no month yet")
        yield Tile(
            title=_("Inside the range"), detail=_("We claim 4 of 5."), url="#months",
            figure=_("%(inside)s of %(months)s") % {"inside": over.inside, "months": over.months} if over.months else none,
        )  # fmt: skip
        yield self._right_deals()
        yield self._tested()
        bias = none if over.bias is None else format_percent(over.bias, "+0%;-0%", locale=self._locale)
        yield Tile(title=_("Bias"), figure=bias, detail=_("What was said beside what came in. Above zero, too much was promised."), url="#months")  # fmt: skip
        error = none if over.error is None else self._percent(over.error)
        yield Tile(title=_("Usual error of a month"), figure=error, detail=_("The mean distance, as a share of what came in (MAPE)."), url="#months")  # fmt: skip
        yield self._distance(none)

    def _distance(self, none: str) -> Tile:
        record, title = self._found.night.record, _("Distance of chances from outcomes")
        if record.get("brier") is None:
            return Tile(title=title, figure=none, detail=_("Brier score: 0 is perfect."))
        detail = _("Brier score: 0 is perfect. Saying the same of every deal would have %(base)s.")
        detail %= {"base": self._decimal(record.get("base"))}
        return Tile(title=title, figure=self._decimal(record["brier"]), detail=detail, url="#calibration")

    def _right_deals(self) -> Tile:
        deals, won = sum(one.deals for one in self._found.people), sum(one.won for one in self._found.people)
        title = _("Right deals, right month")
        industry = format_percent(INDUSTRY, "0.0%", locale=self._locale)
        if not deals:
            detail = _(
                "Of the deals that owners had put into a month, the share won in it. In a study of 2018 it was %(industry)s."
            )
            return Tile(title=title, figure=_("no month yet"), detail=detail % {"industry": industry})
        detail = _(
            "%(won)s of %(deals)s deals that owners had put into a month were won in it. In a study of 2018 it was %(industry)s."
        )
        detail %= {"won": won, "deals": deals, "industry": industry}
        before_won, before = self._found.year_ago
        if before:
            detail = f"{_('%(share)s a year ago.') % {'share': self._percent(before_won / before)}} {detail}"
        return Tile(title=title, figure=self._percent(won / deals), detail=detail, url="#people")

    def _tested(self) -> Tile:
        tested = self._found.tested
        if tested is None:
            return Tile(title=_("Model last tested"), figure=_("not yet"), detail=_("It is tested by itself as soon as enough deals have ended."))  # fmt: skip
        next_on = self._day((tested.at + NEXT_TEST).date())
        detail = ngettext(
            "On %(deals)s deal. Next test %(day)s, by itself.",
            "On %(deals)s deals. Next test %(day)s, by itself.",
            tested.deals,
        )
        return Tile(title=_("Model last tested"), figure=self._day(tested.at.date()), detail=detail % {"deals": tested.deals, "day": next_on}, url="#gates")  # fmt: skip

    def dots(self) -> SafeString | str:
        dots = [Dot(*dot) for dot in self._found.night.record.get("dots", [])]
        return calibration(dots, label=self.dots_text()) if dots else ""

    def dots_text(self) -> str:
        dots = [Dot(*dot) for dot in self._found.night.record.get("dots", [])]
        if not dots:
            return _("Not enough deals have ended to hold chances against outcomes.")
        best = min(dots, key=lambda dot: abs(dot.said - 0.6))
        return _("When we said %(said)s, %(came)s were won (%(deals)s deals).") % {
            "said": self._percent(best.said), "came": self._percent(best.came), "deals": best.deals,
        }  # fmt: skip

    def person(self, place: int) -> list[str]:
        one = self._found.people[place]
        bias = format_percent((one.said - one.came) / one.came, "+0%;-0%", locale=self._locale) if one.came else ""
        share = f"{self._percent(one.won / one.deals)} ({one.won}/{one.deals})" if one.deals else ""
        return [
            one.name or _("nobody"),
            share,
            bias,
            str(one.calls or ""),
            self._decimal(one.brier),
            self._decimal(one.model_brier),
        ]

    def gates(self) -> list[GateLine]:
        tested = self._found.tested
        if tested is None:
            return []
        names = dict(
            Gate.objects.filter(ladder__pipeline__is_default=True)
            .order_by("ladder__number")
            .values_list("position", "name")
        )
        return [self._gate(names.get(gate["gate"], str(gate["gate"])), gate) for gate in tested.gates]

    def _gate(self, name: str, gate: dict[str, object]) -> GateLine:
        value = gate["has_value"]
        verdict = (
            _("too few deals to tell")
            if value is None
            else _("separates won from lost")
            if value
            else _("no evidence of value")
        )
        auc = ""
        if gate["auc"] is not None:
            auc = f"{self._decimal(gate['auc'])} ({self._decimal(gate['auc_low'])} – {self._decimal(gate['auc_high'])})"
        return GateLine(name=name, deals=str(gate["deals"]), auc=auc, verdict=verdict, is_worthless=value is False)

    def foot(self) -> str:
        night = self._found.night
        words = {
            "day": self._day(night.taken_on),
            "deals": self._number(night.count),
            "model": night.model,
            "rows": self._number(night.trained_on),
        }
        return _("Taken on %(day)s: %(deals)s open deals. Model: %(model)s, learned from %(rows)s earlier snapshots of deals that have ended. Months are those of UTC.") % words  # fmt: skip

    def _money(self, amount: float) -> str:
        return format_money(Decimal(round(amount)), self._currency, locale=self._locale, digits=0)

    def _number(self, amount: float) -> str:
        return str(format_decimal(round(amount), locale=self._locale))

    def _decimal(self, value: object) -> str:
        return str(format_decimal(value, "0.00", locale=self._locale)) if isinstance(value, float | int) else ""

    def _percent(self, share: float) -> str:
        return str(format_percent(share, locale=self._locale))

    def _month(self, month: date) -> str:
        return str(format_date(month, "MMMM y", locale=self._locale))

    def _day(self, day: date) -> str:
        return str(format_date(day, "d MMM y", locale=self._locale))
