"""Background work of the room."""

from regard.effort import operations
from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock


@job(name="effort.every_night", priority=9)
def every_night(*, lease: Lease) -> None:
    """Count what forms take, and forget what is older than 400 days."""
    with lease.finish():
        at = clock.now()
        operations.count_worth(at=at)
        operations.forget_old(at=at)
