"""When somebody was last heard: they wrote, called or met us. From the log, so that nobody types it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from regard.events.models import Event

#: What a customer does, when it is no machine of theirs. Meetings are heard as they end (`operations.hear_meetings`).
HEARD = ("message.received", "message.found", "call.noted", "step.ticked_by_customer")


def last_heard(contact_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these people was last heard; who never was is missing. One statement."""
    rows = Event.objects.filter(contact_id__in=contact_ids, kind__in=HEARD).exclude(actor=Event.Actor.MACHINE)
    latest = rows.values("contact_id")
    return {row["contact_id"]: row["latest"] for row in latest.annotate(latest=Max("at")) if row["contact_id"]}
