"""Work of the room of privacy that happens by itself."""

from uuid import UUID

from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock
from regard.privacy import operations
from regard.privacy.models import Erasure


@job(name="privacy.finish_erasure", priority=9, max_attempts=100)
def finish_erasure(*, lease: Lease, erasure_id: str) -> None:
    """Remove what the rows of an erased person named on the disk."""
    erasure = Erasure.objects.filter(id=UUID(erasure_id)).first()
    if erasure:
        operations.finish(erasure=erasure, at=clock.now())
    with lease.finish():
        pass


@job(name="privacy.retention", priority=9)
def retention(*, lease: Lease) -> None:
    """Take away what was kept long enough."""
    operations.run_retention(at=clock.now())
    with lease.finish():
        pass
