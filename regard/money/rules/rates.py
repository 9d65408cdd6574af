"""A file of exchange rates: a day, a currency and a rate in each row."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.fields.rules import read_date
from regard.kit.tables import NoTableError, Row, Table, read_table
from regard.money.rules.amounts import read_rate
from regard.money.rules.currencies import currencies

#: Forty currencies for a year of bank days; a longer history comes in several files.
MOST_ROWS = 20_000
_SHOWN = 5
_DAY, _CURRENCY, _RATE = (
    ("date", "day", "on", "datum", "tag"),
    ("currency", "code", "währung", "waehrung"),
    ("rate", "kurs", "per_unit"),
)


class RatesRefusedError(Exception):
    """A rate or a file of rates cannot be taken. The message says why; nothing was kept."""


@dataclass(frozen=True, kw_only=True)
class GivenRate:
    """`per_unit` units of the company's currency are one unit of `currency` from `on`."""

    currency: str
    on: date
    per_unit: Decimal


def read_rates(raw: bytes) -> list[GivenRate]:
    """The rates of a CSV file with the columns date, currency and rate. All or none: raises RatesRefusedError naming the lines."""
    try:
        table = read_table(raw)
    except NoTableError as error:
        raise RatesRefusedError(str(error)) from None
    columns = _columns(table)
    if len(table.rows) > MOST_ROWS:
        raise RatesRefusedError(
            _("The file has more than %(most)s rows; give it in parts. Nothing was kept.") % {"most": MOST_ROWS}
        )
    given, wrong = list[GivenRate](), list[str]()
    for row in table.rows:
        try:
            given.append(_rate_of(row, columns))
        except ValueError as error:
            wrong.append(_("Line %(number)s: %(why)s") % {"number": row.number, "why": error})
    if wrong:
        rest = len(wrong) - _SHOWN
        more = ngettext("%(count)s more line.", "%(count)s more lines.", rest) % {"count": rest} if rest > 0 else ""
        raise RatesRefusedError(" ".join([*wrong[:_SHOWN], more, _("Nothing was kept.")]).replace("  ", " "))
    if not given:
        raise RatesRefusedError(_("The file holds no rates. Nothing was kept."))
    return given


def _columns(table: Table) -> tuple[str, str, str]:
    by_name = {column.casefold().strip(): column for column in table.columns}
    found = tuple(next((by_name[name] for name in names if name in by_name), "") for names in (_DAY, _CURRENCY, _RATE))
    day, currency, rate = found
    if not all(found):
        raise RatesRefusedError(_("The first line has to name the columns date, currency and rate. Nothing was kept."))
    return day, currency, rate


def _rate_of(row: Row, columns: tuple[str, str, str]) -> GivenRate:
    if row.reason:
        raise ValueError(row.reason)
    day, currency, rate = (row.cells[column].strip() for column in columns)
    if currency.upper() not in currencies():
        raise ValueError(_("“%(code)s” is no currency.") % {"code": currency[:10]})
    return GivenRate(currency=currency.upper(), on=date.fromisoformat(read_date(day)), per_unit=read_rate(rate))
