"""What a page says about a form comes from a browser: nothing in it is trusted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.effort.rules import Measure, MeasureError, Work, read_measure
from regard.effort.rules.measures import MOST_FIELDS, MOST_SECONDS
from regard.effort.rules.words import duration

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["form", "ms", "typed", "x"]), inner),
)


def told(**changes: object) -> str:
    return json.dumps({"form": "note", "ms": 12_400, "typed": ["text"], "filled": [], "empty": []} | changes)


def test_names_and_whole_seconds_are_read() -> None:
    said = told(typed=["field-city", "name", "name"], filled=["account"], empty=["field-zone"])

    assert read_measure(said) == Measure(
        form="note", seconds=12, typed=("city", "name"), filled=("account",), empty=("zone",)
    )


def test_more_than_an_hour_and_more_than_a_hundred_fields_do_not_count() -> None:
    found = read_measure(told(ms=10**15, typed=[f"f{number}" for number in range(300)]))

    assert (found.seconds, len(found.typed)) == (MOST_SECONDS, MOST_FIELDS) == (3600, 100)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "no JSON"), ("[" * 9000, "no JSON"), ("[]", "names no form"), ('{"form": 1}', "names no form"),
        (told(ms=-1), "says no time"), (told(ms=1.5), "says no time"), (told(ms=True), "says no time"),
        (told(typed="text"), "no list of names: typed"), (told(empty=[{}]), "no list of names: empty"),
        (told(typed=["x" * 10_000]), "longer than any form"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(said: str, why: str) -> None:
    with pytest.raises(MeasureError, match=why):
        read_measure(said)


@given(st.text() | JSON.map(json.dumps))
def test_anything_is_a_bounded_measure_or_refused(said: str) -> None:
    try:
        found = read_measure(said)
    except MeasureError:
        return
    assert 0 <= found.seconds <= MOST_SECONDS
    assert max(len(found.typed), len(found.filled), len(found.empty)) <= MOST_FIELDS


def test_work_by_hand_is_said_in_seconds_and_in_words() -> None:
    work = Work(decisions=3, clicks=1, keys=8)

    assert (round(work.seconds, 2), work.sentence()) == (7.59, "3 decisions, 1 click, 8 keys")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min"), (89, "1 min"), (3569, "59 min"), (3599, "1 h 00"), (9300, "2 h 35")],
)  # fmt: skip
def test_seconds_are_said_as_people_say_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text
