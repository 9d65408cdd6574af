"""What a message is about, as terms that can be compared between messages (docs/algorithms/routing.md)."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from regard.routing.rules.stopwords import STOPWORDS

MOST_TERMS = 40
SUBJECT_COUNTS = 3
LONGEST = 40
"""Longer runs of letters are tokens, hashes or text without spaces, not words."""

ADDRESSES = re.compile(r"(?:https?://|www\.)\S+|[^\s<>@]+@[^\s<>@]+", re.IGNORECASE)
COMPOUNDS = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
LETTER_THEN_DIGIT = re.compile(r"[^\W\d_][-/]?\d")
GERMAN_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
PLURALS_IN_ES = ("xes", "ches", "shes", "sses", "zes")
NO_PLURALS = ("ss", "us", "is")
SUFFIXES = ("ern", "ing", "em", "en", "er", "es", "ed", "e", "n")


@dataclass(frozen=True)
class Term:
    """`key` is compared and stored, at most 40 characters; `shown` is the first spelling in the message."""

    key: str
    shown: str
    count: int = 1


def terms(subject: str, text: str, *, limit: int = MOST_TERMS) -> tuple[Term, ...]:
    """The terms of a message, most frequent first, then in the order they appear; the subject counts three times."""
    counts: dict[str, int] = {}
    spellings: dict[str, str] = {}
    for part, worth in ((subject, SUBJECT_COUNTS), (text, 1)):
        for spelling, key in _found(part):
            counts[key] = counts.get(key, 0) + worth
            spellings.setdefault(key, spelling)
    ranked = sorted(counts, key=lambda key: -counts[key])[:limit]
    return tuple(Term(key, spellings[key], counts[key]) for key in ranked)


def keys(text: str) -> frozenset[str]:
    """The term keys of a few words, such as a skill a person entered."""
    return frozenset(key for _, key in _found(text))


def is_model_number(term: str) -> bool:
    """Whether a term, shown or key, is a model number like P-220: a letter and then a digit, with at most a hyphen between."""
    return bool(LETTER_THEN_DIGIT.search(term))


def folded(word: str) -> str:
    """Lower case, umlauts written out, other accents dropped."""
    plain = unicodedata.normalize("NFC", word).casefold().translate(GERMAN_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def stem(word: str) -> str:
    """A folded word without its plural and one ending; cheap, alike for English and German, and only good to compare by."""
    if word.endswith("ies") and len(word) > 5:
        word = word[:-3] + "y"
    elif word.endswith(PLURALS_IN_ES) and len(word) > 4:
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(NO_PLURALS) and len(word) > 3:
        word = word[:-1]
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word.removesuffix(suffix)
    return word


def _found(text: str) -> list[tuple[str, str]]:
    """Spelling and key of every term, in order."""
    return [term for compound in COMPOUNDS.findall(ADDRESSES.sub(" ", text)) for term in _terms_of(compound)]


@lru_cache(maxsize=20_000)
def _terms_of(compound: str) -> tuple[tuple[str, str], ...]:
    """Most words of a letter were in the letters before it."""
    if is_model_number(compound):
        found = [(compound, re.sub(r"[-/]", "", folded(compound)))]
    else:
        words = ((word, folded(word)) for word in re.split(r"[-/]", compound))
        found = [(word, stem(key)) for word, key in words if _says_something(key)]
    return tuple((spelling, key) for spelling, key in found if len(key) <= LONGEST)


def _says_something(word: str) -> bool:
    return len(word) >= 3 and word.isalpha() and word not in STOPWORDS
