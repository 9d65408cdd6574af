"""Dated rates: which one counts on a day, what is missing, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import MORNING, Company
from regard.events.models import Event
from regard.money import operations as money
from regard.money.models import Rate
from regard.money.queries import company_currency, load_rates
from regard.money.rules import RatesRefusedError, read_rates
from regard.staff.queries import ForbiddenError

MARCH, JANUARY = date(2026, 3, 1), date(2026, 1, 1)


def give(company: Company, currency: str, on: date, rate: str, *, later: int = 0) -> Rate:
    at = MORNING + timedelta(minutes=later)
    return money.set_rate(currency=currency, on=on, per_unit=Decimal(rate), source="Bank", by=company.ben, at=at)


def test_the_latest_rate_not_later_than_the_day_counts(company: Company) -> None:
    give(company, "DKK", MARCH, "0.1341")
    give(company, "DKK", JANUARY, "0.1339")
    rates = load_rates()
    days = [date(2025, 12, 31), JANUARY, date(2026, 2, 28), MARCH, date(2026, 3, 9)]
    counted = [rates.in_company_currency(Decimal(1000), "DKK", on=day) for day in days]
    assert counted == [None, Decimal("133.9"), Decimal("133.9"), Decimal("134.1"), Decimal("134.1")]
    assert rates.in_company_currency(Decimal(5), "EUR", on=JANUARY) == Decimal(5)


def test_a_correction_is_a_further_row_and_the_later_one_counts(company: Company) -> None:
    first = give(company, "DKK", MARCH, "1.341")
    give(company, "DKK", MARCH, "0.1341", later=5)
    assert load_rates().in_company_currency(Decimal(10), "DKK", on=MARCH) == Decimal("1.341")
    first.refresh_from_db()
    assert (first.per_unit, Rate.objects.count()) == (Decimal("1.341"), 2)


def test_what_is_missing_is_named(company: Company) -> None:
    give(company, "NOK", MARCH, "0.0871")
    rates = load_rates()
    assert rates.in_company_currency(Decimal(5), "NOK", on=JANUARY) is None
    assert rates.in_company_currency(Decimal(5), "SEK", on=MARCH) is None
    assert rates.in_company_currency(Decimal(5), "NOK", on=MARCH) is not None
    assert rates.missing == {"NOK", "SEK"}
    assert rates.sentences(locale="en") == [
        "There is no rate for NOK before 1 March 2026.",
        "There is no rate for SEK in EUR.",
    ]


def test_after_a_change_of_currency_all_rates_are_missing_and_none_is_lost(company: Company) -> None:
    give(company, "DKK", MARCH, "0.1341")
    money.set_company_currency(currency="NOK", by=company.ben, at=MORNING)
    assert company_currency() == "NOK"
    changed = load_rates()
    assert (changed.in_company_currency(Decimal(1), "DKK", on=MARCH), changed.missing) == (None, {"DKK"})
    money.set_company_currency(currency="EUR", by=company.ben, at=MORNING)
    assert load_rates().in_company_currency(Decimal(1), "DKK", on=MARCH) == Decimal("0.1341")


def test_refused_rates_keep_nothing(company: Company) -> None:
    for currency, on, rate, why in [
        ("EUR", MARCH, "1", "own currency"), ("XXX", MARCH, "1", "no currency"), ("DKK", date(2026, 3, 12), "1", "not known yet"),
        ("DKK", MARCH, "0", "between"), ("DKK", MARCH, "-1", "between"),
    ]:  # fmt: skip
        with pytest.raises(RatesRefusedError, match=why):
            give(company, currency, on, rate)
    with pytest.raises(ForbiddenError):
        money.set_rate(currency="DKK", on=MARCH, per_unit=Decimal(1), source="", by=company.ada, at=MORNING)
    assert not Rate.objects.exists()


def test_each_rate_and_choice_stands_in_the_log(company: Company) -> None:
    row = give(company, "DKK", MARCH, "0.1341")
    money.set_company_currency(currency="DKK", by=company.ben, at=MORNING)
    told = Event.objects.filter(kind__in=["rate.set", "currency.chosen"]).order_by("id")
    assert [(event.kind, event.by_id, event.data) for event in told] == [
        ("rate.set", company.ben.id, {"currency": "DKK", "base": "EUR", "on": "2026-03-01", "per_unit": "0.1341"}),
        ("currency.chosen", company.ben.id, {"currency": "DKK", "before": "EUR"}),
    ]
    assert Event.objects.get(kind="rate.set").subject_id == row.id


def test_rates_are_read_in_two_statements(company: Company) -> None:
    for day in range(20):
        give(company, "DKK", MARCH - timedelta(days=day), "0.1341")
    with CaptureQueriesContext(connection) as seen:
        rates = load_rates(on=MARCH)
        rates.in_company_currency(Decimal(1), "DKK", on=MARCH)
    assert len(seen) == 2


def test_a_file_is_taken_whole_or_not_at_all() -> None:
    good = "date;currency;rate\n2026-03-01;DKK;0,1341\n1.2.2026;nok;0,0871\n"
    assert [(rate.currency, rate.on, rate.per_unit) for rate in read_rates(good.encode())] == [
        ("DKK", MARCH, Decimal("0.1341")), ("NOK", date(2026, 2, 1), Decimal("0.0871")),
    ]  # fmt: skip
    for bad, why in [
        ("date,currency,rate\n2026-03-01,ABC,1\nsoon,DKK,1\n2026-03-01,DKK,much\n", "Line 2: .*no currency.*Line 3: .*no date.*Line 4: .*no rate"),
        ("day,money\n1,2\n", "has to name the columns"), ("", "empty"), ("date,currency,rate\n", "no rates"),
    ]:  # fmt: skip
        with pytest.raises(RatesRefusedError, match=why):
            read_rates(bad.encode())
