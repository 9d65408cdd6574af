"""Learning from what happened, after it happened."""

from uuid import UUID

from regard.conversations.models import Conversation
from regard.events.models import Event
from regard.jobs.operations import Lease
from regard.jobs.rules import job
from regard.routing import operations


@job(name="routing.learn_from_closing", priority=8)
def learn_from_closing(*, lease: Lease, event_id: str) -> None:
    """A conversation was closed after an answer."""
    event = Event.objects.get(id=UUID(event_id))
    with lease.finish():
        if event.data.get("reason") == "answered":
            operations.learn_solved(conversation=Conversation.objects.select_related("team").get(id=event.subject_id))


@job(name="routing.learn_from_reopening", priority=8)
def learn_from_reopening(*, lease: Lease, event_id: str) -> None:
    """A customer wrote into a closed conversation."""
    event = Event.objects.get(id=UUID(event_id))
    with lease.finish():
        if event.actor == Event.Actor.CUSTOMER:
            operations.learn_reopened(conversation=Conversation.objects.select_related("team").get(id=event.subject_id))
