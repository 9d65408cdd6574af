"""Background work of the channels."""

from uuid import UUID

from regard.channels.email import processing
from regard.events.models import Event
from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.kit import clock
from regard.mail.models import Inbound


@job(name="channels.process_letter", priority=1)
def process_letter(*, lease: Lease, event_id: str) -> None:
    """A letter was accepted."""
    _process(lease, event_id)


@job(name="channels.process_found", priority=9)
def process_found(*, lease: Lease, event_id: str) -> None:
    """A letter of the past was read; letters of today go first."""
    _process(lease, event_id)


def _process(lease: Lease, event_id: str) -> None:
    letter_id = Event.objects.values_list("subject_id", flat=True).get(id=UUID(event_id))
    inbound = Inbound.objects.select_related("mailbox", "raw").get(id=letter_id)
    processing.process(inbound=inbound, lease=lease, now=clock.now())
