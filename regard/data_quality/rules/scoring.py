"""How probable it is that two records are one: Fellegi and Sunter's model, learned from the records themselves.

A level of agreement weighs m / u: how often records of the same thing agree so, against how often two records picked at
random do (Fellegi & Sunter, A Theory for Record Linkage, JASA 64, 1969). u is counted on random pairs; m and the number of
matches are found by expectation maximisation over the candidate pairs (Winkler, 1988). A rare value that agrees weighs more
than a common one (Newcombe's frequency adjustment). What is missing weighs nothing.

Columns are taken to know nothing of each other, and often they do: namesakes have alike addresses of mail, branches of one
company share its name and director. Such pairs get a class of their own (Larsen & Rubin, JASA 96, 2001), where it turns out
that they differ in what identifies. See docs/algorithms/doubles.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regard.data_quality.rules.blocking import Numbers
from regard.data_quality.rules.columns import Kind
from regard.data_quality.rules.comparing import DIFFERENT, MISSING, NEAR, SAME, Comparison, Levels, usually_the_same

Floats = NDArray[np.float64]
_LEVELS = SAME + 1
_RANDOM_PAIRS, _ROUNDS, _STILL = 300_000, 100, 1e-5
#: Where learning begins: how often two records of the same thing differ, are a little alike, alike, nearly the same, the same.
_BEFORE = np.array([1.0, 0.08, 0.04, 0.06, 0.12, 0.70])
#: How two random records mostly stand, for tables too short to tell.
_USUAL, _FEW_PAIRS = np.array([1.0, 0.95, 0.03, 0.012, 0.007, 0.001]), 2000
#: So much the starting values weigh beside all that is learned: a class of things that differ in what identifies is no class of matches.
_TRUST_BEFORE = 0.75
#: And how many pairs a record has that are the same thing, and that are only related. Few: a large class of namesakes is else
#: taken for the matches.
_SAME_A_RECORD, _RELATED_A_RECORD = 0.1, 1.0
#: What tells one person or place from another, where a table has it.
_IDENTIFIES = {
    Kind.DAY, Kind.PHONE, Kind.EMAIL, Kind.IDENTIFIER, Kind.STREET, Kind.POSTCODE, Kind.WEBSITE, Kind.NUMBERS,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Class:
    """Pairs of one sort: their share of all pairs, and by column how often they stand at each level."""

    share: float
    levels: Floats

    def likelihood(self, levels: Levels) -> Floats:
        """Natural logarithm for each pair and column, without the share; 0 where something is missing."""
        return np.asarray(np.log(self.levels)[np.arange(len(self.levels)), levels])


@dataclass(frozen=True, kw_only=True)
class Model:
    """What was learned. `related` is None where there is no such sort of pairs."""

    same: Class
    other: Class
    related: Class | None = None

    def weigh(self, levels: Levels) -> Floats:
        """How much each column speaks for a pair, natural logarithms of m / u."""
        return self.same.likelihood(levels) - self.other.likelihood(levels)

    def believe(self, levels: Levels, rarity: Floats | None = None) -> Floats:
        """The probability of each pair. `rarity` is what a rare value that agrees adds to m / u."""
        added = 0.0 if rarity is None else rarity.sum(axis=1)
        against = self.other.likelihood(levels).sum(axis=1) - added + np.log(self.other.share)
        if self.related:
            against = np.logaddexp(against, self.related.likelihood(levels).sum(axis=1) + np.log(self.related.share))
        odds = self.same.likelihood(levels).sum(axis=1) + np.log(self.same.share) - against
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -500, 500))))


def usual(kinds: Sequence[Kind], *, size: int) -> Model:
    """What to believe of columns of these kinds among `size` records before anything was learned."""
    pairs = max(1.0, size * (size - 1) / 2)
    u = np.tile(_USUAL, (len(kinds), 1))
    u[:, SAME] = [usually_the_same(kind) for kind in kinds]
    share = min(0.4, _SAME_A_RECORD * size / pairs)
    same = Class(share=share, levels=np.tile(_BEFORE, (len(kinds), 1)))
    return Model(same=same, other=Class(share=1 - share, levels=u))


def levels_of(comparisons: Sequence[Comparison], first: Numbers, second: Numbers) -> Levels:
    """A row a pair, a column a comparison."""
    return np.stack([comparison.levels(first, second) for comparison in comparisons], axis=1)


def rarity_of(comparisons: Sequence[Comparison], levels: Levels, first: Numbers) -> Floats:
    """What is added where a pair agrees in a value rarer than others of its column, and taken where it is more common."""
    found = np.zeros(levels.shape)
    for place, comparison in enumerate(comparisons):
        same = levels[:, place] == SAME
        found[same, place] = comparison.rarity[comparison.codes[first[same]]]
    return found


def learn(comparisons: Sequence[Comparison], levels: Levels, *, size: int, seed: int = 1) -> Model:
    """The model for `size` records whose candidate pairs have these levels."""
    u = _by_chance(comparisons, size, seed)
    patterns, counts = np.unique(levels, axis=0, return_counts=True)
    pairs = size * (size - 1) / 2
    m = np.tile(_BEFORE, (len(u), 1))
    same = Class(share=min(0.4, _SAME_A_RECORD * size / pairs), levels=m)
    related = Class(share=min(0.4, _RELATED_A_RECORD * size / pairs), levels=(m + u) / 2)
    three = _maximise([same, related], u, patterns, counts, pairs)
    if _differs_in_what_identifies(comparisons, three[1], (levels != MISSING).mean(axis=0)):
        return Model(same=three[0], related=three[1], other=three[2])
    two = _maximise([same], u, patterns, counts, pairs)
    return Model(same=two[0], other=two[1])


def _maximise(classes: list[Class], u: Floats, patterns: Levels, counts: Numbers, pairs: float) -> list[Class]:
    """Expectation and maximisation until nothing moves; the last class is the rest, whose u is known.

    Pairs that are no candidates are taken to be of the rest.
    """
    for _round in range(_ROUNDS):
        rest = Class(share=1 - sum(one.share for one in classes), levels=u)
        logs = [one.likelihood(patterns).sum(axis=1) + np.log(one.share) for one in (*classes, rest)]
        whole = np.logaddexp.reduce(logs)
        expected = [np.exp(log - whole) * counts for log in logs[:-1]]
        learned = [
            Class(share=min(0.4, max(float(belief.sum()), 1.0) / pairs), levels=_shares(patterns, belief))
            for belief in expected
        ]
        learned[0] = Class(
            share=learned[0].share, levels=(learned[0].levels + _TRUST_BEFORE * _BEFORE) / (1 + _TRUST_BEFORE)
        )
        moved = max(float(np.abs(new.levels - old.levels).max()) for new, old in zip(learned, classes, strict=True))
        classes = learned
        if moved < _STILL:
            break
    return [*classes, Class(share=1 - sum(one.share for one in classes), levels=u)]


def _differs_in_what_identifies(comparisons: Sequence[Comparison], related: Class, filled: Floats) -> bool:
    """Whether these pairs are others, and not the same with more slips: what would tell them apart does."""
    telling = np.array([-np.log(comparison.by_chance) for comparison in comparisons]) * filled
    identifies = np.array([comparison.column.kind in _IDENTIFIES for comparison in comparisons])
    weights = telling * identifies if (telling * identifies).sum() > 0 else telling
    agrees = related.levels[:, NEAR] + related.levels[:, SAME]
    return bool((agrees * weights).sum() < 0.5 * weights.sum())


def _by_chance(comparisons: Sequence[Comparison], size: int, seed: int) -> Floats:
    chance = np.random.default_rng(seed)
    first, second = chance.integers(0, size, _RANDOM_PAIRS), chance.integers(0, size, _RANDOM_PAIRS)
    differ = first != second
    levels = levels_of(comparisons, first[differ], second[differ])
    known_well = size * size / (size * size + _FEW_PAIRS)
    u = known_well * _shares(levels, np.ones(len(levels))) + (1 - known_well) * _USUAL
    u[:, SAME] = [comparison.by_chance for comparison in comparisons]
    return u


def _shares(levels: Levels, counts: Floats) -> Floats:
    """Of the pairs that can be compared in a column, the share at each level; one pair more, so that nothing is impossible."""
    found = np.ones((levels.shape[1], _LEVELS))
    for place in range(levels.shape[1]):
        counted = np.bincount(levels[:, place], weights=counts, minlength=_LEVELS)[DIFFERENT:] + _BEFORE[DIFFERENT:]
        found[place, DIFFERENT:] = counted / counted.sum()
    return found
