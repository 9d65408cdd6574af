"""Background work of the promise clock."""

from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock
from regard.promises import operations


@job(name="promises.sweep", priority=1)
def sweep(*, lease: Lease) -> None:
    """Climb the ladders that are due."""
    operations.sweep(at=clock.now())
    with lease.finish():
        pass
