"""The board and the list of opportunities: what buyers did, column by column."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from conftest import MORNING
from regard.desk.tests.selling import another, mapped, proven, stepped, wrote
from regard.desk.tests.support import reader_only, signed_in
from regard.desk.tests.test_statements import MOST, statements
from regard.money.operations import set_rate
from regard.opportunities.tests.support import Deal


def board(client: Client, query: str = "") -> Any:
    response = client.get(f"/sales/{query}")
    assert response.status_code == 200
    return response.context["page"]


def cards(page: Any) -> dict[str, list[str]]:
    """The names of the deals, by column."""
    return {column.name: [card.name for card in column.cards] for column in page.columns if column.cards}


def test_a_card_stands_where_the_buyer_brought_it_with_what_they_did_last(deal: Deal) -> None:
    proven(deal, 2, wrote(deal, "The budget is approved."))
    mapped(deal)
    stepped(deal)
    page = board(signed_in(deal.company.ada))

    assert cards(page) == {"We will act": ["Service plan"]}
    column = page.columns[2]
    assert (column.statement, column.count, column.total) == (
        "They named where the money comes from, and a date", 1, "€18,400",
    )  # fmt: skip
    card = column.cards[0]
    assert (card.account, card.amount, card.days_text, card.proof, card.is_proven) == (
        "Brandt Dairy", "€18,400", "1 day here", "Lena Brandt: “The budget is approved.”", True,
    )  # fmt: skip
    assert (card.coming.text, card.coming.when, card.met_short, card.owner) == (
        "Board meets",
        "20 Mar",
        "1/4",
        "Ada Agent",
    )


def test_what_nothing_was_shown_of_stands_apart(deal: Deal) -> None:
    page = board(signed_in(deal.company.ada))
    assert cards(page) == {"Nothing shown yet": ["Service plan"]}
    assert (page.columns[0].cards[0].proof, page.columns[0].cards[0].is_proven) == (
        "They have not committed to anything yet", False,
    )  # fmt: skip


def test_a_step_of_theirs_that_is_over_stands_on_the_card(deal: Deal) -> None:
    proven(deal, 2, wrote(deal, "The budget is approved."))
    stepped(deal, "Flow figures", due=date(2026, 3, 8))
    card = board(signed_in(deal.company.ada)).columns[2].cards[0]
    assert (card.proof, card.is_proven, card.coming.when, card.coming.is_over) == (
        "Flow figures was due on 8 Mar", False, "2 days over", True,
    )  # fmt: skip


def test_deals_that_went_quiet_are_named(deal: Deal) -> None:
    proven(deal, 2, wrote(deal, "The budget is approved.", days_ago=20))
    page = board(signed_in(deal.company.ada))
    assert [one.label for one in page.quiet] == ["Brandt Dairy"]
    assert page.columns[2].cards[0].proof.startswith("Quiet for 20 days.")


def test_sums_are_in_the_companys_currency_and_name_a_missing_rate(deal: Deal) -> None:
    another(deal, "Pumps", amount="1000", currency="USD")
    another(deal, "Hoses", amount="500", currency="NOK")
    set_rate(currency="USD", on=date(2026, 3, 1), per_unit=Decimal("0.9"), source="bank", by=deal.company.olga, at=MORNING)  # fmt: skip
    page = board(signed_in(deal.company.ada))
    assert (page.total, page.missing) == ("€19,300", ["There is no rate for NOK in EUR."])


def test_filters_stand_in_the_address(deal: Deal) -> None:
    client = signed_in(deal.company.ben)
    assert board(client, f"?owner={deal.company.ben.id}").count == 0
    assert board(client, "?closing=quarter").count == 1
    assert board(client, "?quiet=1").count == 0
    assert board(client, "?owner=nonsense&pipeline=nonsense").count == 1


def test_gates_of_an_earlier_version_keep_their_place(deal: Deal) -> None:
    from regard.opportunities import operations  # noqa: PLC0415
    from regard.opportunities.operations.pipelines import terms_of  # noqa: PLC0415

    proven(deal, 1, wrote(deal, "It costs us 400 a day."))
    ladder = deal.opportunity.ladder
    gates = [one for one in terms_of(ladder) if one.sense != "problem"]
    operations.change_pipeline(pipeline=ladder.pipeline, name="Sales", gates=gates, by=deal.company.olga, at=deal.opportunity.created_at)  # fmt: skip
    page = board(signed_in(deal.company.ada))
    assert cards(page) == {"We have a problem worth solving": ["Service plan"]}
    assert [column.name for column in page.columns][:3] == [
        "Nothing shown yet", "We have a problem worth solving", "We will act",
    ]  # fmt: skip


def test_what_is_open_in_a_retired_pipeline_stays_on_the_board(deal: Deal) -> None:
    from regard.opportunities import operations  # noqa: PLC0415
    from regard.opportunities.operations.pipelines import terms_of  # noqa: PLC0415

    old = deal.opportunity.ladder.pipeline
    operations.open_pipeline(name="New", gates=terms_of(deal.opportunity.ladder), by=deal.company.olga, at=MORNING)
    operations.retire_pipeline(pipeline=old, by=deal.company.olga, at=MORNING)
    page = board(signed_in(deal.company.ada), f"?pipeline={old.id}")
    assert (cards(page), len(page.pipelines)) == ({"Nothing shown yet": ["Service plan"]}, 2)


def test_who_may_only_read_sees_the_board_and_moves_nothing(deal: Deal) -> None:
    client = signed_in(reader_only(deal.company))
    assert b"draggable" not in client.get("/sales/").content.replace(b'draggable="false"', b"")
    assert client.get(f"/sales/{deal.opportunity.id}/record/").status_code == 403


@pytest.mark.parametrize("address", ["/sales/", "/sales/list/", "/sales/list/?state=won"])
def test_the_pages_cost_as_much_for_many_as_for_one(deal: Deal, address: str) -> None:
    client = signed_in(deal.company.ada)
    first = statements(client, address)
    for number in range(8):
        another(deal, f"Pump {number}")
    assert statements(client, address) <= max(first, MOST)
    assert statements(client, address) <= MOST


def test_the_list_says_how_each_stands_and_gives_a_file(deal: Deal) -> None:
    proven(deal, 2, wrote(deal, "The budget is approved."))
    client = signed_in(deal.company.ada)
    page = client.get("/sales/list/?sort=amount").context["page"]
    assert [(line.card.account, line.card.gate, line.card.amount) for line in page.lines] == [
        ("Brandt Dairy", "We will act", "€18,400")
    ]
    rows = b"".join(client.get("/sales/list/export.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert rows[1].split(",")[:5] == ["Brandt Dairy", "Service plan", "We will act", "18400.00", "EUR"]
    assert client.get("/sales/list/?text=brandt&gate=nonsense&page=99999999").status_code == 200
