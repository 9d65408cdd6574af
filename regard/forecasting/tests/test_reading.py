from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.forecasting.rules.days import day, days_of
from regard.forecasting.rules.reading import number, shape_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", 1234.5), ("1,234.50", 1234.5), ("1.234,50 €", 1234.5), ("$1 234.5", 1234.5), ("12%", 12.0), ("-3,5", -3.5),
        ("1,234", 1234.0), ("0,5", 0.5), ("1'000.25", 1000.25), ("1.234.567", 1234567.0),
    ],
)  # fmt: skip
def test_numbers_in_usual_shapes(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "Select", "12 of 14", "Q1 2017", "A-12", "1-2"])
def test_what_is_no_number(text):
    assert np.isnan(number(text))


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(text):
    assert isinstance(number(text), float)
    assert day(text) is None or isinstance(day(text), date)


def test_days_are_read_the_way_that_fits_the_column():
    assert days_of(["03/04/2026", "03/25/2026"]) == [date(2026, 3, 4), date(2026, 3, 25)]
    assert days_of(["25-10-16", "02-03-17"]) == [date(2016, 10, 25), date(2017, 3, 2)]
    assert days_of(["2026-11-02", ""]) == [date(2026, 11, 2), None]
    assert days_of(["north", "south"]) is None


def test_columns_that_cannot_help_are_left_out_with_their_reason():
    count = 200
    won = np.arange(count) % 3 == 0
    shape = shape_of(
        {
            "size": [str(row % 7) for row in range(count)],
            "region": [["north", "south", "Select"][row % 7 % 3] for row in range(count)],
            "Deal No": [str(9000 - 7 * row) for row in range(count)],
            "note": [f"they wrote {row // 2}" for row in range(count)],
            "closed on": [f"2026-01-{row % 28 + 1:02d}" for row in range(count)],
            "quarter": [f"Q{row % 4 + 1} 2026" for row in range(count)],
            "kind": ["new"] * count,
            "value": ["100" if one else "0" for one in won],
            "empty": [""] * count,
        },
        won,
    )

    assert shape.numbers == ("size",)
    assert shape.categories == ("region",)
    assert {name: reason.split()[0] for name, reason in shape.left_out.items()} == {
        "Deal No": "it", "note": "nearly", "closed on": "a", "quarter": "a", "kind": "every", "value": "it", "empty": "nothing",
    }  # fmt: skip


def test_a_column_that_the_other_table_lacks_is_missing():
    shape = shape_of({"size": ["1", "2", "1"], "region": ["a", "b", "a"] * 1}, np.array([True, False, False]))
    read = shape.read({}, 2)
    assert read.count == 2
    assert all(np.isnan(values).all() for values in read.numbers.values())
