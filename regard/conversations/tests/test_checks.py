"""Advice about an answer: long sentences, a greeting, days that are promised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.conversations.rules.checks import check


def test_an_answer_is_looked_over() -> None:
    long = "The pump " + "and the filter " * 9 + "stand still."
    found = check(f"Good morning Lena,\n\n{long} I will send you the contract by Thursday.")

    assert (found.long_sentences, found.has_greeting, found.promised) == ((long,), True, ("Thursday",))


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("We'll call you tomorrow.", ("tomorrow",)),
        ("You will have it within 3 days, and we will write on 12.03.2026.", ("within 3 days", "12.03.2026")),
        ("Wir schicken Ihnen das Angebot bis Freitag.", ("Freitag",)),
        ("Sie erhalten die Pumpe am 3. Dezember.", ("3. Dezember",)),
        ("Nous vous enverrons la pièce demain.", ("demain",)),
        ("Le enviaremos la pieza mañana.", ("mañana",)),
        ("I sent it on Monday.", ()),
        ("Ich habe es am Montag geschickt.", ()),
        ("Can I call you on Monday?", ()),
        ("Your pump broke on Sunday.", ()),
    ],
)
def test_days_we_promise_are_named_as_written(text: str, promised: tuple[str, ...]) -> None:
    assert check(text).promised == promised


@pytest.mark.parametrize(
    "first", ["Hi Ada", "Dear Ms Brandt,", "Sehr geehrte Frau Brandt,", "Lena,", "Bonjour,", "Kære Lena", "您好"]
)
def test_a_greeting_is_recognised(first: str) -> None:
    assert check(f"{first}\n\nThe pump is on its way.").has_greeting


def test_a_text_that_begins_with_its_matter_has_none() -> None:
    assert not check("The pump is on its way, and the seal too.").has_greeting


@given(st.text(max_size=400))
def test_no_text_breaks_the_checks(text: str) -> None:
    check(text)
