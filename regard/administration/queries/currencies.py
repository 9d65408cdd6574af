"""Settings > Currencies: the company's own, and the rates of others, the latest first."""

from datetime import datetime

from babel.dates import format_date
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.administration.queries import words
from regard.administration.queries.parts import Cell, Row, Table
from regard.money.models import CompanyCurrency, Rate
from regard.money.queries import company_currency
from regard.money.rules import currency_name

#: The rates shown; all of them count.
MOST = 100


def currency_tables(*, now: datetime, language: str) -> list[Table]:
    """A table of the company's currency, one of the rates that count, and one of those given into another currency."""
    base = company_currency()
    rates = list(
        Rate.objects.filter(base=base).select_related("set_by").order_by("-on", "currency", "-set_at", "-id")[:MOST]
    )
    others = Rate.objects.exclude(base=base).values_list("base", flat=True).order_by("base").distinct()
    return [_own(base, language, list(others)), _rates(base, rates, language, now)]


def _own(base: str, language: str, others: list[str]) -> Table:
    chosen = CompanyCurrency.objects.select_related("chosen_by").first()
    who = (
        (chosen.chosen_by.name if chosen.chosen_by else "") if chosen else _("nobody chose yet: this is the usual one")
    )
    kept = _("Rates given in %(codes)s are kept and do not count now.") % {"codes": ", ".join(others)} if others else ""
    cells = (
        Cell(text=f"{base}, {currency_name(base, locale=language)}", url=reverse("settings-currency"), detail=kept),
        Cell(text=who),
    )
    return Table(
        key="own", title=_("Sums are made in"), columns=(_("Currency"), _("Chosen by")), rows=[Row(cells=cells)],
        add_url=reverse("settings-rate-new"), add_label=_("Give a rate"),
    )  # fmt: skip


def _rates(base: str, rates: list[Rate], language: str, now: datetime) -> Table:
    replaced, seen = set(), set[tuple[object, str]]()
    for rate in rates:
        replaced |= {rate.id} if (rate.on, rate.currency) in seen else set()
        seen.add((rate.on, rate.currency))
    return Table(
        key="rates", title=_("Rates in %(base)s") % {"base": base},
        columns=(_("Currency"), _("From"), _("One unit is"), _("Source"), _("Given by")),
        rows=[_row(rate, language, now, is_replaced=rate.id in replaced) for rate in rates],
        empty=_("No rate yet: amounts in other currencies are left out of sums, and named there."),
    )  # fmt: skip


def _row(rate: Rate, language: str, now: datetime, *, is_replaced: bool) -> Row:
    cells = (
        Cell(text=rate.currency, detail=currency_name(rate.currency, locale=language)),
        Cell(text=format_date(rate.on, "d MMM y", locale=language)),
        Cell(
            text=f"{rate.per_unit.normalize():f} {rate.base}",
            detail=_("corrected later; it counts no more") if is_replaced else "",
        ),
        Cell(text=rate.source or "–"),
        Cell(text=rate.set_by.name if rate.set_by else "–", detail=words.ago(rate.set_at, now=now)),
    )
    return Row(cells=cells)
