"""What letters propose, and what they must not."""

import pytest

from regard.opportunities.rules.signals import Signal, signals

MEANT = [
    ("problem", "Each standstill costs us 4,000 euros a day."),
    ("problem", "Unsere Pumpe fällt immer wieder aus."),
    ("act", "The budget is approved and sits with me."),
    ("act", "We want to replace all three pumps before the summer."),
    ("act", "Das Budget ist für dieses Jahr freigegeben."),
    ("criteria", "The board decides in these steps: trial, comparison, vote."),
    ("criteria", "Unsere Kriterien sind Laufzeit, Preis und Service."),
    ("short list", "You are on our short list together with one other maker."),
    ("short list", "Sie sind in der engeren Wahl."),
    ("choice", "We go with you, send the contract."),
    ("choice", "We'd like to go ahead with your offer, subject to legal."),
    ("choice", "Wir haben uns für Sie entschieden."),
    ("signed", "The signed contract is attached."),
    ("signed", "Hiermit bestellen wir zwei Pumpen."),
    ("works", "Everything works as promised since Monday."),
]
NOT_MEANT = [
    "Did you say the signed contract is attached?",
    "If the budget is approved we will talk again.",
    "We have not decided for you.",
    "The signed contract is not attached yet.",
    "You would be on the short list if you were cheaper.",
    "Wir haben uns nicht für Sie entschieden.",
    "Sobald das Budget freigegeben ist, melden wir uns.",
    "Thanks, have a good weekend.",
    "> We go with you, send the contract.",
]


@pytest.mark.parametrize(("sense", "sentence"), MEANT)
def test_a_commitment_is_proposed_in_the_customers_words(sense: str, sentence: str) -> None:
    assert signals(f"Hello Ines,\n\n{sentence}\n\nBest regards\nLena") == [Signal(sense=sense, words=sentence)]


@pytest.mark.parametrize("sentence", NOT_MEANT)
def test_a_question_a_condition_a_denial_or_a_quotation_proposes_nothing(sentence: str) -> None:
    assert signals(f"Hello Ines,\n\n{sentence}\n") == []
