"""Pairs of records that are probably one, in any table, and why: what pages and the command ask."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from regard.data_quality.rules.blocking import Numbers, candidates
from regard.data_quality.rules.columns import Column, Kind, numbers_in, ready
from regard.data_quality.rules.comparing import ALIKE, CLOSE, DIFFERENT, NEAR, SAME, Comparison, Levels
from regard.data_quality.rules.scoring import Floats, Model, learn, levels_of, rarity_of, usual

#: What weighs less, for or against, is not worth a word.
_WORTH_SAYING = 0.5
_SAID = {
    SAME: "{} is the same", NEAR: "{} is nearly the same", CLOSE: "{} is alike", ALIKE: "{} is a little alike",
    DIFFERENT: "{} differs",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two records by position, the lower first, how probable it is that they are one, and why: the weightiest first."""

    first: int
    second: int
    p: float
    why: list[str]


def link(texts: Mapping[str, Sequence[str]], *, threshold: float = 0.5) -> list[Pair]:
    """All pairs at least so probable, in the order of the records. `texts` has the records' values by column."""
    columns = comparable(texts)
    judged = judge(columns, threshold=threshold)
    if judged is None:
        return []
    return [
        Pair(first=int(first), second=int(second), p=float(p), why=_why(columns, levels, weights))
        for first, second, p, levels, weights in judged.rows()
    ]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Pairs and what was found about each, and the model that was learned from the whole table."""

    first: Numbers
    second: Numbers
    p: Floats
    levels: Levels
    weights: Floats
    model: Model

    def rows(self) -> Iterator[tuple[int, int, float, Levels, Floats]]:
        """Pair by pair."""
        return zip(self.first, self.second, self.p, self.levels, self.weights, strict=True)


def judge(columns: Sequence[Column], *, threshold: float, most: float = math.inf) -> Judged | None:
    """The pairs of a table that are at least so probable; None where there is nothing to compare.

    A model that finds more than `most` pairs a record has learned something else, what all of the table have in common: what
    is usual is believed instead.
    """
    first, second = candidates(columns)
    if not len(first):
        return None
    comparisons = [Comparison(column) for column in columns]
    levels = levels_of(comparisons, first, second)
    size = len(columns[0].plain)
    model, rarity = learn(comparisons, levels, size=size), rarity_of(comparisons, levels, first)
    p = model.believe(levels, rarity)
    if (p >= 0.5).sum() > most * size:
        model = usual([column.kind for column in columns], size=size)
        p = model.believe(levels, rarity)
    kept = np.flatnonzero(p >= threshold)
    weights = model.weigh(levels[kept]) + rarity[kept]
    return Judged(first=first[kept], second=second[kept], p=p[kept], levels=levels[kept], weights=weights, model=model)


def comparable(texts: Mapping[str, Sequence[str]]) -> list[Column]:
    """The columns that are compared. A whole name says nothing more beside its parts."""
    columns = [column for title, one in texts.items() if (column := ready(title, one))]
    if {Kind.GIVEN_NAME, Kind.FAMILY_NAME} <= {column.kind for column in columns}:
        columns = [column for column in columns if column.kind != Kind.NAME]
    numbers = numbers_in(columns)
    return [*columns, numbers] if numbers else columns


def _why(columns: Sequence[Column], levels: Levels, weights: Floats) -> list[str]:
    ranked = sorted(zip(weights, levels, columns, strict=True), key=lambda said: -said[0])
    return [word(column.title, int(level)) for weight, level, column in ranked if abs(weight) >= _WORTH_SAYING]


def word(title: str, level: int) -> str:
    """ "E-mail is the same"."""
    return _SAID[level].format(title)
