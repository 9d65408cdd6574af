"""Work of the room of opportunities in the background."""

from datetime import timedelta
from uuid import UUID

from regard.conversations.models import Message
from regard.events.models import Event
from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock
from regard.opportunities import operations

#: Meetings that ended since then are gone through, so that a machine that slept for a day misses none.
_LOOKED_BACK = timedelta(days=2)


@job(name="opportunities.file_message", priority=7)
def file_message(*, lease: Lease, event_id: str) -> None:
    """A letter came or went: bring it to the opportunities it is about, as of that moment."""
    event = Event.objects.get(id=UUID(event_id))
    named = Message.objects.filter(id=event.data.get("message")).select_related("conversation", "contact")
    with lease.finish():
        if message := named.first():
            operations.file_message(message=message, at=event.at)


@job(name="opportunities.follow_merge", priority=7)
def follow_merge(*, lease: Lease, event_id: str) -> None:
    """A conversation was merged into another one: that stands under its opportunities from now on."""
    event = Event.objects.get(id=UUID(event_id))
    with lease.finish():
        operations.follow_merge(survivor_id=event.subject_id, merged_id=UUID(event.data["merged"]), at=event.at)


@job(name="opportunities.hear", priority=7)
def hear(*, lease: Lease, event_id: str) -> None:
    """Somebody of a customer spoke or met with us."""
    event = Event.objects.get(id=UUID(event_id))
    with lease.finish():
        if event.contact_id:
            operations.hear(contact_id=event.contact_id, at=event.at)


@job(name="opportunities.settle_stale", priority=4)
def settle_stale(*, lease: Lease) -> None:
    """Hear who met with us, and let those fall back whose evidence grew old; each is kept as soon as it fell."""
    now = clock.now()
    operations.hear_meetings(since=now - _LOOKED_BACK, until=now)
    while operations.settle_stale(at=now):
        pass
    with lease.finish():
        pass
