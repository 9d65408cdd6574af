"""Whether a gate separates what is won from what is not: by when it is won, and by whether."""

from dataclasses import asdict, dataclass

import numpy as np

from regard.forecasting.rules.metrics import Auc, auc
from regard.forecasting.rules.model import fit
from regard.forecasting.rules.past import Past
from regard.forecasting.rules.survival import log_rank
from regard.forecasting.rules.tables import Bools, Floats, Indices

#: Fewer deals on either side of a gate cannot tell.
ENOUGH = 20
_LEVEL, _EARLIER = 0.05, 0.75


@dataclass(frozen=True, kw_only=True)
class GateTest:
    """`has_value` is None where too few deals were seen to tell."""

    gate: int
    deals: int
    p: float | None
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    has_value: bool | None

    def as_row(self) -> dict[str, object]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class OutOfTime:
    """The model learned from the earlier nights and was asked of the later ones."""

    model: str
    beats_base_rate: bool
    auc: Auc
    brier: float


def judge_gates(past: Past, *, today: int) -> list[GateTest]:
    """Each gate from the first on: deals that stood there or beyond, against those that had not come so far."""
    rows = _latest_of_each_deal(past)
    gate = np.nan_to_num(past.deals.features.numbers["gate"][rows])
    won, is_over = past.won[rows], past.is_over[rows]
    watched = np.maximum(today - past.day[rows], 1.0)
    days = np.where(won, past.ended[rows] - past.day[rows], watched)
    return [_test(number, gate >= number, won, is_over, days) for number in range(1, int(gate.max(initial=0)) + 1)]


def _test(number: int, beyond: Bools, won: Bools, ended: Bools, days: Floats) -> GateTest:
    there, not_there = int((beyond & ended).sum()), int((~beyond & ended).sum())
    if min(there, not_there) < ENOUGH or not won.any():
        return GateTest(gate=number, deals=there, p=None, auc=None, auc_low=None, auc_high=None, has_value=None)
    tested = log_rank(days, won, beyond)
    found = auc(beyond[ended].astype(np.float64), won[ended])
    return GateTest(
        gate=number, deals=there, p=round(tested.p, 4), auc=round(found.value, 3), auc_low=round(found.low, 3),
        auc_high=round(found.high, 3), has_value=tested.p < _LEVEL and found.low > 0.5,
    )  # fmt: skip


def _latest_of_each_deal(past: Past) -> Indices:
    order = np.lexsort((past.day, past.deals.key))
    key = past.deals.key[order]
    is_latest = np.append(key[1:] != key[:-1], True) if len(key) else np.zeros(0, dtype=np.bool_)
    found: Indices = order[is_latest]
    return found


def out_of_time(past: Past, *, seed: int, chain: tuple[str, ...]) -> OutOfTime | None:
    """None where there is not enough to learn from and to ask of."""
    rows = np.flatnonzero(past.is_over)
    if len(rows) < 4 * ENOUGH:
        return None
    cut = float(np.quantile(past.day[rows], _EARLIER))
    later = rows[past.day[rows] >= cut]
    earlier = rows[(past.day[rows] < cut) & ~np.isin(past.deals.key[rows], past.deals.key[later])]
    if min(len(earlier), len(later)) < ENOUGH:
        return None
    features = past.deals.features
    model = fit(
        features.take(earlier),
        past.won[earlier],
        seed=seed,
        at=past.day[earlier],
        keys=past.deals.key[earlier],
        chain=chain,
    )
    p, won = model.predict(features.take(later)), past.won[later]
    return OutOfTime(
        model=model.kind.value, beats_base_rate=model.beats_base_rate, auc=auc(p, won), brier=float(np.mean((p - won) ** 2))
    )  # fmt: skip
