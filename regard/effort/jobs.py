"""Background work of the room."""

from regard.effort import operations
from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock


@job(name="effort.forget", priority=9)
def forget(*, lease: Lease) -> None:
    """What forms took more than a year ago is nobody's business any more."""
    with lease.finish():
        operations.forget_old(at=clock.now())
