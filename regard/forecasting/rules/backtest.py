"""Trying the model on a table whose outcomes are known: learn from one part, say the other, compare."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from regard.forecasting.rules import metrics
from regard.forecasting.rules.days import days_of
from regard.forecasting.rules.model import Model, fit
from regard.forecasting.rules.reading import Shape, shape_of
from regard.forecasting.rules.tables import Bools, Floats, Indices

#: Words for a deal that was not won, as programs write them. A stage that is neither these nor the one won is still open.
LOST = {
    "lost", "loss", "closed lost", "closed - lost", "no decision", "no", "false", "0", "withdrawn", "disqualified", "cancelled",
    "canceled", "abandoned", "churned", "verloren", "perdu",
}  # fmt: skip
_TRAIN = 0.8
_MEASURED = ("n", "base_rate", "auc", "brier", "log_loss", "calibration_slope", "ece")


class NotPossible(Exception):
    """The table cannot be learned from. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Records:
    """Rows whose outcome is known (`won`) or not asked for (None), with everything that may be used to tell it."""

    ids: Sequence[str]
    columns: Mapping[str, Sequence[str]]
    won: Sequence[bool | None]
    dates: Sequence[str] | None = None

    def pick(self, rows: Sequence[int] | Indices) -> "Records":
        """Some of the rows."""
        return Records(
            ids=[self.ids[row] for row in rows],
            columns={name: [cells[row] for row in rows] for name, cells in self.columns.items()},
            won=[self.won[row] for row in rows],
            dates=None if self.dates is None else [self.dates[row] for row in rows],
        )


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came out: `told` is the chance of each row asked about, `p` and `won` are those of the rows whose outcome is known."""

    model: Model
    shape: Shape
    told: Floats
    p: Floats
    won: Bools
    beats_base_rate: bool

    @property
    def words(self) -> str:
        """The finding, in words."""
        if not len(self.p):
            return "no row to be told has an outcome, so there is nothing to compare with"
        auc = metrics.auc(self.p, self.won)
        if not self.model.beats_base_rate:
            return "no better than the base rate: nothing in the table tells which deals are won"
        if not self.beats_base_rate:
            return f"no better than the base rate on the rows tested, though {self.model.kind} did better on those it learned from"
        return f"{self.model.kind} is better than the base rate: of two deals, it puts the one that was won first {auc.value:.0%} of the time"

    def figures(self) -> dict[str, object]:
        """Everything measured, as it is printed; null where no outcome is known."""
        if not len(self.p):
            return dict.fromkeys(_MEASURED) | {"n": 0} | self._model()
        found = metrics.auc(self.p, self.won)
        line = metrics.calibration(self.p, self.won)
        return {
            "n": len(self.p),
            "base_rate": round(float(self.won.mean()), 4),
            "auc": round(found.value, 4),
            "brier": round(metrics.brier(self.p, self.won), 4),
            "log_loss": round(metrics.log_loss(self.p, self.won), 4),
            "calibration_slope": round(line.slope, 4),
            "ece": round(metrics.calibration_error(self.p, self.won), 4),
            **self._model(),
            "auc_interval": [round(found.low, 4), round(found.high, 4)],
        }

    def _model(self) -> dict[str, object]:
        return {
            "model": self.model.kind.value,
            "beats_base_rate": self.beats_base_rate,
            "trained_on": self.model.trained_on,
            "contest": self.model.contest,
            "columns": [*self.shape.numbers, *self.shape.categories],
            "words": self.words,
        }


def split(records: Records, *, seed: int) -> tuple[Records, Records]:
    """Four fifths to learn from and the rest: the later rows where there are dates, else by a hash of the id, so that it stays."""
    count = len(records.ids)
    if records.dates is not None:
        days = _days(records.dates)
        order = sorted(range(count), key=lambda row: (days[row], row))
        cut = round(count * _TRAIN)
        return records.pick(order[:cut]), records.pick(sorted(order[cut:]))
    places = [_place(one, seed) for one in records.ids]
    return (
        records.pick([row for row in range(count) if places[row] < _TRAIN]),
        records.pick([row for row in range(count) if places[row] >= _TRAIN]),
    )


def backtest(train: Records, test: Records, *, seed: int) -> Result:
    """Learn from `train`, tell `test`. Raises NotPossible."""
    known = [row for row, one in enumerate(train.won) if one is not None]
    train = train.pick(known)
    won = np.array(train.won, dtype=np.bool_)
    if not len(won) or won.all() or not won.any():
        raise NotPossible(_one_class(won))
    if not test.ids:
        raise NotPossible("No row is left to test with. Give more rows, or a second file with --test.")
    shape = shape_of(train.columns, won)
    at = None if train.dates is None else np.array(_days(train.dates), dtype=np.float64)
    model = fit(shape.read(train.columns, len(won)), won, seed=seed, at=at)
    p = model.predict(shape.read(test.columns, len(test.ids)))
    return _compared(model, shape, p, test)


def _compared(model: Model, shape: Shape, p: Floats, test: Records) -> Result:
    """Said against came, on the rows whose outcome is known."""
    known = np.array([one is not None for one in test.won], dtype=np.bool_)
    came = np.array([bool(one) for one in test.won], dtype=np.bool_)[known]
    said = p[known]
    same = np.full(len(said), model.base_rate)
    is_better = model.beats_base_rate and metrics.is_better(
        metrics.losses(said, came), metrics.losses(same, came), level=0.05
    )
    return Result(model=model, shape=shape, told=p, p=said, won=came, beats_base_rate=is_better)


def _one_class(won: Bools) -> str:
    if not len(won):
        return "No row has an outcome to learn from. Check --outcome and --won."
    return f"All {len(won):,} rows to learn from were {'won' if won.all() else 'not won'}; learning needs both. Check --won."


def _days(dates: Sequence[str]) -> list[int]:
    """Days since year 1, the earliest for rows that have none. Raises NotPossible."""
    found = days_of(dates)
    if found is None:
        raise NotPossible(f"The column of --date holds no dates: {dates[0]!r} is none.")
    known = [one.toordinal() for one in found if one]
    return [one.toordinal() if one else min(known) for one in found]


def _place(identifier: str, seed: int) -> float:
    """Where an id falls between 0 and 1: always the same, so that a row stays on its side."""
    digest = hashlib.sha256(f"{seed}|{identifier}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
