"""Texts around what was found. No database."""

import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from regard.search.rules import Segment, excerpt, marked, parse


def shown(segments: tuple[Segment, ...]) -> str:
    return "".join(f"[{segment.text}]" if segment.is_hit else segment.text for segment in segments)


def test_hits_are_marked_as_they_were_written():
    assert shown(marked("Büro in der Straße 4", parse('buro "straße 4"'))) == "[Büro] in der [Straße 4]"
    assert shown(marked("Pump P-220 stops", parse("p220 p-220 sto"))) == "Pump [P-220] [stops]"


def test_the_stretch_with_most_of_the_words_is_shown():
    texts = (
        "The pump is blue. " * 20,
        "nothing here",
        "word " * 100 + "and then the pump stops for good " + "word " * 100,
    )
    assert shown(excerpt(texts, parse("pump stops good"))).strip("… ").startswith("word word") is True
    assert "[pump] [stops] for [good]" in shown(excerpt(texts, parse("pump stops good")))
    assert len(shown(excerpt(texts, parse("pump stops good")))) < 220


def test_nothing_found_shows_nothing():
    assert excerpt(("The pump stops.",), parse("kettle")) == ()
    assert excerpt((), parse("kettle")) == ()


@given(st.text(), st.text())
def test_a_marked_text_is_the_text(text, typed):
    assert "".join(segment.text for segment in marked(text, parse(typed))) == unicodedata.normalize("NFC", text)


@given(st.lists(st.text()), st.text())
def test_any_text_has_an_excerpt_or_none(texts, typed):
    excerpt(tuple(texts), parse(typed))


def test_a_megabyte_without_spaces_does_not_hold_up():
    begun = time.perf_counter()
    excerpt(("x" * 1_000_000 + " pump",), parse("pump"))
    assert time.perf_counter() - begun < 2
