"""The nightly run."""

from regard.forecasting.operations import take_night
from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock


@job(name="forecasting.take_night", priority=9)
def night(*, lease: Lease) -> None:
    """Take the snapshot of tonight; a second run of the same night does nothing."""
    take_night(at=clock.now())
    with lease.finish():
        pass
