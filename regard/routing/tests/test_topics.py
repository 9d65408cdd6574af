import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.routing.rules.stopwords import STOPWORDS
from regard.routing.rules.topics import LONGEST, MOST_TERMS, Term, folded, is_model_number, keys, stem, terms


def test_a_message_is_about_its_subject_first():
    assert terms("P-220 leaks", "Hello, our P-220 drips oil since the delivery. Oil everywhere!") == (
        Term("p220", "P-220", 4),
        Term("leak", "leaks", 3),
        Term("oil", "oil", 2),
        Term("drip", "drips", 1),
        Term("delivery", "delivery", 1),
    )


def test_german_words_and_umlauts():
    assert terms("Rechnungen für Pumpen", "Sehr geehrte Frau Weiß, die Dichtungsgröße der PUMPE ist falsch.") == (
        Term("pump", "Pumpen", 4),
        Term("rechnung", "Rechnungen", 3),
        Term("frau", "Frau", 1),
        Term("weiss", "Weiß", 1),
        Term("dichtungsgroess", "Dichtungsgröße", 1),
        Term("falsch", "falsch", 1),
    )


@pytest.mark.parametrize(
    "alike",
    [
        "invoice invoices invoiced invoicing",
        "pump pumps Pumpe Pumpen",
        "delivery deliveries",
        "box boxes",
        "address addresses addressed addressing",
        "Lieferung Lieferungen",
        "Fehler Fehlern",
        "printer printers printing printed",
        "Zubehör Zubehoer ZUBEHÖR",
        "café cafés cafe",
        "P-220 P220 p/220",
    ],
)
def test_forms_of_a_word_are_one_term(alike):
    assert len(keys(alike)) == 1


@pytest.mark.parametrize("apart", ["status state", "order ordinary", "house horse", "P-220 P-221", "class clay"])
def test_different_words_stay_apart(apart):
    assert len(keys(apart)) == 2


@pytest.mark.parametrize("model", ["P-220", "ISO9001", "x200b", "2N2222", "A4", "p220"])
def test_model_numbers_are_terms(model):
    assert is_model_number(model)
    assert [term.shown for term in terms(model, "")] == [model]


@pytest.mark.parametrize(
    "text", ["4711", "2026-11-23", "20kg", "10am", "https://shop.example/P-220?x=pump", "p220@shop.example"]
)
def test_numbers_units_and_addresses_are_no_terms(text):
    assert terms(text, text) == ()


def test_greetings_and_thanks_say_nothing():
    assert terms("Re: please help", "Hi there, thank you! Kind regards. Hallo, vielen Dank, freundliche Grüße") == ()


def test_compounds_count_by_their_parts():
    assert [term.key for term in terms("", "Pumpen-Dichtung")] == ["pump", "dichtung"]


def test_stop_words_are_stored_as_they_are_looked_up():
    assert {word for word in STOPWORDS if folded(word) != word} == set()


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_gives_few_short_terms_each_once(subject, text):
    found = terms(subject, text)
    assert len(found) <= MOST_TERMS
    assert len({term.key for term in found}) == len(found)
    assert all(0 < len(term.key) <= LONGEST and term.shown in subject + text for term in found)
    assert [term.count for term in found] == sorted((term.count for term in found), reverse=True)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12))
def test_stems_keep_enough_to_tell_words_apart(word):
    assert len(stem(word)) >= min(3, len(word))
    assert word.startswith(stem(word)[:-1])
