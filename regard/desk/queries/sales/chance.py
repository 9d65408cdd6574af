"""What last night's forecast says: the chance of a deal, and what this month brings."""

from dataclasses import dataclass
from decimal import Decimal

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.desk.queries.faces import Reader
from regard.forecasting.models import Expected, Snapshot
from regard.money.rules import format_money
from regard.opportunities.models import Opportunity


@dataclass(frozen=True, kw_only=True)
class Chance:
    """In percent, with the range of four in five; when it is expected, and what the chance was learned from."""

    percent: int
    low: int
    high: int
    when: str
    like: str


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What this month is expected to bring, with its range."""

    amount: str
    range: str


def chance_of(row: Opportunity, reader: Reader) -> Chance | None:
    """As the latest night said it; None while no night saw the deal. One statement."""
    said = Snapshot.objects.filter(opportunity=row).select_related("night").order_by("-night__taken_on").first()
    if said is None:
        return None
    learned = said.night.trained_on
    when = format_date(said.expected_on, "d MMM", locale=reader.language)
    return Chance(
        percent=round(100 * said.p), low=round(100 * said.p_low), high=round(100 * said.p_high),
        when=_("expected about %(day)s") % {"day": when},
        like=ngettext("from %(count)s deal that ended", "from %(count)s deals that ended", learned) % {"count": learned},
    )  # fmt: skip


def rounded(amount: Decimal) -> Decimal:
    """To three digits that count: what is expected is no more exact than that."""
    return amount.quantize(Decimal(1).scaleb(max(amount.adjusted() - 2, 0))) if amount else amount


def coming_this_month(reader: Reader) -> Coming | None:
    """Of the company, as the latest night said it; None while there was no night. One statement."""
    month = reader.local(reader.now).date().replace(day=1)
    said = (
        Expected.objects.filter(is_company=True, month=month)
        .select_related("night")
        .order_by("-night__taken_on")
        .first()
    )
    if said is None:
        return None
    low, amount, high = (
        format_money(rounded(value), said.night.currency, locale=reader.language, digits=0)
        for value in (said.low, said.expected, said.high)
    )
    return Coming(amount=amount, range=_("(%(low)s to %(high)s)") % {"low": low, "high": high})
