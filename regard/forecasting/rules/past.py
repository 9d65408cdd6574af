"""What a company's own history says: deals as they stood on earlier nights, and what has become of them since."""

from dataclasses import dataclass

import numpy as np

from regard.forecasting.rules.survival import seen_weights
from regard.forecasting.rules.tables import Bools, Features, Floats, Indices

#: Days after which a night counts half, always and after the market has changed.
USUAL_HALF_LIFE, CHANGED_HALF_LIFE = 540.0, 75.0


@dataclass(frozen=True, kw_only=True)
class Deals:
    """Open deals of one night. `key` names the deal, `group` whose it is; days are ordinals, amounts may be nan."""

    features: Features
    key: Indices
    group: Indices
    amount: Floats


@dataclass(frozen=True, kw_only=True)
class Past:
    """Deals of earlier nights (about one a month each), and when they ended: nan while they are open."""

    deals: Deals
    day: Floats
    ended: Floats
    won: Bools
    final: Floats

    @property
    def is_over(self) -> Bools:
        """Which have ended."""
        return ~np.isnan(self.ended)

    def weights(self, *, today: int, changed: float | None) -> Floats:
        """How much each row counts: slow deals more, older nights less, what was before a change of the market hardly."""
        days = np.where(self.is_over, self.ended - self.day, 0.0)
        weights = seen_weights(days, today - self.day, self.is_over)
        half_life = USUAL_HALF_LIFE if changed is None else CHANGED_HALF_LIFE
        since = self.ended if changed is not None else self.day
        age = np.where(self.is_over, today - since, 0.0)
        found: Floats = weights * 0.5 ** (age / half_life)
        return found


@dataclass(frozen=True, kw_only=True)
class Wins:
    """Deals that were won: opened and won on which day, for how much, by which group."""

    opened: Floats
    won: Floats
    amount: Floats
    group: Indices
