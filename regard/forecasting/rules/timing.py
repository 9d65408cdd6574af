"""When deals that will be won are won, and for how much: the company's own durations and corrections, by gate and age."""

from dataclasses import dataclass

import numpy as np

from regard.forecasting.rules.past import Past
from regard.forecasting.rules.tables import Bools, Features, Floats, Indices

#: A cell of so many deals is believed as much as the wider one around it.
_AS_MUCH = 10.0
_AGES = (30.0, 90.0, 180.0)
_GUESS_DAYS, _LEAST_RATIO, _MOST_RATIO = 60.0, 0.2, 5.0


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Days from a night to winning, with weights, by cell of gate and age; `cells` of the rows they came from."""

    days: Floats
    weights: Floats
    gates: Indices
    cells: Indices

    def share_within(self, features: Features, limits: Floats) -> Floats:
        """For each deal (a row) and each limit in days (a column): the chance that it is won by then, if it is won at all."""
        gates, cells = _gates(features), _cells(features)
        everywhere = self._curve(np.ones(len(self.days), dtype=np.bool_), limits, _prior(limits))
        by_gate = {gate: self._curve(self.gates == gate, limits, everywhere) for gate in np.unique(gates)}
        found = np.empty((features.count, len(limits)))
        for cell in np.unique(cells):
            rows = cells == cell
            found[rows] = self._curve(self.cells == cell, limits, by_gate[gates[rows][0]])
        return found

    def _curve(self, rows: Bools, limits: Floats, wider: Floats) -> Floats:
        weights = self.weights[rows]
        total = weights.sum()
        within = np.array([weights[self.days[rows] <= limit].sum() for limit in limits])
        found: Floats = (within + _AS_MUCH * wider) / (total + _AS_MUCH)
        return found


def learn_timing(past: Past, weights: Floats) -> Timing:
    """From rows that were won."""
    rows = past.is_over & past.won & (weights > 0)
    return Timing(
        days=(past.ended - past.day)[rows], weights=_as_deals(weights[rows]), gates=_gates(past.deals.features)[rows],
        cells=_cells(past.deals.features)[rows],
    )  # fmt: skip


def _as_deals(weights: Floats) -> Floats:
    """Weights that add up to as many deals as they are worth (Kish's effective size)."""
    size = float(weights.sum()) / max(float((weights**2).sum()), 1e-12)
    found: Floats = weights * size
    return found


def _prior(limits: Floats) -> Floats:
    """Before anything was won: half within two months."""
    found: Floats = 1 - 0.5 ** (limits / _GUESS_DAYS)
    return found


def _gates(features: Features) -> Indices:
    return np.nan_to_num(features.numbers["gate"]).astype(np.intp)


def _cells(features: Features) -> Indices:
    bands = np.searchsorted(_AGES, np.nan_to_num(features.numbers["age"]), side="right")
    return (_gates(features) * (len(_AGES) + 1) + bands).astype(np.intp)


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """What became of amounts: `ratios` of the final one to an earlier, and `finals` for deals whose amount nobody said."""

    ratios: Floats
    finals: Floats

    def expected(self, amount: Floats) -> Floats:
        """What each deal will bring, if it is won."""
        ratio = (self.ratios.sum() + _AS_MUCH) / (len(self.ratios) + _AS_MUCH)
        usual = float(self.finals.mean()) if len(self.finals) else 0.0
        found: Floats = np.where(np.isnan(amount), usual, amount * ratio)
        return found

    def reach(self, amount: Floats, share: float) -> Floats:
        """The amount that is not exceeded with a chance of `share`."""
        ratio = float(np.quantile(self._drawn_from(), share))
        usual = float(np.quantile(self.finals, share)) if len(self.finals) else 0.0
        found: Floats = np.where(np.isnan(amount), usual, amount * ratio)
        return found

    def draw(self, amount: Floats, chance: np.random.Generator) -> Floats:
        """One possible final amount of each."""
        drawn: Floats = amount * chance.choice(self._drawn_from(), len(amount))
        missing = np.isnan(drawn)
        if missing.any():
            drawn[missing] = chance.choice(self.finals, int(missing.sum())) if len(self.finals) else 0.0
        return drawn

    def _drawn_from(self) -> Floats:
        """Ratios, and as many times "as it stands" as the history is short of."""
        return np.concatenate([self.ratios, np.ones(int(_AS_MUCH))])


def learn_amounts(past: Past, *, most: int = 5000) -> Amounts:
    """From rows that were won, the latest ones."""
    rows = np.flatnonzero(past.is_over & past.won)
    rows = rows[np.argsort(past.ended[rows], kind="stable")][-most:]
    then, final = past.deals.amount[rows], past.final[rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.clip(final / then, _LEAST_RATIO, _MOST_RATIO)
    return Amounts(ratios=ratios[np.isfinite(ratios)], finals=final[np.isfinite(final)])
