"""Words spelled alike. No database."""

from hypothesis import given
from hypothesis import strategies as st

from regard.search.rules.spelling import distance, halves, probes, swapped_in_the_middle

LETTERS = st.text("abcd", min_size=4, max_size=7)


def test_slips_are_counted():
    known = [
        ("pump", "pump", 0),
        ("pmup", "pump", 1),
        ("pum", "pump", 1),
        ("pumpe", "pump", 1),
        ("lamp", "pump", 2),
        ("x", "pump", 3),
    ]
    assert [(a, b, distance(a, b, most=2)) for a, b, _ in known] == known


@given(LETTERS, LETTERS)
def test_distance_is_the_same_both_ways(first, second):
    assert distance(first, second, most=3) == distance(second, first, most=3)


@given(LETTERS, LETTERS)
def test_every_word_one_slip_away_is_looked_at(typed, word):
    if len(word) >= 3 and distance(typed, word, most=1) == 1:
        there = halves(word)
        shared = any(
            there.size == half.size and (there.head == half.head or there.tail == half.tail) for half in probes(typed)
        )
        assert shared or swapped_in_the_middle(typed) == word
