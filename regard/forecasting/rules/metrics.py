"""How good probabilities were: order, distance, calibration. Plain numpy; sources stand with the formulas."""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from regard.forecasting.rules.tables import Bools, Floats

#: A probability of exactly 0 or 1 would make one surprise worth infinitely much.
NEVER, ALWAYS = 1e-6, 1 - 1e-6


class Auc(NamedTuple):
    """How often a deal that was won had the higher probability than one that was not, with a 95% interval."""

    value: float
    low: float
    high: float


def auc(p: Floats, won: Bools) -> Auc:
    """Area under the curve; interval by DeLong, DeLong and Clarke-Pearson (1988). 0.5 where one class is missing."""
    wins, losses = p[won], p[~won]
    if not len(wins) or not len(losses):
        return Auc(0.5, 0.0, 1.0)
    all_ranks = midranks(p)
    value = (all_ranks[won].sum() - len(wins) * (len(wins) + 1) / 2) / (len(wins) * len(losses))
    of_wins = (all_ranks[won] - midranks(wins)) / len(losses)
    of_losses = 1 - (all_ranks[~won] - midranks(losses)) / len(wins)
    spread = sum(float(np.var(part, ddof=1)) / len(part) for part in (of_wins, of_losses) if len(part) > 1)
    reach = NormalDist().inv_cdf(0.975) * spread**0.5
    return Auc(float(value), max(0.0, float(value) - reach), min(1.0, float(value) + reach))


def midranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: Floats = (ends - (counts - 1) / 2)[inverse].astype(np.float64)
    return ranks


def losses(p: Floats, won: Bools) -> Floats:
    """The logarithmic loss of each row."""
    clipped = np.clip(p, NEVER, ALWAYS)
    found: Floats = -np.where(won, np.log(clipped), np.log1p(-clipped))
    return found


def log_loss(p: Floats, won: Bools) -> float:
    return float(losses(p, won).mean())


def brier(p: Floats, won: Bools) -> float:
    """The mean squared distance between probability and outcome (Brier 1950)."""
    return float(np.mean((p - won) ** 2))


def logit(p: Floats) -> Floats:
    clipped = np.clip(p, NEVER, ALWAYS)
    found: Floats = np.log(clipped) - np.log1p(-clipped)
    return found


def expit(x: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(x, -40, 40)))
    return found


class Line(NamedTuple):
    """What turns log-odds into honest ones: `intercept` + `slope` * log-odds. (0, 1) changes nothing."""

    intercept: float
    slope: float


def calibration(p: Floats, won: Bools, weights: Floats | None = None) -> Line:
    """Logistic recalibration (Cox 1958) by Newton's method: slope 1 is honest, below 1 too bold, above too shy.

    Where all probabilities are the same there is no slope to tell: 1.
    """
    x, y = logit(p), won.astype(np.float64)
    w = np.ones_like(x) if weights is None else weights
    if len(x) < 2 or np.ptp(x) < 1e-9 or won.all() or not won.any():
        return Line(0.0, 1.0)
    design = np.column_stack([np.ones_like(x), x])
    beta = np.array([0.0, 1.0])
    for _step in range(50):
        expected = expit(design @ beta)
        gradient = design.T @ (w * (y - expected))
        curvature = (design * (w * expected * (1 - expected))[:, None]).T @ design + 1e-9 * np.eye(2)
        change = np.linalg.solve(curvature, gradient)
        beta = beta + np.clip(change, -2, 2)
        if np.abs(change).max() < 1e-8:
            break
    return Line(float(beta[0]), float(beta[1]))


class Dot(NamedTuple):
    """Of `deals` with about this probability, `came` is the share that was won."""

    said: float
    came: float
    deals: int


def dots(p: Floats, won: Bools, *, most: int = 10) -> list[Dot]:
    """Groups of about as many rows each, from the least to the most probable; equal probabilities stay together."""
    if not len(p):
        return []
    order = np.argsort(p, kind="stable")
    limits = np.unique(np.quantile(p, np.linspace(0, 1, most + 1)[1:-1]))
    places = np.searchsorted(limits, p[order], side="left")
    groups = [order[places == place] for place in range(len(limits) + 1)]
    return [Dot(float(p[rows].mean()), float(won[rows].mean()), len(rows)) for rows in groups if len(rows)]


def calibration_error(p: Floats, won: Bools) -> float:
    """Expected calibration error over ten groups of equal size (Naeini et al. 2015)."""
    return sum(abs(dot.said - dot.came) * dot.deals for dot in dots(p, won)) / max(len(p), 1)


def is_better(loss: Floats, than: Floats, *, level: float = 0.01) -> bool:
    """Whether a loss is smaller than another of the same rows by more than chance: one-sided paired z-test."""
    gain = than - loss
    if len(gain) < 2 or gain.mean() <= 0:
        return False
    error = float(gain.std(ddof=1)) / len(gain) ** 0.5
    return bool(error == 0 or float(gain.mean()) / error > NormalDist().inv_cdf(1 - level))
