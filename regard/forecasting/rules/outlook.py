"""Tonight's forecast: the chance of every open deal, when and for how much, and what the months will bring.

Called by the nightly run with the company's snapshots and by the simulated company in the benchmarks with its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from regard.forecasting.rules.metrics import expit, logit
from regard.forecasting.rules.model import Model, fit
from regard.forecasting.rules.past import Deals, Past, Wins
from regard.forecasting.rules.tables import Features, Floats, Indices
from regard.forecasting.rules.timing import Amounts, Timing, learn_amounts, learn_timing
from regard.forecasting.rules.totals import Chances, Window, draw_totals

#: More rows than this are sampled, the same each time: they teach no more and cost minutes.
MOST_ROWS = 60_000
CHAIN = ("gate", "age")
_DAYS = np.array([*range(1, 15), *range(16, 61, 2), *range(65, 181, 5), *range(195, 731, 15)], dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class Learned:
    """What the history taught."""

    model: Model
    timing: Timing
    amounts: Amounts
    like_it: Floats


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Of each open deal: chance with its 80% range, days to winning if it is won, amount if it is won; then drawn totals.

    `totals` by draw, group and window.
    """

    p: Floats
    p_low: Floats
    p_high: Floats
    days: Floats
    amount: Floats
    totals: Floats


def learn(past: Past, *, today: int, seed: int, changed: float | None = None) -> Learned:
    """The model and all that goes with it. `changed` is the day of the latest change of the market that was noticed."""
    weights = past.weights(today=today, changed=changed)
    rows = _sampled(np.flatnonzero(past.is_over & (weights > 0.02)), seed)
    features, won = past.deals.features.take(rows), past.won[rows]
    model = fit(
        features, won, seed=seed, at=past.day[rows], keys=past.deals.key[rows], weights=weights[rows], chain=CHAIN
    )  # fmt: skip
    p = model.predict(features) if len(rows) else np.zeros(0)
    return Learned(
        model=model, timing=learn_timing(past, weights), amounts=learn_amounts(past), like_it=np.sort(p)
    )  # fmt: skip


def look(
    learned: Learned, deals: Deals, wins: Wins, windows: Sequence[Window], *, today: int, groups: int, seed: int,
    changed: float | None = None,
) -> Outlook:  # fmt: skip
    """What open deals will bring, and deals that are not open yet."""
    p = learned.model.predict(deals.features) if deals.features.count else np.zeros(0)
    low, high = _sureness(p, learned.like_it)
    limits = np.array([float(window.end - today) for window in windows])
    within = learned.timing.share_within(deals.features, limits)
    chances = Chances(p=p, within=within, amount=deals.amount, group=deals.group)
    totals = draw_totals(
        chances, learned.amounts, wins, windows, today=today, groups=groups, seed=seed, changed=changed
    )  # fmt: skip
    return Outlook(
        p=p, p_low=low, p_high=high, days=_days(learned.timing, deals.features),
        amount=np.column_stack([
            learned.amounts.expected(deals.amount), *(learned.amounts.reach(deals.amount, share) for share in (0.1, 0.9))
        ]),
        totals=totals,
    )  # fmt: skip


def _sampled(rows: Indices, seed: int) -> Indices:
    if len(rows) <= MOST_ROWS:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, MOST_ROWS, replace=False))


def _sureness(p: Floats, like_it: Floats) -> tuple[Floats, Floats]:
    """The 80% range of a chance: by how many deals with about this chance the model has learned from."""
    near = np.searchsorted(like_it, p + 0.05) - np.searchsorted(like_it, p - 0.05) + 1.0
    reach = NormalDist().inv_cdf(0.9) / np.sqrt(near * np.maximum(p * (1 - p), 1e-4))
    return expit(logit(p) - reach), expit(logit(p) + reach)


def _days(timing: Timing, features: Features) -> Floats:
    """Days until it is won, if it is: the middle, and the range of four in five."""
    if not features.count:
        return np.zeros((0, 3))
    curve = timing.share_within(features, _DAYS)
    found = [np.minimum((curve < share).sum(axis=1), len(_DAYS) - 1) for share in (0.5, 0.1, 0.9)]
    return np.column_stack([_DAYS[places] for places in found])
