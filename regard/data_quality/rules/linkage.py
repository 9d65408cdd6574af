"""Pairs of records that are probably one, in any table, and why: what pages and the command ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from regard.data_quality.rules.blocking import Numbers, candidates
from regard.data_quality.rules.columns import Column, Kind, numbers_in, ready
from regard.data_quality.rules.comparing import ALIKE, CLOSE, DIFFERENT, NEAR, SAME, Comparison
from regard.data_quality.rules.scoring import Floats, learn, levels_of, rarity_of

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
    first, second = candidates(columns)
    if not len(first):
        return []
    comparisons = [Comparison(column) for column in columns]
    levels = levels_of(comparisons, first, second)
    model = learn(comparisons, levels, size=len(columns[0].plain))
    rarity = rarity_of(comparisons, levels, first)
    weights = model.weigh(levels) + rarity
    p = model.believe(levels, rarity)
    kept = np.flatnonzero(p >= threshold)
    return [
        Pair(
            first=int(first[one]),
            second=int(second[one]),
            p=float(p[one]),
            why=_why(columns, levels[one], weights[one]),
        )
        for one in kept
    ]


def comparable(texts: Mapping[str, Sequence[str]]) -> list[Column]:
    """The columns that are compared. A whole name says nothing more beside its parts."""
    columns = [column for title, one in texts.items() if (column := ready(title, one))]
    if {Kind.GIVEN_NAME, Kind.FAMILY_NAME} <= {column.kind for column in columns}:
        columns = [column for column in columns if column.kind != Kind.NAME]
    numbers = numbers_in(columns)
    return [*columns, numbers] if numbers else columns


def _why(columns: Sequence[Column], levels: Numbers, weights: Floats) -> list[str]:
    ranked = sorted(zip(weights, levels, columns, strict=True), key=lambda said: -said[0])
    return [_SAID[int(level)].format(column.title) for weight, level, column in ranked if abs(weight) >= _WORTH_SAYING]
