"""The words of a text around what was searched for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from regard.search.rules.language import Query, Term
from regard.search.rules.words import fold, placed_words

LENGTH, BEFORE = 180, 40
#: Only so many pieces of a document are looked through, each about a screen long.
_PIECES, _PIECE = 60, re.compile(r"(?s).{1,1500}(?:\s|$)|\S{1,1500}")


@dataclass(frozen=True)
class Segment:
    """A part of a text, and whether it is what was searched for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    term: int


def marked(text: str, query: Query) -> tuple[Segment, ...]:
    """A short text in full."""
    text = unicodedata.normalize("NFC", text)
    return tuple(_segments(text, _hits(text, query), 0, len(text)))


def excerpt(texts: Iterable[str], query: Query) -> tuple[Segment, ...]:
    """About two lines of the texts, from where most of what was searched for stands together; () when none of it does."""
    best, most = "", 0
    for piece in islice(_pieces(texts), _PIECES):
        folded = fold(piece)
        count = sum(any(all(word in folded for word in phrase) for phrase in term.phrases) for term in query.terms)
        if count > most:
            best, most = piece, count
    text = " ".join(unicodedata.normalize("NFC", best).split())
    hits = _hits(text, query)
    if not hits:
        return ()
    start, end = _window(text, hits)
    segments = list(_segments(text, hits, start, end))
    ellipses = [Segment("… ")] if start else [], [Segment(" …")] if end < len(text) else []
    return (*ellipses[0], *segments, *ellipses[1])


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (match[0] for match in _PIECE.finditer(text))


def _hits(text: str, query: Query) -> list[_Hit]:
    """Where the terms stand, in order; of two that overlap the first."""
    placed = list(placed_words(text))
    found = []
    for at in range(len(placed)):
        for number, term in enumerate(query.terms):
            length = _length_at([word for _, _, word in placed[at : at + 12]], term)
            if length:
                found.append(_Hit(placed[at][0], placed[at + length - 1][1], number))
    return [
        hit for hit, before in zip(found, [None, *found], strict=False) if before is None or hit.start >= before.end
    ]


def _length_at(words: list[str], term: Term) -> int:
    """How many of the words, from the first on, are one of the term's phrases; 0 when none is."""
    for phrase in term.phrases:
        there = tuple(words[: len(phrase)])
        goes_on = term.is_prefix and phrase is term.phrases[0] and len(there) == len(phrase)
        if there == phrase or (goes_on and there[:-1] == phrase[:-1] and there[-1].startswith(phrase[-1])):
            return len(phrase)
    return 0


def _window(text: str, hits: list[_Hit]) -> tuple[int, int]:
    """The stretch that holds most different terms, cut at words."""

    def terms_from(first: _Hit) -> int:
        return len({hit.term for hit in hits if first.start <= hit.start and hit.end <= first.start + LENGTH - BEFORE})

    first = max(hits, key=terms_from)
    start = max(0, first.start - BEFORE)
    if start:
        start = text.find(" ", start, first.start) + 1 or first.start
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", first.end, end), first.end)
    return start, end


def _segments(text: str, hits: list[_Hit], start: int, end: int) -> Iterator[Segment]:
    at = start
    for hit in hits:
        if start <= hit.start and hit.end <= end:
            if at < hit.start:
                yield Segment(text[at : hit.start])
            yield Segment(text[hit.start : hit.end], is_hit=True)
            at = hit.end
    if at < end:
        yield Segment(text[at:end])
