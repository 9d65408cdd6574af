"""Background work of the room."""

from regard.conversations.operations import presence
from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock


@job(name="conversations.forget_presence", priority=9)
def forget_presence(*, lease: Lease) -> None:
    """Nobody needs to know who looked at what yesterday."""
    with lease.finish():
        presence.forget_presence(at=clock.now())
