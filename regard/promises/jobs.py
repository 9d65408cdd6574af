"""Background work of the promise clock."""

from uuid import UUID

from regard.conversations.queries.letters import leaves_at
from regard.events.models import Event
from regard.jobs.operations import Lease, enqueue
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


@job(name="promises.propose", priority=6, max_attempts=5)
def propose(*, lease: Lease, event_id: str) -> None:
    """An answer of ours left, or leaves once it cannot be taken back any more: what it promises for a day."""
    message_id = UUID(Event.objects.values_list("data", flat=True).get(id=UUID(event_id))["message"])
    now, leaves = clock.now(), leaves_at(message_id)
    with lease.finish():
        if leaves and leaves > now:
            enqueue("promises.propose", {"event_id": event_id}, now, run_after=leaves)
        else:
            operations.propose(message_id=message_id, at=now)
