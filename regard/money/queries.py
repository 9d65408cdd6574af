"""The company's currency, and amounts of others in it."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django.utils.translation import gettext as _

from regard.kit.moment import once_a_moment
from regard.money.models import CompanyCurrency, Rate

#: Until somebody chooses.
USUAL = "EUR"


@once_a_moment
def company_currency() -> str:
    """The currency in which the company adds up (ISO 4217)."""
    return CompanyCurrency.objects.values_list("currency", flat=True).first() or USUAL


class Rates:
    """Rates into one currency, read once for a page or a run. What was asked for and is not there is in `missing`."""

    def __init__(self, base: str, rates: Iterable[tuple[str, date, Decimal]]) -> None:
        """`rates` by currency and day, those of a day in the order in which they were given."""
        self.base = base
        self._missing: dict[str, date] = {}
        self._days: dict[str, list[date]] = {}
        self._values: dict[str, list[Decimal]] = {}
        for currency, on, per_unit in rates:
            days, values = self._days.setdefault(currency, []), self._values.setdefault(currency, [])
            if days and days[-1] == on:
                values[-1] = per_unit
            else:
                days.append(on)
                values.append(per_unit)

    @property
    def missing(self) -> set[str]:
        """The currencies that were asked for on a day for which there is no rate yet."""
        return set(self._missing)

    def in_company_currency(self, amount: Decimal, currency: str, *, on: date) -> Decimal | None:
        """By the latest rate not later than `on`, not rounded; None, and `currency` in `missing`, when there is none."""
        if currency == self.base:
            return amount
        place = bisect_right(self._days.get(currency, []), on)
        if not place:
            self._missing[currency] = max(on, self._missing.get(currency, on))
            return None
        return amount * self._values[currency][place - 1]

    def sentences(self, *, locale: str) -> list[str]:
        """What is missing, in words for a page that left these amounts out."""
        return [self._sentence(currency, locale) for currency in sorted(self._missing)]

    def _sentence(self, currency: str, locale: str) -> str:
        days = self._days.get(currency)
        if not days:
            words = {"currency": currency, "base": self.base}
            return _("There is no rate for %(currency)s in %(base)s.") % words
        day = format_date(days[0], "d MMMM y", locale=locale)
        return _("There is no rate for %(currency)s before %(day)s.") % {"currency": currency, "day": day}


def load_rates(*, on: date | None = None) -> Rates:
    """The rates into the company's currency: all, or those that hold on a day and before. Two statements."""
    base = company_currency()
    rows = Rate.objects.filter(base=base).order_by("currency", "on", "set_at", "id")
    if on:
        rows = rows.filter(on__lte=on)
    return Rates(base, rows.values_list("currency", "on", "per_unit").iterator())


def was_chosen() -> bool:
    """Whether somebody chose the company's currency."""
    return CompanyCurrency.objects.exists()
