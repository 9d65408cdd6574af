from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Company
from regard.desk.tests.support import says, signed_in
from regard.forecasting import models
from regard.forecasting.models import Called, Ending, Expected, Night, Snapshot
from regard.forecasting.rules.calendar import later, said_between
from regard.forecasting.tests.support import Seller, night_at
from regard.opportunities.models import Opportunity

#: The page is read on 10 March 2026.
MARCH = date(2026, 3, 1)


@pytest.fixture
def seller(company: Company) -> Seller:
    return Seller.of(company, at=night_at(date(2025, 1, 1)))


def said(day: date, *months: tuple[date, int, int, int], **changes) -> Night:
    """A night that said so of months: low, expected, high."""
    given = {
        "at": night_at(day), "count": 3, "model": "logistic regression", "trained_on": 240, "beats_base_rate": True, "contest": {}, "changes": [],
        "scale": 1.0, "currency": "EUR", "missing_rates": [], "record": {"deals": 0}, "digest": day.isoformat(),
    }  # fmt: skip
    night = Night.objects.create(taken_on=day, **{**given, **changes})
    for month, low, expected, high in months:
        Expected.objects.create(night=night, month=month, is_company=True, low=low, expected=expected, high=high)
    return night


def won(seller: Seller, day: date, worth: int, *, p: float = 0.5, call: int | None = None) -> Opportunity:
    deal = seller.open(day - timedelta(days=60), amount=worth, gate=2)
    seller.end(deal, day, "won")
    Ending.objects.create(
        opportunity=deal, pipeline_id=deal.ladder.pipeline_id, owner_id=deal.owner_id, opened_on=deal.created_at.date(), ended_on=day, won=True,
        worth=worth, p=p, call=call,
    )  # fmt: skip
    return deal


def counted(night: Night, deal: Opportunity, *, closes_on: date | None = None, p: float = 0.4) -> None:
    Snapshot.objects.create(
        night=night, opportunity=deal, pipeline_id=deal.ladder.pipeline_id, owner_id=deal.owner_id, gate=2, days_at_gate=3, amount=deal.amount,
        currency="EUR", worth=deal.amount, closes_on=closes_on, call=70, p=p, p_low=p - 0.1, p_high=p + 0.1, expected_on=date(2030, 1, 1),
        expected_from=date(2030, 1, 1), expected_to=date(2030, 1, 1), brings=deal.amount, brings_low=deal.amount, brings_high=deal.amount, features={},
    )  # fmt: skip


def a_year(seller: Seller, *, worths: dict[int, int]) -> None:
    """Each month 100 was expected, from 80 to 120; the months of `worths`, counted back from March, brought so much."""
    for back in range(1, 13):
        month = later(MARCH, -back)
        said(said_between(month)[0], (month, 80, 100, 120))
        won(seller, month + timedelta(days=9), worths.get(back, 100))


def page(company: Company, address: str = "/sales/forecast/") -> str:
    return says(signed_in(company.ada).get(address))


def test_before_the_first_night_it_says_what_will_stand_here(company):
    assert "No forecast yet" in page(company)


def test_it_opens_with_what_this_month_will_bring(seller):
    said(date(2026, 3, 10), (MARCH, 193_000, 231_000, 269_000))
    text = page(seller.company)
    assert "We expect €231,000 in March 2026." in text
    assert "Four times out of five it will be between 193,000 and 269,000." in text


def test_twelve_months_of_what_was_said_and_what_came_in(seller):
    a_year(seller, worths={3: 60, 5: 130})
    said(date(2026, 3, 10), (MARCH, 90, 110, 130))

    text = page(seller.company)

    assert "9 of 11" in text
    assert (
        "9 of 11 months fell inside the range. Missed: October 2025, December 2025."
        in signed_in(seller.company.ada).get("/sales/forecast/").content.decode()
    )
    assert "December 2025 100 80 – 120 60 missed" in text
    assert "March 2026 110 90 – 130 open" in text
    assert "+1%" in text  # 1,100 were said, 1,090 came


def test_owners_stand_beside_the_model(seller):
    night = said(
        date(2026, 3, 10), (MARCH, 1, 2, 3),
        record={"deals": 40, "brier": 0.18, "base": 0.22, "dots": [[0.2, 0.25, 20], [0.6, 0.55, 20]], "people": {str(seller.company.ada.id): [20, 0.31, 0.17]}},
    )  # fmt: skip
    for back, (deals, right) in {1: (10, 6), 2: (10, 8), 14: (10, 4)}.items():
        Called.objects.create(
            month=later(MARCH, -back),
            owner_id=seller.company.ada.id,
            night=night,
            deals=deals,
            won=right,
            said=1000,
            came=800,
        )

    text = page(seller.company)

    assert (
        "70% 40% a year ago. 14 of 20 deals that owners had put into a month were won in it. In a study of 2018 it was 47.3%."
        in text
    )
    assert "Ada Agent 70% (14/20) +25% 20 0.31 0.17" in text
    assert "When we said 60%, 55% were won (20 deals)." in text
    assert "0.18" in text


def test_a_gate_without_value_is_marked_and_an_old_test_is_told(seller):
    said(date(2026, 3, 10), (MARCH, 1, 2, 3))
    gates = [
        {"gate": 1, "deals": 90, "p": 0.001, "auc": 0.71, "auc_low": 0.64, "auc_high": 0.78, "has_value": True},
        {"gate": 2, "deals": 60, "p": 0.4, "auc": 0.52, "auc_low": 0.44, "auc_high": 0.6, "has_value": False},
        {"gate": 3, "deals": 9, "p": None, "auc": None, "auc_low": None, "auc_high": None, "has_value": None},
    ]
    models.Tested.objects.create(at=night_at(date(2025, 8, 1)), deals=188, model="x", beats_base_rate=True, gates=gates)

    text = page(seller.company)

    assert "The model was last tested on 1 Aug 2025, more than 180 days ago." in text
    assert "On 188 deals." in text
    names = [gate.name for gate in seller.gates]
    assert f"{names[0]} 90 0.71 (0.64 – 0.78) separates won from lost" in text
    assert f"{names[1]} 60 0.52 (0.44 – 0.60) no evidence of value" in text
    assert f"{names[2]} 9 too few deals to tell" in text


def test_what_weakens_the_forecast_is_said_first(seller):
    said(date(2026, 3, 6), (MARCH, 1, 2, 3))
    said(
        date(2026, 3, 10), (MARCH, 1, 2, 3), beats_base_rate=False, missing_rates=["USD"], changes=[["2026-02-02", "2026-03-02", -1, "losses"]]
    )  # fmt: skip

    text = page(seller.company)

    assert (
        "The market has changed around 2 Feb 2026: more deals end without a sale than before. It was noticed on 2 Mar 2026"
        in text
    )
    assert "No model is better than the base rate yet" in text
    assert (
        "No forecast was taken on 3 nights of the last thirteen months, last on 7 Mar 2026, 8 Mar 2026, 9 Mar 2026."
        in text
    )
    assert "There is no exchange rate for USD" in text


def test_a_month_opens_to_its_deals(seller):
    february = later(MARCH, -1)
    night = said(said_between(february)[0], (february, 80, 100, 120))
    put = seller.open(date(2026, 1, 2), amount=500, gate=2)
    other = seller.open(date(2026, 1, 2), amount=900, gate=2)
    counted(night, put, closes_on=date(2026, 2, 20))
    counted(night, other, closes_on=date(2026, 4, 20))
    won(seller, date(2026, 2, 11), 300)

    text = page(seller.company, "/sales/forecast/2026-2/")
    csv = b"".join(signed_in(seller.company.ada).get("/sales/forecast/2026-2/?format=csv").streaming_content).decode()

    assert "On 30 January 2026 these deals were expected in February 2026" in text
    assert "Brandt Dairy Service plan €500 40% (30% – 50%) 70% 2026-02-20 open" in text
    assert "Brandt Dairy Service plan €300 50% 2026-02-11 won" in text
    assert "€900" not in text
    assert csv.splitlines()[1].startswith(
        "Brandt Dairy,Service plan,2026-01-30,500.00,EUR,2026-02-20,70,0.40,0.30,0.50"
    )


@pytest.mark.parametrize("address", ["/sales/forecast/2026-13/", "/sales/forecast/2024-1/", "/sales/forecast/9999-1/"])
def test_a_month_of_which_nothing_is_known_is_not_there(company, address):
    assert signed_in(company.ada).get(address).status_code == 404


def test_the_months_go_into_a_file(seller):
    a_year(seller, worths={})
    rows = (
        b"".join(signed_in(seller.company.ada).get("/sales/forecast/export.csv").streaming_content)
        .decode()
        .splitlines()
    )
    assert len(rows) == 13
    assert rows[-2] == "February 2026,100,80 – 120,100,inside"


def test_the_page_costs_at_most_twelve_statements_however_much_stands_behind_it(seller):
    client = signed_in(seller.company.ada)
    client.get("/sales/forecast/")
    counts = []
    for more in range(2):
        if more:
            for back in range(1, 13):
                won(seller, later(MARCH, -back) + timedelta(days=3), 50)
        else:
            a_year(seller, worths={})
        with CaptureQueriesContext(connection) as caught:
            client.get("/sales/forecast/")
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 12


def test_the_chance_stands_on_the_opportunity(seller):
    deal = seller.open(date(2026, 3, 1), amount=500, gate=2)
    counted(said(date(2026, 3, 10), (MARCH, 1, 2, 3)), deal, p=0.4)
    assert "40%" in page(seller.company, f"/sales/{deal.id}/")
    assert Snapshot.objects.get().worth == Decimal(500)
