"""Durations of which some are not over yet: weights that make up for them, and the test whether two groups differ."""

from math import erfc, sqrt
from typing import NamedTuple

import numpy as np

from regard.forecasting.rules.tables import Bools, Floats


class LogRank(NamedTuple):
    """`p`: how often chance alone would make two groups differ so much."""

    statistic: float
    p: float


def log_rank(days: Floats, is_over: Bools, group: Bools) -> LogRank:
    """Whether durations of two groups differ (Mantel 1966); one degree of freedom. p is 1 where there is nothing to compare."""
    observed = expected = variance = 0.0
    for day in np.unique(days[is_over]):
        under_way, ends = days >= day, (days == day) & is_over
        n, in_group, over = int(under_way.sum()), int((under_way & group).sum()), int(ends.sum())
        observed += int((ends & group).sum())
        expected += over * in_group / n
        if n > 1:
            variance += over * (in_group / n) * (1 - in_group / n) * (n - over) / (n - 1)
    if variance <= 0:
        return LogRank(0.0, 1.0)
    statistic = (observed - expected) ** 2 / variance
    return LogRank(statistic, erfc(sqrt(statistic / 2)))


def still_open(days: Floats, is_over: Bools, at: Floats) -> Floats:
    """The share that is still open after so many days (Kaplan and Meier 1958); what is not over counts while it lasts."""
    times = np.unique(days[is_over])
    ends = np.array([np.count_nonzero(is_over & (days == time)) for time in times], dtype=np.float64)
    under_way = np.array([np.count_nonzero(days >= time) for time in times], dtype=np.float64)
    curve = np.cumprod(1 - ends / under_way) if len(times) else np.zeros(0)
    steps = np.searchsorted(times, at, side="right")
    found: Floats = np.concatenate([[1.0], curve])[steps]
    return found


def seen_weights(days: Floats, watched: Floats, is_over: Bools, *, most: float = 5.0) -> Floats:
    """How much each row that is over counts, so that slow ones, which are often not over yet, are not too few.

    `watched` is for how long each row could have been seen to end. A row that took d days counts for all of its kind that
    were not watched for d days (inverse probability of censoring, Robins and Rotnitzky 1992); rows not over count nothing.
    """
    by_length = np.sort(watched)
    long_enough = 1 - np.searchsorted(by_length, days, side="left") / max(len(watched), 1)
    weights = np.minimum(1 / np.maximum(long_enough, 1e-9), most)
    found: Floats = np.where(is_over, weights, 0.0)
    return found
