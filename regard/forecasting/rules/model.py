"""The sales model: candidates compete on rows they have not seen, and the best has to beat the base rate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import numpy as np

from regard.forecasting.rules.base_rates import BaseRates, fit_base_rates, overall_rate
from regard.forecasting.rules.learned import Predictor, fit_boosting, fit_logistic, is_installed
from regard.forecasting.rules.metrics import Line, calibration, expit, is_better, log_loss, logit, losses
from regard.forecasting.rules.tables import Bools, Features, Floats, Indices

#: Fewer closed deals, or fewer of either outcome, teach nothing that the base rates do not say.
ENOUGH_TO_LEARN, ENOUGH_OF_EACH = 200, 30
#: From so many rows on, three folds say as much as five, in half the time.
_MANY_ROWS, _FOLDS, _FEW_FOLDS = 100_000, 5, 3
#: A log loss that is smaller by less than half a percent is no use to anybody, however sure it is.
_MARGIN = 0.005
#: Nothing in selling is certain.
_LEAST, _MOST = 0.002, 0.998


class Kind(StrEnum):
    """Which candidate won."""

    BASE_RATE = "base rate"
    SHRUNKEN = "shrunken base rates"
    LOGISTIC = "logistic regression"
    BOOSTING = "gradient boosting"
    TOGETHER = "logistic regression and gradient boosting together"


@dataclass(frozen=True, kw_only=True)
class Model:
    """A fitted model and how its candidates did: mean log loss on rows they had not seen, by kind."""

    kind: Kind
    predictor: Predictor
    line: Line
    base_rate: float
    trained_on: int
    contest: dict[str, float]

    @property
    def beats_base_rate(self) -> bool:
        """Whether something better than one probability for all was found."""
        return self.kind != Kind.BASE_RATE

    def predict(self, features: Features) -> Floats:
        """The probability of each row that the deal will be won."""
        raw = self.predictor(features)
        p = raw if self.line == Line(0.0, 1.0) else expit(self.line.intercept + self.line.slope * logit(raw))
        return np.clip(p, _LEAST, _MOST)


_Fit = Callable[[Features, Bools, Floats], Predictor]


@dataclass(frozen=True)
class _Rows:
    """What is learned from; `worth` is how much each row counts."""

    features: Features
    won: Bools
    worth: Floats


def fit(
    features: Features,
    won: Bools,
    *,
    seed: int,
    at: Floats | None = None,
    keys: Indices | None = None,
    weights: Floats | None = None,
    chain: Sequence[str] | None = None,
) -> Model:
    """The best of the candidates, fitted to all rows.

    `at` (any number that grows with time) makes the contest one of earlier against later rows. Rows of one `keys` value,
    such as several nights of one deal, stay on one side. `chain` names the columns of the base rates.
    """
    worth = np.ones(features.count) if weights is None else weights
    if features.count == 0:
        return _constant(0.5, 0)
    candidates = _candidates(features, won, seed=seed, chain=chain)
    folds = _folds(features.count, at=at, keys=keys, seed=seed)
    heard = np.concatenate([test for _train, test in folds]) if folds else np.zeros(0, dtype=np.intp)
    if not heard.size or not _both(won):
        return _constant(overall_rate(won, worth), features.count)
    unseen = {kind: _unseen(one, features, won, worth, folds) for kind, one in candidates.items()}
    if Kind.BOOSTING in unseen and Kind.LOGISTIC in unseen:
        unseen[Kind.TOGETHER] = expit((logit(unseen[Kind.LOGISTIC]) + logit(unseen[Kind.BOOSTING])) / 2)
    level = overall_rate(won[heard], worth[heard])
    unseen[Kind.BASE_RATE] = np.full(len(heard), level)
    lines = {kind: _line(p, won[heard], worth[heard]) for kind, p in unseen.items()}
    told = {kind: _straight(p, lines[kind]) for kind, p in unseen.items()}
    contest = {kind.value: round(log_loss(p, won[heard]), 5) for kind, p in told.items()}
    best = _winner(told, won[heard])
    return Model(
        kind=best, predictor=_fitted(best, candidates, _Rows(features, won, worth), level), line=lines[best],
        base_rate=level, trained_on=features.count, contest=contest,
    )  # fmt: skip


def _constant(rate: float, count: int) -> Model:
    return Model(
        kind=Kind.BASE_RATE, predictor=BaseRates(overall=rate), line=Line(0.0, 1.0), base_rate=rate, trained_on=count, contest={}
    )  # fmt: skip


def _candidates(features: Features, won: Bools, *, seed: int, chain: Sequence[str] | None) -> dict[Kind, _Fit]:
    found: dict[Kind, _Fit] = {
        Kind.SHRUNKEN: partial(fit_base_rates, chain=chain),
    }
    of_each = min(int(won.sum()), int((~won).sum()))
    has_columns = bool(features.numbers or features.categories)
    if has_columns and is_installed() and len(won) >= ENOUGH_TO_LEARN and of_each >= ENOUGH_OF_EACH:
        found[Kind.LOGISTIC] = partial(fit_logistic, seed=seed)
        found[Kind.BOOSTING] = partial(fit_boosting, seed=seed, **_size(len(won)))
    return found


def _size(count: int) -> dict[str, Any]:
    """Small trees and few rounds where rows are few."""
    if count < 2000:
        return {"leaves": 5, "rounds": 80, "rate": 0.06}
    if count < 10_000:
        return {"leaves": 8, "rounds": 150, "rate": 0.06}
    return {"leaves": 8, "rounds": 500, "rate": 0.1}


def _folds(count: int, *, at: Floats | None, keys: Indices | None, seed: int) -> list[tuple[Indices, Indices]]:
    """Rows to learn from and rows to be tested on: the later by the earlier where there is a time, else any by the others."""
    number = _FOLDS if count < _MANY_ROWS else _FEW_FOLDS
    if count < 2 * number:
        return []
    keys = np.arange(count) if keys is None else keys
    if at is None:
        of_key = np.random.default_rng([seed, count]).integers(0, number, int(keys.max()) + 1)[keys]
        return [(np.flatnonzero(of_key != fold), np.flatnonzero(of_key == fold)) for fold in range(number)]
    order = np.argsort(at, kind="stable")
    parts = np.array_split(order, number + 1)
    pairs = [(np.concatenate(parts[:fold]), parts[fold]) for fold in range(1, number + 1)]
    return [(train[~np.isin(keys[train], keys[test])], test) for train, test in pairs]


def _both(won: Bools) -> bool:
    return bool(won.any() and not won.all())


def _unseen(
    fit_one: _Fit, features: Features, won: Bools, worth: Floats, folds: list[tuple[Indices, Indices]]
) -> Floats:
    """What a candidate says of rows that it was not fitted to, fold after fold."""
    said = []
    for train, test in folds:
        if _both(won[train]):
            said.append(fit_one(features.take(train), won[train], worth[train])(features.take(test)))
        else:
            said.append(np.full(len(test), overall_rate(won[train], worth[train])))
    return np.concatenate(said)


def _line(p: Floats, won: Bools, worth: Floats) -> Line:
    """What sets a candidate straight, by what it said of unseen rows; few rows cannot tell."""
    return calibration(p, won, worth) if len(p) >= ENOUGH_TO_LEARN else Line(0.0, 1.0)


def _straight(p: Floats, line: Line) -> Floats:
    return expit(line.intercept + line.slope * logit(p))


def _winner(told: dict[Kind, Floats], won: Bools) -> Kind:
    """The smallest log loss, if it is smaller than the base rate's by a margin and by more than chance; else the base rate."""
    loss = {kind: losses(p, won) for kind, p in told.items()}
    best = min(loss, key=lambda kind: float(loss[kind].mean()))
    limit = loss[Kind.BASE_RATE] * (1 - _MARGIN)
    return best if is_better(loss[best], limit) else Kind.BASE_RATE


def _fitted(kind: Kind, candidates: dict[Kind, _Fit], rows: _Rows, level: float) -> Predictor:
    if kind == Kind.BASE_RATE:
        return BaseRates(overall=level)
    if kind != Kind.TOGETHER:
        return candidates[kind](rows.features, rows.won, rows.worth)
    both = [candidates[one](rows.features, rows.won, rows.worth) for one in (Kind.LOGISTIC, Kind.BOOSTING)]
    return lambda asked: expit((logit(both[0](asked)) + logit(both[1](asked))) / 2)
