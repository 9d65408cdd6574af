"""Choosing the company's currency, and giving exchange rates."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from regard.events.operations import Fact, Subject, record, record_quietly
from regard.kit.ids import uuid7
from regard.money.models import CompanyCurrency, Rate
from regard.money.queries import company_currency
from regard.money.rules import GivenRate, RatesRefusedError, currencies
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

_LONGEST_SOURCE = 200
#: Where it is tomorrow already.
_EASTERNMOST = timedelta(hours=14)


def set_company_currency(*, currency: str, by: User, at: datetime) -> None:
    """Add up in another currency from now on. Rates given into the old one are kept, and count again only when it is chosen again.

    Raises RatesRefusedError, ForbiddenError.
    """
    staff.require(by, Right.SET_UP)
    if currency not in currencies():
        raise RatesRefusedError(_("Choose a currency from the list. Nothing was changed."))
    with transaction.atomic():
        before = company_currency()
        row, _is_new = CompanyCurrency.objects.update_or_create(
            only=True, defaults={"currency": currency, "chosen_by": by, "chosen_at": at}
        )
        record(
            kind="currency.chosen", at=at, subject=Subject("company", row.id), by_id=by.id,
            data={"currency": currency, "before": before},
        )  # fmt: skip


def set_rate(*, currency: str, on: date, per_unit: Decimal, source: str, by: User, at: datetime) -> Rate:
    """Say what one unit of a currency is worth in the company's from a day on. Raises RatesRefusedError, ForbiddenError.

    A rate of the same day that was given before stays and counts no more.
    """
    given = GivenRate(currency=currency, on=on, per_unit=per_unit)
    return set_rates(rates=[given], source=source, by=by, at=at)[0]


def set_rates(*, rates: Sequence[GivenRate], source: str, by: User, at: datetime) -> list[Rate]:
    """The same for many at once: all or none."""
    staff.require(by, Right.SET_UP)
    base = company_currency()
    for rate in rates:
        _check(rate, base, at)
    rows = [
        Rate(
            id=uuid7(), base=base, currency=rate.currency, on=rate.on, per_unit=rate.per_unit,
            source=" ".join(source.split())[:_LONGEST_SOURCE], set_by=by, set_at=at,
        )
        for rate in rates
    ]  # fmt: skip
    with transaction.atomic():
        Rate.objects.bulk_create(rows, batch_size=500)
        record_quietly([_fact(row) for row in rows], at=at, by_id=by.id)
    return rows


def _check(rate: GivenRate, base: str, at: datetime) -> None:
    if rate.currency not in currencies():
        raise RatesRefusedError(_("“%(code)s” is no currency. Nothing was kept.") % {"code": rate.currency[:10]})
    if rate.currency == base:
        raise RatesRefusedError(
            _("%(code)s is the company's own currency and has no rate. Nothing was kept.") % {"code": base}
        )
    if rate.on > (at + _EASTERNMOST).date():
        raise RatesRefusedError(
            _("The rate of %(day)s is not known yet. Nothing was kept.") % {"day": rate.on.isoformat()}
        )
    if not 0 < rate.per_unit < 10**7:
        raise RatesRefusedError(_("A rate lies between 0.00000001 and 10,000,000. Nothing was kept."))


def _fact(row: Rate) -> Fact:
    data = {"currency": row.currency, "base": row.base, "on": row.on.isoformat(), "per_unit": str(row.per_unit)}
    return Fact("rate.set", "rate", row.id, None, None, data)
