"""Every table of the room of forecasts."""

from regard.forecasting.models.night import Expected, Night, Snapshot
from regard.forecasting.models.record import Called, Ending, Tested

__all__ = ["Called", "Ending", "Expected", "Night", "Snapshot", "Tested"]
