"""Which sentences ask, and which of them an answer speaks of."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.conversations.rules.questions import covers, questions_in
from regard.conversations.rules.sentences import sentences

LENA = """Good morning Ines,

Before we sign I have to explain three things to our board. Is the yearly inspection included, or invoiced on top? What
happens if a pump stands still on a Sunday? And our fitter asks: does the warranty still count if we change
the seals ourselves?

I would like to settle this before 3 December.
Lena"""
ANSWER = """Good morning Lena,

The yearly inspection is included; you will never see an invoice for it. If a pump stands still on a Sunday, call the
number on the pump. I will send you the signed contract by Thursday."""


def asked(text: str) -> list[str]:
    return [question.text for question in questions_in(text)]


def test_questions_are_found_where_they_stand() -> None:
    found = questions_in(LENA)

    assert [question.text for question in found] == [
        "Is the yearly inspection included, or invoiced on top?",
        "What happens if a pump stands still on a Sunday?",
        "does the warranty still count if we change the seals ourselves?",
    ]
    assert [" ".join(LENA[one.start : one.end].split()) for one in found] == [one.text for one in found]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Wann kommt die Pumpe? Danke!", ["Wann kommt die Pumpe?"]),
        ("Quand la pompe arrive-t-elle ?", ["Quand la pompe arrive-t-elle ?"]),
        ("¿Cuándo llega el pedido? Gracias.", ["¿Cuándo llega el pedido?"]),
        ("Πότε θα έρθει η αντλία;", ["Πότε θα έρθει η αντλία;"]),
        ("ポンプはいつ届きますか？", ["ポンプはいつ届きますか？"]),
        ("متى تصل المضخة؟", ["متى تصل المضخة؟"]),
        ("1. What is the price?\n2. Do you deliver to Oslo?", ["What is the price?", "Do you deliver to Oslo?"]),
        ("Hi,\nwhen do you open?\nBest", ["when do you open?"]),
        ("Does it need a filter, e.g. The Blue One, or not?", ["Does it need a filter, e.g. The Blue One, or not?"]),
    ],
)
def test_a_question_mark_asks_in_any_language(text: str, questions: list[str]) -> None:
    assert asked(text) == questions


@pytest.mark.parametrize(
    "text",
    [
        "See https://havn.example/find?q=pump and www.havn.example/?a=b for it.",
        "> Did it arrive?\n> And the seal?\nYes, both.",
        "It works now. Thanks!\n--\nAny questions? Call us.",
        "Hi Ada, how are you? All is well.",
        "Wie geht es Ihnen? Uns gut.",
        "It stopped again. Right?",
        "Should you have questions, call me.",
        "Haben Sie Fragen, rufen Sie an.",
        "Have a nice day.",
        "???",
        "",
    ],
)
def test_what_only_looks_like_a_question_is_none(text: str) -> None:
    assert asked(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Please let me know if the pump is in stock.",
        "I was wondering whether the seal fits.",
        "We would like to know when you deliver.",
        "Could you send me the price list.",
        "Bitte teilen Sie mir mit, wann die Pumpe kommt.",
        "Können Sie mir ein Angebot schicken.",
        "Merci de me dire si la pompe est en stock.",
        "Quisiera saber cuándo llega el pedido.",
        "Vorrei sapere quando arriva la pompa.",
        "Ik wil graag weten wanneer de pomp komt.",
    ],
)
def test_some_forms_ask_without_a_mark(text: str) -> None:
    assert asked(f"Hello.\n{text}\nThanks.") == [text]


def test_a_question_is_covered_when_the_answer_speaks_of_its_subject() -> None:
    assert covers(ANSWER, questions_in(LENA)) == [True, True, False]
    assert covers(f"{ANSWER} The warranty counts if you change the seals with our kit.", questions_in(LENA)) == [
        True, True, True,
    ]  # fmt: skip


def test_asking_back_quoting_and_courtesies_cover_nothing() -> None:
    questions = questions_in("When do you deliver the yearly inspection report?")

    assert covers("Which yearly inspection report do you mean?", questions) == [False]
    assert covers("> When do you deliver the yearly inspection report?", questions) == [False]
    assert covers("Thank you for your message. We will come back to you.", questions) == [False]
    assert covers("", questions) == [False]


@given(st.text(max_size=400), st.text(max_size=400))
def test_no_text_breaks_the_rules(text: str, answer: str) -> None:
    questions = questions_in(text)

    assert all(0 <= one.start < one.end <= len(text) for one in questions)
    assert [one.start for one in questions] == sorted({one.start for one in questions})
    assert all(" ".join(text[one.start : one.end].split()) == one.text for one in questions)
    assert len(covers(answer, questions)) == len(questions)


@given(
    st.lists(st.sampled_from(["?", ".", "\n", " ", "- ", "> ", "Is it ", "https://a?b ", ";", ":", "1. ", "a" * 60]))
)
def test_sentences_never_overlap(parts: list[str]) -> None:
    text = "".join(parts)
    found = sentences(text)

    assert all(before.end <= after.start for before, after in pairwise(found))
