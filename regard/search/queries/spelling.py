"""What else the words of a search may have been meant to be."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q

from regard.search.models import Word
from regard.search.rules import Query, Term
from regard.search.rules.language import Phrase
from regard.search.rules.spelling import distance, probes, slips_allowed, swapped_in_the_middle

_MOST_LOOKED_AT, _MOST_ALIKE = 20_000, 8


def spelled_alike(query: Query) -> Query | None:
    """The search with words added to each of its words that are spelled alike; None when there are none. One statement."""
    wanted = {term.phrases[0][0] for term in query.terms if _is_guessed_at(term)}
    if not wanted:
        return None
    known = Word.objects.filter(_near(wanted)).values_list("word", flat=True)
    alike = {word: _nearest(word, list(known[:_MOST_LOOKED_AT])) for word in wanted}
    terms = tuple(_widened(term, alike) for term in query.terms)
    return replace(query, terms=terms) if terms != query.terms else None


def _is_guessed_at(term: Term) -> bool:
    return len(term.phrases[0]) == 1 and slips_allowed(term.phrases[0][0]) > 0


def _near(words: set[str]) -> Q:
    near = Q(word__in=[swapped_in_the_middle(word) for word in sorted(words)])
    for word in sorted(words):
        for half in probes(word):
            near |= Q(head=half.head, size=half.size) | Q(tail=half.tail, size=half.size)
    return near


def _nearest(word: str, known: Sequence[str]) -> tuple[Phrase, ...]:
    most = slips_allowed(word)
    slips = sorted((distance(word, other, most=most), other) for other in known if other != word)
    return tuple((other,) for count, other in slips if count <= most)[:_MOST_ALIKE]


def _widened(term: Term, alike: dict[str, tuple[Phrase, ...]]) -> Term:
    return replace(term, phrases=(*term.phrases, *alike[term.phrases[0][0]])) if _is_guessed_at(term) else term
