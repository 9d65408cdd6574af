"""Which records are one: found among many, said why, and nothing found where nothing is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.data_quality.rules.columns import Kind, ready, recognise
from regard.data_quality.rules.linkage import Pair, comparable, link
from regard.data_quality.tests.made_people import people
from regard.data_quality.tests.made_products import products


@pytest.mark.parametrize("seed", [1, 2])
def test_people_written_down_twice_are_found_and_others_are_not(seed: int) -> None:
    made = people(count=600, twice=150, seed=seed)

    found = {(pair.first, pair.second) for pair in link(made.texts)}

    assert len(found & made.pairs) >= 0.97 * len(made.pairs)
    assert len(found - made.pairs) <= 0.01 * len(made.pairs)


def test_products_of_two_shops_are_joined_by_their_numbers_however_they_are_written() -> None:
    texts, which = products(count=400)

    found = {(pair.first, pair.second) for pair in link(texts)}

    size = len(which)
    are = {(a, b) for a in range(size) for b in range(a + 1, size) if which[a] == which[b]}
    assert len(found & are) >= 0.9 * len(are)
    assert len(found & are) >= 0.8 * len(found)


def test_in_a_short_list_the_same_address_is_enough_and_the_same_town_is_not() -> None:
    texts = {
        "Name": ["Anna Bauer", "Bauer, A.", "Ben Vogel", "Carla Conti"],
        "E-mail": ["anna@one.example", "anna@one.example", "ben@two.example", "cc@three.example"],
        "City": ["Jena", "Jena", "Kiel", "Jena"],
    }

    assert [(pair.first, pair.second, pair.why[0]) for pair in link(texts)] == [(0, 1, "E-mail is the same")]


def test_namesakes_are_not_the_same() -> None:
    made = people(count=1500, twice=20)

    assert {(pair.first, pair.second) for pair in link(made.texts)} == made.pairs


def test_a_pair_says_why() -> None:
    made = people(count=300, twice=0)
    texts = {column: [*values, values[7]] for column, values in made.texts.items()}
    texts["Last name"][-1] = texts["Last name"][7][:-1] + "x"
    texts["City"][-1] = ""

    (pair,) = link(texts)

    assert (pair.first, pair.second, pair.p > 0.99) == (7, 300, True)
    assert set(pair.why) == {
        "First name is the same", "Last name is alike", "Date of birth is the same", "E-mail is the same",
        "Phone is the same",
    }  # fmt: skip


def test_pairs_come_in_the_order_of_the_records_and_above_the_threshold() -> None:
    made = people(count=200, twice=60)
    everything = link(made.texts, threshold=0.0)
    sure = link(made.texts, threshold=0.9)

    assert [(one.first, one.second) for one in everything] == sorted((one.first, one.second) for one in everything)
    assert sure == [one for one in everything if one.p >= 0.9]
    assert all(one.first < one.second for one in everything)


def test_the_same_table_gives_the_same_pairs() -> None:
    made = people(count=200, twice=40)

    assert link(made.texts) == link(made.texts)


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"Name": []},
        {"Name": ["Anna Bauer"]},
        {"Name": ["", "", ""], "City": ["-", "n/a", "NULL"]},
        {"Name": ["Anna Bauer"] * 400},
    ],
)
def test_where_there_is_nothing_to_tell_apart_no_pair_is_found(texts: dict[str, list[str]]) -> None:
    assert link(texts) == []


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=30))
def test_any_text_is_compared_without_complaint(rows: list[tuple[str, str]]) -> None:
    texts = {"Name": [one for one, _other in rows], "Date": [other for _one, other in rows]}

    found = link(texts, threshold=0.0)

    assert all(isinstance(pair, Pair) and 0 <= pair.p <= 1 and pair.first < pair.second < len(rows) for pair in found)


@pytest.mark.parametrize(
    ("title", "values", "kind"),
    [
        ("E-mail", ["a@one.example", "b@two.example"], Kind.EMAIL),
        ("Kontakt", ["a@one.example", "b@two.example"], Kind.EMAIL),
        ("Email", ["yes", "no", "yes"], Kind.CHOICE),
        ("givenName", ["Anna", "Ben"], Kind.GIVEN_NAME),
        ("Nachname", ["Bauer", "Vogel"], Kind.FAMILY_NAME),
        ("PLZ", ["01069", "01097"], Kind.POSTCODE),
        ("Telefon", ["+49 351 123456", "0351/123457"], Kind.PHONE),
        ("born", ["1980-01-02", "03.04.1981"], Kind.DAY),
        ("Company", ["Havn Pumps", "Brandt Dairy"], Kind.ORGANISATION),
        ("x", [f"{number:08}" for number in range(40)], Kind.IDENTIFIER),
        ("Preis", ["12,50", "1.300"], Kind.AMOUNT),
        ("remarks", [f"a rather long text with many words about pump {number}" for number in range(40)], Kind.TEXT),
    ],
)
def test_a_column_is_known_by_its_name_and_by_what_stands_in_it(title: str, values: list[str], kind: Kind) -> None:
    assert recognise(title, values) == kind


@pytest.mark.parametrize(
    ("title", "one", "other"),
    [
        ("Company", "Havn Pumps GmbH & Co. KG", "HAVN PUMPS"),
        ("Phone", "+49 (351) 12 34 56", "0351 123456"),
        ("Date of birth", "1980-02-01", "01.02.1980"),
        ("Last name", "Müller-Lüdenscheidt", "Muller Ludenscheidt"),
        ("Website", "https://www.havn.example/de/", "havn.example"),
        ("Price", "1.234,50", "1234.50"),
        ("Postcode", "BS2 0EL", "bs20el"),
    ],
)
def test_what_means_the_same_is_the_same(title: str, one: str, other: str) -> None:
    column = ready(title, [one, other, *FILLERS[title]])

    assert column
    assert column.plain[0] == column.plain[1] != ""


FILLERS = {
    "Company": ["Brandt Dairy"], "Phone": ["040 998877"], "Date of birth": ["1999-12-31"], "Last name": ["Vogel"],
    "Website": ["brandt.example"], "Price": ["7"], "Postcode": ["BS8 1TH"],
}  # fmt: skip


def test_a_whole_name_is_not_counted_beside_its_parts() -> None:
    made = people(count=50, twice=0)
    whole = [f"{one} {other}" for one, other in zip(made.texts["First name"], made.texts["Last name"], strict=True)]

    assert "Name" not in [column.title for column in comparable({**made.texts, "Name": whole})]
    assert "Name" in [column.title for column in comparable({"Name": whole, "City": made.texts["City"]})]
