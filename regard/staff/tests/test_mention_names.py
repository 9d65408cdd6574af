"""Whom an @ names."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.staff.rules.mentions import Person, named_in

NAMES = ("Ada Agent", "Adam Fitter", "Ben Lead", "Olga Owner", "Zoë d'Arc")
PEOPLE = [Person(UUID(int=number), name) for number, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@Ben can you look?", [["Ben Lead"]]),
        ("@be, please", [["Ben Lead"]]),
        ("@Ada Agent and @olga", [["Ada Agent"], ["Olga Owner"]]),
        ("@Ada", [["Ada Agent"]]),
        ("@Ad", [["Ada Agent", "Adam Fitter"]]),
        ("(@zoë d'arc)", [["Zoë d'Arc"]]),
        ("@Nobody", [[]]),
        ("Write to ada@havn.example at @ 8, @8pm", []),
    ],
)
def test_an_at_names_people(text: str, people: list[list[str]]) -> None:
    assert [[person.name for person in named.people] for named in named_in(text, PEOPLE)] == people


@given(st.text(alphabet="@AdaBenİßs 'ﬁ-é\n", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert all(text[one.start] == "@" and one.end <= len(text) for one in named_in(text, PEOPLE))
