"""Writing forecasts: each night once, and what came of them."""

from regard.forecasting.operations.endings import note_called, note_endings
from regard.forecasting.operations.nightly import take_night
from regard.forecasting.operations.testing import judge_model

__all__ = ["judge_model", "note_called", "note_endings", "take_night"]
