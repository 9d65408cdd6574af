"""Recording what happened, in the transaction that makes it so."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from regard.events.models import Event
from regard.kit import registry
from regard.kit.bulk import insert
from regard.kit.ids import uuid7


class Subject(NamedTuple):
    """What an event is about: the kind of record and its id."""

    kind: str
    id: UUID


class Order(NamedTuple):
    """A job to be started: its name, its arguments, and when it was ordered."""

    name: str
    arguments: Mapping[str, Any]
    at: datetime


Enqueue = Callable[[Sequence[Order]], object]
_enqueue: list[Enqueue] = []


@dataclass
class _Gathered:
    """Events of a block, written at its end; `depth` is how many savepoints were open where it began."""

    depth: int
    events: list[Event] = field(default_factory=list)


_gathered: ContextVar[_Gathered | None] = ContextVar("gathered", default=None)


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


@contextmanager
def gathering() -> Iterator[None]:
    """Write the events of a block, and their jobs, together at its end instead of one by one.

    For what records many; inside the transaction. A block within another, in a savepoint of its own, leaves its events to
    the outer one when it went well, and takes them with it when it is rolled back. An event within a savepoint that gathers
    nothing is written at once, because that part may be rolled back alone.
    """
    outer, depth = _gathered.get(), _open_savepoints()
    if outer and outer.depth == depth:
        yield
        return
    gathered = _Gathered(depth=depth)
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    if outer:
        outer.events += gathered.events
    else:
        _write(gathered.events)


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
    event = Event(
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
    gathered = _gathered.get()
    if gathered and _open_savepoints() == gathered.depth:
        gathered.events.append(event)
    else:
        _write([event])
    return event


class Fact(NamedTuple):
    """One event of many that are alike; see `record_quietly`."""

    kind: str
    subject_kind: str
    subject_id: UUID
    account_id: UUID | None
    contact_id: UUID | None
    data: Mapping[str, Any]


_FACT = ("id", "at", "kind", "actor", "by_id", "subject_kind", "subject_id", "account_id", "contact_id", "data")


def record_quietly(facts: Iterable[Fact], *, at: datetime, by_id: UUID | None) -> None:
    """Append thousands of events at once, of kinds that no job follows: whoever records them sees to what follows.

    As `record`, inside the transaction that makes them true. A kind that a job follows raises ValueError.
    """
    actor = str(Event.Actor.PERSON if by_id else Event.Actor.MACHINE)
    told = list(facts)
    for kind in {fact.kind for fact in told}:
        registry.event_sentences.get(kind)
        if registry.subscribers(kind):
            raise ValueError(f"jobs follow {kind}: record its events one by one")
    insert(Event, _FACT, [(uuid7(), at, fact.kind, actor, by_id, *fact[1:]) for fact in told])


def _write(events: Sequence[Event]) -> None:
    Event.objects.bulk_create(events)
    orders = [
        Order(job, {"event_id": str(event.id)}, event.at)
        for event in events
        for job in registry.subscribers(event.kind, event.data)
    ]
    for enqueue in _enqueue if orders else ():
        enqueue(orders)


def _open_savepoints() -> int:
    """Django lists None for a block without a savepoint of its own."""
    return sum(name is not None for name in transaction.get_connection().savepoint_ids)
