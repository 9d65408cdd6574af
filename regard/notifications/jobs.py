"""Background work of telling people."""

from uuid import UUID

from regard.events.models import Event
from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock
from regard.notifications import operations


@job(name="notifications.tell", priority=3)
def tell(*, lease: Lease, event_id: str) -> None:
    """Something happened that concerns somebody."""
    with lease.finish():
        operations.tell_of(event=Event.objects.get(id=UUID(event_id)), at=clock.now())


@job(name="notifications.note_refused", priority=5)
def note_refused(*, lease: Lease, event_id: str) -> None:
    """A letter could not be delivered; perhaps one to a colleague."""
    letter = Event.objects.get(id=UUID(event_id)).data.get("outgoing")
    with lease.finish():
        if letter:
            operations.note_refused(outgoing_id=UUID(letter), at=clock.now())


@job(name="notifications.every_minute", priority=4)
def every_minute(*, lease: Lease) -> None:
    """Promises that are due, mails whose reader works again, summaries whose time has come."""
    now = clock.now()
    operations.note_seen_on_screen(at=now)
    operations.tell_promises_due(at=now)
    operations.send_digests(at=now)
    operations.mail_waiting(at=now)
    with lease.finish():
        pass
