"""What people type. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.search.rules import Query, Term, parse


def words(*texts: str) -> tuple[Term, ...]:
    return tuple(Term(phrases=((text,),)) for text in texts)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", Query()),
        (" … ", Query()),
        ("pump stops", Query(terms=(*words("pump"), Term(phrases=(("stops",),), is_prefix=True)))),
        ('"pump stops"', Query(terms=(Term(phrases=(("pump", "stops"),)),))),
        ('"pump sto', Query(terms=(Term(phrases=(("pump", "sto"),), is_prefix=True),))),
        ("from:carla x", Query(terms=(Term(phrases=(("carla",),), field="people"), *words("x")))),
        ("FROM: carla x", Query(terms=(Term(phrases=(("carla",),), field="people"), *words("x")))),
        ('subject:"ten minutes"', Query(terms=(Term(phrases=(("ten", "minutes"),), field="title"),))),
        ("is:open is:mine", Query(states=frozenset({"open", "mine"}))),
        ("is:on", Query(terms=(Term(phrases=(("is", "on"),), is_prefix=True),))),
        ('team:"Field Service"', Query(asked=(("team", "Field Service"),))),
        (
            "tag:p-220 has:file before:2026-03 waiting:us",
            Query(asked=(("tag", "p-220"), ("has", "file"), ("before", "2026-03"), ("waiting", "us"))),
        ),
        (
            "form:x https://a.example 12:30",
            Query(terms=parse("form:x https://a.example 12:30").terms, unknown=("form",)),
        ),
        ("from:", Query()),
        ("#1042", Query(number=1042)),
        ("x #1042 y", Query(terms=words("x", "1042", "y"))),
        ("wherefrom:x y", Query(terms=(Term(phrases=(("wherefrom", "x"),)), *words("y")), unknown=("wherefrom",))),
    ],
)
def test_what_is_typed_is_understood(typed, query):
    assert parse(typed) == query


@given(
    st.text()
    | st.lists(st.sampled_from(["from:", "is:", '"', "*", "NEAR(", "a", "AND", "#1", ":", "'", "\\", "-", "\0"])).map(
        "".join
    )
)
def test_anything_can_be_typed_and_only_words_are_looked_up(typed):
    query = parse(typed)
    assert parse(typed) == query
    for term in query.terms:
        for phrase in term.phrases:
            assert all(word.isalnum() for word in phrase)


def test_a_search_is_no_longer_than_is_useful():
    assert len(parse("a " * 200).terms) == 12
