"""One night: learn from the history, look at the open deals, and say of each month what will come and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from regard.forecasting.rules.outlook import Learned, Outlook, learn, look
from regard.forecasting.rules.past import Deals, Past, Wins
from regard.forecasting.rules.record import Change, Month, Week, changes, width
from regard.forecasting.rules.tables import Floats
from regard.forecasting.rules.totals import Range, Window, range_of


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that is known on a night.

    `months` is what was said 30 days before the end of months that are over, and what came in; `weeks` how the chances
    of open deals moved from week to week; `came` what this month has brought already, by group.
    """

    past: Past
    wins: Wins
    deals: Deals
    months: Sequence[Month]
    weeks: Sequence[Week]
    came: Floats


@dataclass(frozen=True, kw_only=True)
class Tonight:
    """What is said. `totals` by draw, group and window; `scale` is by how much the record widened the ranges."""

    learned: Learned
    outlook: Outlook
    changes: list[Change]
    scale: float
    totals: Floats

    def ranges(self, groups: Sequence[int] | None = None) -> list[Range]:
        """What is said of each window, of some of the groups or of all."""
        of = self.totals if groups is None else self.totals[:, list(groups)]
        summed = of.sum(axis=1)
        return [range_of(summed[:, number]).scaled(self.scale) for number in range(summed.shape[1])]


def forecast(known: Known, *, today: int, windows: Sequence[Window], seed: int) -> Tonight:
    """Tonight's forecast; the same seed says the same."""
    noticed = changes(known.weeks)
    changed = float(noticed[-1].since) if noticed else None
    learned = learn(known.past, today=today, seed=seed, changed=changed)
    outlook = look(
        learned, known.deals, known.wins, windows, today=today, groups=len(known.came), seed=seed, changed=changed
    )  # fmt: skip
    totals = outlook.totals.copy()
    totals[:, :, 0] += known.came
    return Tonight(
        learned=learned, outlook=outlook, changes=noticed, scale=width(known.months), totals=totals
    )  # fmt: skip


def months_ahead(today: int, starts: Sequence[int]) -> list[Window]:
    """Windows from today on to the ends of months, given the first days of this month and of those that follow."""
    ends = np.asarray(starts[1:])
    return [Window(max(today, start), int(end)) for start, end in zip(starts[:-1], ends, strict=True)]
