"""Background work of the room."""

from uuid import UUID

from regard.conversations.queries.letters import leaves_at
from regard.events.models import Event
from regard.jobs.operations import Lease, enqueue
from regard.jobs.rules import job
from regard.kit import clock
from regard.meetings.operations.invitations import file_invitations


@job(name="meetings.file_invitations", priority=5, max_attempts=5)
def file_from_letter(*, lease: Lease, event_id: str) -> None:
    """A letter with a calendar came in or was sent. What can still be taken back is filed when it has left."""
    message_id = UUID(Event.objects.values_list("data", flat=True).get(id=UUID(event_id))["message"])
    now = clock.now()
    leaves = leaves_at(message_id)
    with lease.finish():
        if leaves and leaves > now:
            enqueue("meetings.file_invitations", {"event_id": event_id}, now, run_after=leaves)
        else:
            file_invitations(message_id=message_id)
