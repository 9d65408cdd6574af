"""Background work of the promise clock."""

from uuid import UUID

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


@job(name="promises.send_planned", priority=2)
def send_planned(*, lease: Lease, draft_id: str) -> None:
    """Let a planned answer leave, or tell its author why it does not."""
    with lease.finish():
        operations.send_planned(draft_id=UUID(draft_id), at=clock.now())
