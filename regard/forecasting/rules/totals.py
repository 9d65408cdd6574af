"""What months will bring: many possible futures, each drawn from the company's own history.

A future has its own weather: one shift of all chances (`shock`), because deals are lost together when a market turns. It
also holds deals that nobody has opened yet: as many and as large as came out of nowhere in windows of the same length before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from regard.forecasting.rules.metrics import expit, logit
from regard.forecasting.rules.past import USUAL_HALF_LIFE, Wins
from regard.forecasting.rules.tables import Floats, Indices
from regard.forecasting.rules.timing import Amounts

DRAWS = 1000
#: Shifts of log-odds and of the number of new deals that months have in common (standard deviations).
_SHOCK, _NEW_SHOCK = 0.25, 0.2
_STEP, _LOOK_BACK, _LEAST_WINDOWS = 7, 540, 4
INSIDE = 0.8


class Window(NamedTuple):
    """Days of a month that are still to come: from `start` to before `end` (ordinals)."""

    start: int
    end: int


class Range(NamedTuple):
    """What is expected, and the range in which it will be four times out of five."""

    expected: float
    low: float
    high: float

    def scaled(self, scale: float) -> "Range":
        """A wider or narrower range around what is expected."""
        below, above = self.expected - self.low, self.high - self.expected
        return Range(self.expected, max(0.0, self.expected - below * scale), self.expected + above * scale)


@dataclass(frozen=True, kw_only=True)
class Chances:
    """Of each open deal: its chance, the share of it that falls within each window's end, amount and group."""

    p: Floats
    within: Floats
    amount: Floats
    group: Indices


class _Shown(NamedTuple):
    """In earlier windows of the same length, as far from their night: how many such deals each had, and which they were."""

    counts: Floats
    weights: Floats
    rows: Indices


def draw_totals(
    chances: Chances, amounts: Amounts, wins: Wins, windows: Sequence[Window], *, today: int, groups: int, seed: int,
    changed: float | None = None, draws: int = DRAWS,
) -> Floats:  # fmt: skip
    """Totals by draw, group and window."""
    chance = np.random.default_rng([seed, today])
    totals = np.zeros((draws, groups, len(windows)))
    odds, limits = logit(chances.p), chances.within.T
    for draw in range(draws):
        shifted = expit(odds + chance.normal(0, _SHOCK))
        u = chance.random(len(odds)) / np.maximum(shifted, 1e-12)
        month = (u[None, :] > limits).sum(axis=0)
        hit = np.flatnonzero(month < len(windows))
        value = amounts.draw(chances.amount[hit], chance)
        place = chances.group[hit] * len(windows) + month[hit]
        totals[draw] = np.bincount(place, value, groups * len(windows)).reshape(groups, len(windows))
    for number, window in enumerate(windows):
        shown = _came_from_nowhere(wins, window, today, changed)
        totals[:, :, number] += _new_deals(wins, shown, groups, draws, chance)
    return totals


def range_of(totals: Floats) -> Range:
    """Of drawn totals."""
    low, high = np.quantile(totals, [(1 - INSIDE) / 2, (1 + INSIDE) / 2])
    return Range(float(totals.mean()), float(low), float(high))


def _new_deals(wins: Wins, shown: _Shown, groups: int, draws: int, chance: np.random.Generator) -> Floats:
    """Totals of a window, by draw and group, of deals that are opened and won after today."""
    found = np.zeros((draws, groups))
    if not shown.counts.size or not shown.rows.size:
        return found
    mean = float(np.average(shown.counts, weights=shown.weights))
    rates = mean * np.exp(chance.normal(0, _NEW_SHOCK, draws) - _NEW_SHOCK**2 / 2)
    for draw, count in enumerate(chance.poisson(rates)):
        drawn = chance.choice(shown.rows, count)
        found[draw] = np.bincount(wins.group[drawn], wins.amount[drawn], groups)[:groups]
    return found


def _came_from_nowhere(wins: Wins, window: Window, today: int, changed: float | None) -> _Shown:
    lag, reach = window.start - today, window.end - today
    first = int(wins.opened.min()) if len(wins.opened) else today
    latest_night = today - reach
    earliest = max(first, today - _LOOK_BACK)
    nights = np.arange(latest_night, earliest - 1, -_STEP, dtype=np.float64)
    counts, rows = [], []
    for night in nights:
        fell = np.flatnonzero((wins.opened >= night) & (wins.won >= night + lag) & (wins.won < night + reach))
        counts.append(len(fell))
        rows.append(fell)
    if len(counts) < _LEAST_WINDOWS:
        return _Shown(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.intp))
    half_life = USUAL_HALF_LIFE / 3 if changed is None else 45.0
    return _Shown(
        np.array(counts, dtype=np.float64), 0.5 ** ((latest_night - nights) / half_life), np.concatenate(rows)
    )
