"""Filling a snippet's names, and the marks that must be filled in by hand."""

from hypothesis import given
from hypothesis import strategies as st

from regard.conversations.rules.snippets import NAMES, fill, open_marks, unknown_names

TEXT = "Hello {{ contact.first_name }},\n{{account.name}} gets it on {{ ask: delivery date }}.\n{{ me.name }}"


def test_names_are_filled_and_what_is_missing_stays_as_a_mark() -> None:
    filled = fill(TEXT, {"contact.first_name": "Carla", "account.name": "", "me.name": "Ada Agent"})

    assert filled == "Hello Carla,\n[[account name]] gets it on [[delivery date]].\nAda Agent"
    assert open_marks(filled) == ["account name", "delivery date"]


def test_what_a_customer_is_called_names_nothing_else() -> None:
    assert fill("{{ contact.name }}", {"contact.name": "{{ me.name }}\n", "me.name": "secret"}) == "{{ me.name }}"


def test_unknown_names_are_named() -> None:
    assert unknown_names("{{ contact.phone }} {{ ask: day }} {{ me.name }} {{ contact.phone }}") == ["contact.phone"]


@given(st.text(max_size=200), st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40)))
def test_no_text_breaks_it_and_values_are_never_looked_at_again(text: str, values: dict[str, str]) -> None:
    assert open_marks(fill(text, values)) is not None
    assert fill(f"{text}", {}) == fill(text, dict.fromkeys(values, " "))
