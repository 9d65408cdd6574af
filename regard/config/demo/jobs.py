"""The sample company, loaded and removed from the first-run page."""

from regard.config.demo import company, removal
from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock


@job(name="demo.load", priority=8, max_attempts=2)
def load(*, lease: Lease, days: int) -> None:
    """Load it beside the owner; nothing is done where it is there already, or there is something of one's own."""
    try:
        company.load(now=clock.now(), days=days, beside_owner=True)
    except company.NotEmptyError:
        pass
    with lease.finish():
        pass


@job(name="demo.remove", priority=8, max_attempts=3)
def remove(*, lease: Lease) -> None:
    """Remove it and nothing else."""
    removal.remove()
    with lease.finish():
        pass
