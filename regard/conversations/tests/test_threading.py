"""Which letters of an archive belong together."""

from hypothesis import given
from hypothesis import strategies as st

from regard.conversations.rules.threading import Reference, join_by_references

IDS = st.sampled_from(["a", "b", "c", "d", "e", ""])
LETTERS = st.lists(
    st.builds(Reference, message_id=IDS, answers=st.lists(IDS.filter(bool), max_size=4).map(tuple)), max_size=12
)


def letter(message_id: str, *answers: str) -> Reference:
    return Reference(message_id=message_id, answers=answers)


def test_an_answer_joins_what_it_answers() -> None:
    assert join_by_references([letter("1"), letter("2", "1"), letter("3"), letter("4", "1", "2")]) == [0, 0, 1, 0]


def test_answers_to_a_letter_that_never_came_stand_together() -> None:
    assert join_by_references([letter("2", "lost"), letter("3", "lost"), letter("4")]) == [0, 0, 1]


def test_the_order_of_arrival_does_not_matter() -> None:
    assert join_by_references([letter("3", "1", "2"), letter("2", "1"), letter("1")]) == [0, 0, 0]


def test_what_a_letter_says_of_itself_outweighs_what_others_presumed() -> None:
    assert join_by_references([letter("a"), letter("b", "a", "c"), letter("c", "b")]) == [0, 1, 1]


def test_two_letters_with_one_message_id_are_two_letters() -> None:
    assert join_by_references([letter("a"), letter("a")]) == [0, 1]


@given(LETTERS)
def test_every_letter_has_a_place_and_no_loop_hangs(letters: list[Reference]) -> None:
    threads = join_by_references(letters)
    assert len(threads) == len(letters)
    assert all(number <= position for position, number in enumerate(threads))
