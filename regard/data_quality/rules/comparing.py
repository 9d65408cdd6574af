"""How alike two values of a column are, in a few steps: nothing to compare, different, a little, alike, nearly, the same."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from regard.data_quality.rules.blocking import Numbers
from regard.data_quality.rules.columns import Column, Kind

Levels = NDArray[np.int8]
MISSING, DIFFERENT, ALIKE, CLOSE, NEAR, SAME = range(6)
#: From so alike on it is a little alike, alike, and nearly the same.
_BY_LETTERS, _BY_WORDS, _NEVER = (0.8, 0.88, 0.94), (0.35, 0.6, 0.8), (2.0, 2.0, 2.0)
_BOUNDS = {
    Kind.GIVEN_NAME: _BY_LETTERS, Kind.FAMILY_NAME: _BY_LETTERS, Kind.EMAIL: (0.85, 0.9, 0.95), Kind.WEBSITE: (0.85, 0.9, 0.95),
    Kind.NAME: (0.45, 0.65, 0.85), Kind.ORGANISATION: (0.45, 0.65, 0.85), Kind.STREET: (0.6, 0.75, 0.88), Kind.PLACE: (0.7, 0.8, 0.9),
    Kind.TEXT: _BY_WORDS, Kind.AMOUNT: (0.7, 0.85, 0.95), Kind.CHOICE: _NEVER, Kind.NUMBERS: (0.01, 0.5, 0.9),
}  # fmt: skip
#: How often two records picked at random have the same value, for tables too short to tell; with so many it is half counted.
_USUAL = {
    Kind.GIVEN_NAME: 0.01, Kind.FAMILY_NAME: 0.003, Kind.NAME: 0.001, Kind.ORGANISATION: 0.002, Kind.STREET: 0.001,
    Kind.PLACE: 0.05, Kind.POSTCODE: 0.01, Kind.PHONE: 1e-4, Kind.EMAIL: 1e-4, Kind.WEBSITE: 0.002, Kind.DAY: 0.001,
    Kind.IDENTIFIER: 1e-4, Kind.AMOUNT: 0.02, Kind.TEXT: 0.001, Kind.CHOICE: 0.3, Kind.NUMBERS: 1e-4,
}  # fmt: skip
_FEW_RECORDS = 50
#: Of these, one letter or digit more, less, other or exchanged is nearly the same, two are a little alike.
_BY_SLIPS = {Kind.DAY, Kind.PHONE, Kind.POSTCODE, Kind.IDENTIFIER}


def usually_the_same(kind: Kind) -> float:
    """How often two records picked at random have the same value in a column of this kind."""
    return _USUAL[kind]


class Comparison:
    """A column, numbered by its values, so that each pair of values is compared once."""

    def __init__(self, column: Column) -> None:
        self.column = column
        known: dict[str, int] = {"": -1}
        self.codes = np.array([known.setdefault(text, len(known) - 1) for text in column.plain], dtype=np.int64)
        self.texts = [text for text in known if text]
        filled = self.codes[self.codes >= 0]
        self.frequency = np.bincount(filled, minlength=len(self.texts)) / max(1, len(filled))
        known_well = len(filled) / (len(filled) + _FEW_RECORDS)
        counted = max(float((self.frequency**2).sum()), 1e-9)
        #: How often two random records have the same value here: as counted, and as usual where few were counted.
        self.by_chance = math.exp(known_well * math.log(counted) + (1 - known_well) * math.log(_USUAL[column.kind]))
        #: What is added to a weight where they agree in this value: the rarer, the more; little where few were counted.
        self.rarity = known_well * np.log(counted / np.maximum(self.frequency, 1e-12))

    def levels(self, first: Numbers, second: Numbers) -> Levels:
        """A level for each pair of records, given by their positions."""
        one, other = self.codes[first], self.codes[second]
        found = np.full(len(first), DIFFERENT, dtype=np.int8)
        found[one == other] = SAME
        found[(one < 0) | (other < 0)] = MISSING
        unclear = found == DIFFERENT
        low, high = np.minimum(one[unclear], other[unclear]), np.maximum(one[unclear], other[unclear])
        pairs, back = _distinct(low * len(self.texts) + high)
        found[unclear] = self._unlike(pairs // max(1, len(self.texts)), pairs % max(1, len(self.texts)))[back]
        return found

    def _unlike(self, one: Numbers, other: Numbers) -> Levels:
        """Levels of pairs of values that are not the same."""
        first, second = [self.texts[code] for code in one], [self.texts[code] for code in other]
        if not first:
            return np.zeros(0, dtype=np.int8)
        if self.column.kind in _BY_SLIPS:
            return _by_slips(first, second)
        alike = self._likeness(first, second)
        return (DIFFERENT + np.searchsorted(_BOUNDS[self.column.kind], alike, side="right")).astype(np.int8)

    def _likeness(self, first: Sequence[str], second: Sequence[str]) -> NDArray[np.float64]:
        kind = self.column.kind
        if kind == Kind.CHOICE:
            return np.zeros(len(first))
        if kind == Kind.NUMBERS:
            return np.array([_numbers_shared(one, other) for one, other in zip(first, second, strict=True)])
        if kind == Kind.AMOUNT:
            one, other = (np.abs(np.array([float(text) for text in texts])) for texts in (first, second))
            return np.asarray(np.minimum(one, other) / np.maximum(np.maximum(one, other), 1e-9))
        letters = np.asarray(process.cpdist(first, second, scorer=JaroWinkler.normalized_similarity), dtype=np.float64)
        if kind in {Kind.GIVEN_NAME, Kind.FAMILY_NAME, Kind.EMAIL, Kind.WEBSITE}:
            return letters
        words = np.asarray(process.cpdist(first, second, scorer=fuzz.token_sort_ratio), dtype=np.float64) / 100
        return np.maximum(words, self._weighed(first, second))

    def _weighed(self, first: Sequence[str], second: Sequence[str]) -> NDArray[np.float64]:
        """Words in common, the rarer the more: cosine of inverse document frequencies."""
        vectors = self._vectors
        return np.array([_cosine(vectors[one], vectors[other]) for one, other in zip(first, second, strict=True)])

    @cached_property
    def _vectors(self) -> dict[str, dict[str, float]]:
        counts = Counter(word for text in self.texts for word in set(text.split()))
        weights = {word: math.log(1 + len(self.texts) / count) for word, count in counts.items()}
        return {text: _unit({word: weights[word] for word in text.split()}) for text in self.texts}


def _distinct(codes: Numbers) -> tuple[Numbers, Numbers]:
    """Each code once, and where each stands among them; by sorting, which is quicker than numpy's hashing here."""
    order = np.argsort(codes, kind="stable")
    ranked = codes[order]
    fresh = np.concatenate([[True], ranked[1:] != ranked[:-1]])[: len(ranked)]
    back = np.empty(len(codes), dtype=np.int64)
    back[order] = np.cumsum(fresh) - 1
    return ranked[fresh], back


def _by_slips(first: Sequence[str], second: Sequence[str]) -> Levels:
    slips = np.asarray(process.cpdist(first, second, scorer=OSA.distance, dtype=np.int32))
    return np.select([slips <= 1, slips <= 2, slips <= 3], [NEAR, CLOSE, ALIKE], DIFFERENT).astype(np.int8)


def _numbers_shared(first: str, second: str) -> float:
    """1 when a number stands in both, half where one only goes on further ("dscw120", "dscw120b"), else 0."""
    one, other = first.split(), second.split()
    if not set(one).isdisjoint(other):
        return 1.0
    return 0.5 if any(a.startswith(b) or b.startswith(a) for a in one for b in other) else 0.0


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / length for word, weight in vector.items()}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    if one.keys().isdisjoint(other):
        return 0.0
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)
