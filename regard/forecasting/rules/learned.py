"""Learned models by scikit-learn (`pip install 'regard[insight]'`); the only module that imports it, and only on use."""

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from regard.forecasting.rules.base_rates import BaseRates, overall_rate
from regard.forecasting.rules.tables import Bools, Cut, Features, Floats, cut_category, cut_number

Predictor = Callable[[Features], Floats]
_BANDS = 8


def is_installed() -> bool:
    """Whether models can be learned here."""
    return importlib.util.find_spec("sklearn") is not None


@dataclass(frozen=True)
class Encoding:
    """How rows become a matrix, learned from the rows a model is trained on."""

    numbers: tuple[Cut, ...]
    categories: tuple[Cut, ...]

    @property
    def is_empty(self) -> bool:
        """No column says anything."""
        return not (self.numbers or self.categories)

    def codes(self, features: Features) -> Floats:
        """One column each; categories as whole numbers, nan for what is missing or was too rare."""
        words = [cut.group(features).astype(np.float64) for cut in self.categories]
        coded = [np.where(word == 0, np.nan, word - 1) for word in words]
        return np.column_stack([*(features.numbers[cut.column] for cut in self.numbers), *coded])

    def indicators(self, features: Features) -> Floats:
        """One column for each band of a number and each level of a category; what is missing is a group too."""
        parts = [np.eye(cut.groups)[cut.group(features)] for cut in (*self.numbers, *self.categories)]
        return np.column_stack([*parts, *(_gentle(features.numbers[cut.column]) for cut in self.numbers)])


def _gentle(values: Floats) -> Floats:
    """Large numbers by their logarithm, the sign kept; what is missing has its own band and counts 0 here."""
    known = np.nan_to_num(values, nan=0.0)
    gentle: Floats = np.sign(known) * np.log1p(np.abs(known))
    return gentle


def encode(features: Features) -> Encoding:
    """Bands and levels as they stand in these rows."""
    least = max(5, features.count // 2000)
    numbers = tuple(cut_number(name, values, bands=_BANDS) for name, values in features.numbers.items())
    words = tuple(cut_category(name, values, least=least, most=200) for name, values in features.categories.items())
    telling = tuple(cut for cut in numbers if cut.edges), tuple(cut for cut in words if cut.levels)
    return Encoding(*telling)


def fit_logistic(features: Features, won: Bools, weights: Floats, *, seed: int, strength: float = 0.1) -> Predictor:
    """Logistic regression over bands and levels, shrunk."""
    encoding = encode(features)
    if encoding.is_empty:
        return BaseRates(overall=overall_rate(won, weights))
    scaler = _of("preprocessing").StandardScaler(with_std=False)
    model = _of("linear_model").LogisticRegression(C=strength, max_iter=500, random_state=seed)
    with _one_thread():
        model.fit(scaler.fit_transform(encoding.indicators(features)), won, sample_weight=weights)
    return lambda rows: _of_won(model, scaler.transform(encoding.indicators(rows)))


def fit_boosting(
    features: Features, won: Bools, weights: Floats, *, seed: int, leaves: int, rounds: int, rate: float
) -> Predictor:
    """Gradient boosted trees over histograms; categories as they are."""
    encoding = encode(features)
    if encoding.is_empty:
        return BaseRates(overall=overall_rate(won, weights))
    model = _of("ensemble").HistGradientBoostingClassifier(
        learning_rate=rate, max_leaf_nodes=leaves, max_iter=rounds, l2_regularization=1.0, early_stopping=False,
        categorical_features=[*[False] * len(encoding.numbers), *[True] * len(encoding.categories)], random_state=seed,
    )  # fmt: skip
    with _one_thread():
        model.fit(encoding.codes(features), won, sample_weight=weights)
    return lambda rows: _of_won(model, encoding.codes(rows))


def _of_won(model: Any, matrix: Floats) -> Floats:
    with _one_thread():
        found: Floats = np.asarray(model.predict_proba(matrix)[:, 1], dtype=np.float64)
    return found


def _of(part: str) -> Any:
    """A part of scikit-learn, which takes a second to import and may not be installed."""
    return importlib.import_module(f"sklearn.{part}")


def _one_thread() -> Any:
    """Threads that wait for each other on a busy machine make it ten times slower, and pages are served beside it."""
    return importlib.import_module("threadpoolctl").threadpool_limits(limits=1)
