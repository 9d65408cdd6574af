from datetime import date, timedelta
from decimal import Decimal

import pytest

from conftest import Company
from regard.events.models import Event
from regard.forecasting import models
from regard.forecasting.cli import seals
from regard.forecasting.models import Called, Ending, Expected, Night, Snapshot
from regard.forecasting.operations import take_night
from regard.forecasting.queries.known import months_said, to_learn_from
from regard.forecasting.queries.seals import first_broken
from regard.forecasting.tests.support import Seller, night_at
from regard.money.operations import set_rate
from regard.opportunities.models import Opportunity

BEGIN = date(2026, 1, 5)


@pytest.fixture
def seller(company: Company) -> Seller:
    return Seller.of(company, at=night_at(BEGIN) - timedelta(days=1))


def test_a_night_keeps_every_open_deal_as_it_stands(seller):
    deal = seller.open(BEGIN, amount=1200, gate=2, closes_on=date(2026, 2, 20), call=60)
    gone = seller.open(BEGIN)
    seller.end(gone, BEGIN + timedelta(days=2), "no decision")

    night = take_night(at=night_at(date(2026, 1, 20)))

    (row,) = Snapshot.objects.all()
    assert (night.count, row.opportunity_id, row.owner_id) == (1, deal.id, seller.company.ada.id)
    assert (row.gate, row.days_at_gate, row.amount, row.worth, row.closes_on, row.call) == (
        seller.gates[1].position, 15, Decimal(1200), Decimal(1200), date(2026, 2, 20), 60,
    )  # fmt: skip
    assert 0 < row.p_low < row.p < row.p_high < 1
    assert night.taken_on < row.expected_from <= row.expected_on <= row.expected_to
    assert row.features["age"] == 15
    assert Event.objects.filter(kind="forecast.taken", subject_id=night.id).count() == 1


def test_a_snapshot_holds_no_words_of_anybody(seller):
    for source in ("Recommended by Lena Brandt", " recommended by  lena brandt", ""):
        Opportunity.objects.filter(id=seller.open(BEGIN).id).update(source=source)
    take_night(at=night_at(date(2026, 1, 20)))
    marks = [row.features["source"] for row in Snapshot.objects.order_by("opportunity_id")]
    assert marks[0] == marks[1] != marks[2] == ""
    assert len(marks[0]) == 8
    assert "lena" not in str(list(Snapshot.objects.values())).casefold()


def test_a_second_run_of_the_same_night_does_nothing(seller):
    seller.open(BEGIN)
    assert take_night(at=night_at(date(2026, 1, 20))) is not None
    assert take_night(at=night_at(date(2026, 1, 20)) + timedelta(hours=5)) is None
    assert (Night.objects.count(), Snapshot.objects.count()) == (1, 1)


def test_a_company_without_deals_keeps_an_empty_night(company):
    night = take_night(at=night_at(BEGIN))
    assert (night.count, night.model, Expected.objects.filter(is_company=True).count()) == (0, "base rate", 4)
    assert {row.high for row in Expected.objects.all()} == {Decimal(0)}


def test_a_missed_night_stays_a_gap(seller):
    seller.open(BEGIN)
    days = [date(2026, 1, 20), date(2026, 1, 21), date(2026, 1, 24)]
    for day in days:
        take_night(at=night_at(day))
    assert list(Night.objects.order_by("taken_on").values_list("taken_on", flat=True)) == days


def test_amounts_of_other_currencies_are_kept_with_their_rate_or_named(seller):
    dollars, pounds = seller.open(BEGIN, amount=100), seller.open(BEGIN, amount=100)
    Opportunity.objects.filter(id=dollars.id).update(currency="USD")
    Opportunity.objects.filter(id=pounds.id).update(currency="GBP")
    set_rate(
        currency="USD",
        on=BEGIN,
        per_unit=Decimal("0.9"),
        source="",
        by=seller.company.olga,
        at=night_at(date(2026, 1, 10)),
    )

    night = take_night(at=night_at(date(2026, 1, 20)))

    assert dict(Snapshot.objects.values_list("opportunity_id", "worth")) == {dollars.id: Decimal(90), pounds.id: None}
    assert (night.currency, night.missing_rates) == ("EUR", ["GBP"])


def test_what_was_said_is_sealed(seller, capsys):
    nights = seller.sell(BEGIN, date(2026, 2, 16))

    assert [night.previous for night in nights] == ["", *(night.digest for night in nights[:-1])]
    assert first_broken() is None
    assert seals.run(None) == 0

    Snapshot.objects.filter(night=nights[1]).update(p=0.5)
    assert first_broken() == nights[1].taken_on
    assert seals.run(None) == 1
    assert f"The forecast of {nights[1].taken_on} is not as it was written" in capsys.readouterr().err


def test_a_night_that_is_taken_away_is_missed_by_the_next(seller):
    nights = seller.sell(BEGIN, date(2026, 2, 16))
    Snapshot.objects.filter(night=nights[1]).delete()
    Expected.objects.filter(night=nights[1]).delete()
    nights[1].delete()
    assert first_broken() == nights[2].taken_on


def test_how_a_deal_ended_stands_beside_what_was_said_thirty_days_before(seller):
    deal = seller.open(BEGIN, amount=500, call=70)
    for day in (date(2026, 1, 10), date(2026, 2, 1), date(2026, 3, 1)):
        take_night(at=night_at(day))
    seller.end(deal, date(2026, 3, 20), "won")
    take_night(at=night_at(date(2026, 3, 21)))

    (ending,) = Ending.objects.all()

    assert (ending.won, ending.worth, ending.said_on, ending.call, ending.opened_on) == (
        True, Decimal(500), date(2026, 2, 1), 70, date(2026, 1, 4),
    )  # fmt: skip
    assert ending.p == Snapshot.objects.get(night__taken_on=date(2026, 2, 1)).p


def test_a_deal_that_is_opened_again_has_not_ended(seller):
    deal = seller.open(BEGIN)
    seller.end(deal, date(2026, 1, 18), "no decision")
    take_night(at=night_at(date(2026, 1, 20)))
    Opportunity.objects.filter(id=deal.id).update(outcome="", closed_at=None)
    take_night(at=night_at(date(2026, 1, 21)))
    assert (Ending.objects.count(), Snapshot.objects.count()) == (0, 1)


def test_what_owners_put_into_a_month_is_counted_when_it_is_over(seller):
    kept, lost, later = (
        seller.open(BEGIN, amount=100, closes_on=day)
        for day in (date(2026, 2, 10), date(2026, 2, 27), date(2026, 3, 5))
    )
    take_night(at=night_at(date(2026, 1, 30)))
    seller.end(kept, date(2026, 2, 12), "won")
    seller.end(later, date(2026, 2, 13), "won")
    take_night(at=night_at(date(2026, 3, 1)))

    (called,) = Called.objects.all()

    assert (called.month, called.deals, called.won, called.said, called.came) == (
        date(2026, 2, 1), 2, 1, Decimal(200), Decimal(100),
    )  # fmt: skip
    assert lost.is_open


def test_after_some_months_it_knows_what_came_of_what_it_said(seller):
    seller.sell(BEGIN, date(2026, 8, 3), each_week=8)

    night = Night.objects.latest("taken_on")
    months = months_said(before=date(2026, 8, 1))

    assert night.trained_on > 150
    assert len(months) >= 5
    assert all(month.said.low <= month.said.expected <= month.said.high for month in months)
    assert 0.3 < sum(month.said.expected for month in months[2:]) / sum(month.came for month in months[2:]) < 1.5
    assert night.record["deals"] > 100
    assert 0 < night.record["brier"] < 0.3
    assert sum(dot[2] for dot in night.record["dots"]) == night.record["deals"]
    assert models.Tested.objects.count() >= 1
    assert all(set(gate) >= {"gate", "has_value", "auc", "p"} for gate in models.Tested.objects.latest("at").gates)
    total = Expected.objects.get(night=night, is_company=True, month=date(2026, 8, 1))
    of_ada = Expected.objects.get(night=night, owner_id=seller.company.ada.id, month=date(2026, 8, 1))
    assert (total.expected, total.low, total.high) == (of_ada.expected, of_ada.low, of_ada.high)


def test_of_very_many_snapshots_those_of_some_deals_are_learned_from(seller, monkeypatch):
    for _ in range(64):
        seller.open(BEGIN)
    for day in (date(2026, 1, 20), date(2026, 2, 1), date(2026, 2, 2), date(2026, 3, 1)):
        take_night(at=night_at(day))
    span = {"since": BEGIN, "until": date(2026, 4, 1)}
    assert to_learn_from(**span).count() == 3 * 64

    monkeypatch.setattr("regard.forecasting.queries.known.MOST_HISTORY", 96)
    some = list(to_learn_from(**span).values_list("opportunity_id", flat=True))

    assert 30 < len(some) < 150
    assert {some.count(one) for one in some} == {3}
