"""Shrunken base rates: how often deals like this one were won, pulled towards all deals where few are like it.

Empirical Bayes. Each step of the chain (gate, then age within the gate) takes the rate of the step before as its prior
mean; how much the prior weighs is what predicts left-out deals best.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from regard.forecasting.rules.tables import Bools, Cut, Features, Floats, Indices, cut_category, cut_number

#: The prior weighs as much as so many deals; the last one says "this column tells nothing".
_STRENGTHS = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 300.0, 1000.0, 1e6)
_BANDS, _LEAST, _MOST, _STEPS = 5, 5, 40, 2


@dataclass(frozen=True, kw_only=True)
class Step:
    """One column of the chain; `rates` and `counts` by the combined group of all columns so far."""

    cut: Cut
    rates: tuple[float, ...]
    counts: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class BaseRates:
    """The rate over all, and the steps that refine it."""

    overall: float
    steps: tuple[Step, ...] = ()

    def __call__(self, features: Features) -> Floats:
        """The probability of each row."""
        cells = np.zeros(features.count, dtype=np.intp)
        p = np.full(features.count, self.overall)
        for step in self.steps:
            cells = cells * step.cut.groups + step.cut.group(features)
            p = np.asarray(step.rates)[cells]
        return p


@dataclass(frozen=True)
class _Rows:
    """The rows to learn from, and how much each counts."""

    features: Features
    won: Bools
    weights: Floats


@dataclass(frozen=True)
class _Found:
    step: Step
    cells: Indices
    gain: float


def overall_rate(won: Bools, weights: Floats) -> float:
    """The share that was won, never quite 0 or 1 (Laplace's one more of each)."""
    return float((weights[won].sum() + 1) / (weights.sum() + 2))


def fit_base_rates(features: Features, won: Bools, weights: Floats, *, chain: Sequence[str] | None = None) -> BaseRates:
    """Rates along `chain`; without one, along the columns that predict left-out rows best, two at most."""
    rows, overall = _Rows(features, won, weights), overall_rate(won, weights)
    parent, cells = np.array([overall]), np.zeros(features.count, dtype=np.intp)
    steps: list[Step] = []
    cuts = {cut.column: cut for cut in _cuts(features)}
    while len(steps) < (_STEPS if chain is None else len(chain)):
        wanted = list(cuts.values()) if chain is None else [cuts[chain[len(steps)]]]
        tried = [_refine(cells, parent, cut, rows) for cut in wanted]
        best = max(tried, key=lambda one: one.gain, default=None)
        if best is None or (chain is None and best.gain <= 0):
            break
        steps.append(best.step)
        cells, parent = best.cells, np.asarray(best.step.rates)
        cuts.pop(best.step.cut.column)
    return BaseRates(overall=overall, steps=tuple(steps))


def _cuts(features: Features) -> list[Cut]:
    numbers = [cut_number(name, values, bands=_BANDS) for name, values in features.numbers.items()]
    words = [cut_category(name, values, least=_LEAST, most=_MOST) for name, values in features.categories.items()]
    return numbers + words


def _refine(cells: Indices, parent: Floats, cut: Cut, rows: _Rows) -> _Found:
    """The cells of one more column, shrunk towards the rates of the step before."""
    finer = cells * cut.groups + cut.group(rows.features)
    prior = np.repeat(parent, cut.groups)
    size = len(prior)
    counts: Floats = np.bincount(finer, rows.weights, size).astype(np.float64)
    wins: Floats = np.bincount(finer, rows.weights * rows.won, size).astype(np.float64)
    likelihoods = [_left_out(wins, counts, prior, strength) for strength in _STRENGTHS]
    best = int(np.argmax(likelihoods))
    rates = (wins + _STRENGTHS[best] * prior) / (counts + _STRENGTHS[best])
    step = Step(cut=cut, rates=tuple(rates.tolist()), counts=tuple(counts.tolist()))
    return _Found(step, finer, likelihoods[best] - likelihoods[-1])


def _left_out(wins: Floats, counts: Floats, prior: Floats, strength: float) -> float:
    """Log-likelihood of each deal by the others of its cell."""
    others = np.maximum(counts - 1, 0) + strength
    of_wins = (np.maximum(wins - 1, 0) + strength * prior) / others
    of_losses = 1 - (wins + strength * prior) / others
    logs = [np.log(np.clip(p, 1e-9, 1.0)) for p in (of_wins, of_losses)]
    return float((wins * logs[0] + (counts - wins) * logs[1]).sum())
