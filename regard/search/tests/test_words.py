"""Words as the index holds them. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.search.rules.words import compounds, fold, placed_words, spellings, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Büro", "buro"),
        ("Straße STRASSE", "strasse strasse"),
        ("Bu\u0308ro", "buro"),
        ("Łódź Øre Ærø Þór İstanbul", "lodz ore aero thor istanbul"),
        ("ΑΘΉΝΑ", "αθηνα"),
        ("ﬁlter", "filter"),
    ],
)
def test_case_and_accents_do_not_count(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_and_keeps_words_whole(text):
    assert fold(fold(text)) == fold(text)
    assert [word for one in words(text) for word in words(one)] == words(text)


def test_punctuation_separates_and_signs_without_spaces_stand_alone():
    assert words("P-220, carla@mirela.example_x") == ["p", "220", "carla", "mirela", "example", "x"]
    assert words("水泵 broken") == ["水", "泵", "broken"]


def test_long_runs_are_cut():
    assert words("A" * 10_000) == ["a" * 40]


def test_names_with_digits_are_also_one_word():
    assert compounds("the P-220 and well-known 88-410/b") == ["p220", "88410b"]


def test_a_typed_word_is_looked_for_in_every_way_it_is_written():
    assert spellings("Müller") == [("muller",), ("mueller",)]
    assert spellings("mueller") == [("mueller",), ("muller",)]
    assert spellings("P-220") == [("p", "220"), ("p220",)]
    assert spellings("…") == []


def test_placed_words_say_where_they_stand():
    text = "Die Straße."
    assert [(text[start:end], word) for start, end, word in placed_words(text)] == [
        ("Die", "die"),
        ("Straße", "strasse"),
    ]
