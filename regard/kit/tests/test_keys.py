"""Single keys: a person's own ones, and those that cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.kit.keys import KeyRefusedError, check, key_map, keys_of, usual

KEYS = st.dictionaries(st.sampled_from(["down", "up", "go", "undo", "search", "help"]), st.sampled_from("jkgzxyq?/"))


def test_two_can_change_places() -> None:
    assert check({"down": "k", "up": "j"}) == {"down": "k", "up": "j"}
    assert key_map({"down": "k", "up": "j"}) == {"k": "j", "j": "k"}


def test_a_key_that_was_given_away_does_nothing_any_more() -> None:
    assert key_map(check({"down": "J"})) == {"j": "", "J": "j"}


@pytest.mark.parametrize("typed", [{"down": "k"}, {"down": "ab"}, {"down": "x y"}])
def test_conflicts_and_what_is_no_key_are_refused_with_a_sentence(typed: dict[str, str]) -> None:
    with pytest.raises(KeyRefusedError, match="“"):
        check(typed)


def test_usual_keys_are_none_of_ones_own() -> None:
    assert check(usual()) == check({}) == {}
    assert key_map({}) == {}


@given(KEYS)
def test_every_pressed_key_does_at_most_one_thing(typed: dict[str, str]) -> None:
    try:
        chosen = check(typed)
    except KeyRefusedError:
        return
    mine = keys_of(chosen)
    assert len(set(mine.values())) == len(mine)
    pressed = key_map(chosen)
    assert {name: pressed.get(key, key) for name, key in mine.items()} == usual()
    assert all(pressed[key] == "" for key in usual().values() if key not in mine.values())
