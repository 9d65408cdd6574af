"""What is known of many deals, column by column, as the models take it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]
Words = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class Features:
    """Numbers (nan where missing) and categories ("" where missing) of the same `count` rows."""

    count: int
    numbers: Mapping[str, Floats]
    categories: Mapping[str, Words]

    def take(self, rows: Indices | Bools) -> "Features":
        """Some of the rows, in the order asked for."""
        numbers = {name: values[rows] for name, values in self.numbers.items()}
        categories = {name: values[rows] for name, values in self.categories.items()}
        count = int(np.count_nonzero(rows)) if rows.dtype == np.bool_ else len(rows)
        return Features(count=count, numbers=numbers, categories=categories)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """How the values of one column fall into groups: numbers between `edges`, categories by `levels`.

    Group 0 is "missing, or never seen often enough to say anything".
    """

    column: str
    edges: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    is_number: bool = False

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return (len(self.edges) + 2) if self.is_number else len(self.levels) + 1

    def group(self, features: Features) -> Indices:
        """The group of each row."""
        if self.is_number:
            values = features.numbers[self.column]
            found = np.searchsorted(np.asarray(self.edges), values, side="right") + 1
            return np.where(np.isnan(values), 0, found).astype(np.intp)
        number = {level: place for place, level in enumerate(self.levels, start=1)}
        return np.fromiter((number.get(word, 0) for word in features.categories[self.column]), np.intp, features.count)


def cut_number(column: str, values: Floats, *, bands: int) -> Cut:
    """Bands that hold about as many rows each; fewer where many values are the same. Two values make two bands, however rare one is."""
    known = values[~np.isnan(values)]
    if not len(known):
        return Cut(column=column, is_number=True)
    least = known.min()
    quantiles = np.unique(np.quantile(known, np.linspace(0, 1, bands + 1)[1:-1], method="higher"))
    edges = quantiles[quantiles > least]
    if not len(edges):
        edges = np.unique(known[known > least])[:1]
    return Cut(column=column, is_number=True, edges=tuple(edges.tolist()))


def cut_category(column: str, values: Words, *, least: int, most: int) -> Cut:
    """The levels that stand in at least `least` rows, at most `most` of them, the commonest first."""
    levels, counts = np.unique(values.astype(str), return_counts=True)
    order = sorted(range(len(levels)), key=lambda place: (-counts[place], levels[place]))
    kept = [str(levels[place]) for place in order if counts[place] >= least and levels[place]]
    return Cut(column=column, levels=tuple(kept[:most]))
