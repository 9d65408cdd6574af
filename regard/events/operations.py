"""Recording what happened, in the transaction that makes it so."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from regard.events.models import Event
from regard.kit import registry
from regard.kit.ids import uuid7


class Subject(NamedTuple):
    """What an event is about: the kind of record and its id."""

    kind: str
    id: UUID


Enqueue = Callable[[str, Mapping[str, Any], datetime], object]
_enqueue: list[Enqueue] = []


def deliver_through(enqueue: Enqueue) -> None:
    """Tell the log how to start the jobs that subscribed to an event; the room of jobs calls this once."""
    _enqueue[:] = [enqueue]


@contextmanager
def delivering_through(enqueue: Enqueue) -> Iterator[None]:
    """Start the subscribed jobs in another way for a while: what is told after the fact does not wait for a worker."""
    usual = list(_enqueue)
    deliver_through(enqueue)
    try:
        yield
    finally:
        _enqueue[:] = usual


def record(
    *,
    kind: str,
    at: datetime,
    subject: Subject,
    by_id: UUID | None = None,
    actor: Event.Actor | None = None,
    account_id: UUID | None = None,
    contact_id: UUID | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event and enqueue the jobs that subscribed to its kind.

    Must run inside the transaction that changes the state, so that neither can stand without the other; outside one it
    raises TransactionManagementError. An unregistered kind raises LookupError.
    """
    registry.event_sentences.get(kind)
    if not transaction.get_connection().in_atomic_block:
        message = f"event {kind} must be recorded in the transaction that makes it true"
        raise transaction.TransactionManagementError(message)
    event = Event.objects.create(
        id=uuid7(),
        at=at,
        kind=kind,
        actor=actor or (Event.Actor.PERSON if by_id else Event.Actor.MACHINE),
        by_id=by_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        account_id=account_id,
        contact_id=contact_id,
        data=dict(data or {}),
    )
    for job in registry.subscribers(kind):
        for enqueue in _enqueue:
            enqueue(job, {"event_id": str(event.id)}, at)
    return event
