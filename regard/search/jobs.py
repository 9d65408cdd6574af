"""Keeping the index in step with what happens."""

from uuid import UUID

from regard.events.models import Event
from regard.jobs.operations import Lease, finish_all
from regard.jobs.rules import job
from regard.kit import clock
from regard.search import operations


def index_many(held: list[tuple[Lease, dict[str, str]]]) -> list[Exception | None]:
    """Much happened: each record it happened to is indexed once."""
    events = Event.objects.filter(id__in=[UUID(one["event_id"]) for _, one in held])
    records = set(events.values_list("subject_kind", "subject_id"))
    with finish_all([lease for lease, _ in held]):
        for kind, record_id in sorted(records):
            operations.ask_for(kind=kind, record_id=record_id, at=clock.now())
    return [None] * len(held)


@job(name="search.index", priority=9, together=50, run_many=index_many)
def index(*, lease: Lease, event_id: str) -> None:
    """Something happened to a record that can be searched: have it indexed, once for all that happens until then."""
    event = Event.objects.filter(id=UUID(event_id)).first()
    with lease.finish():
        if event:
            operations.ask_for(kind=event.subject_kind, record_id=event.subject_id, at=clock.now())


def index_records(held: list[tuple[Lease, dict[str, str]]]) -> list[Exception | None]:
    """Index several records as they are now."""
    ids: dict[str, list[UUID]] = {}
    for _, one in held:
        ids.setdefault(one["kind"], []).append(UUID(one["record_id"]))
    with finish_all([lease for lease, _ in held]):
        for kind, some in ids.items():
            operations.index(kind=kind, ids=some)
    return [None] * len(held)


@job(name="search.index_record", priority=9, together=20, run_many=index_records)
def index_record(*, lease: Lease, kind: str, record_id: str) -> None:
    """Index one record as it is now."""
    with lease.finish():
        operations.index(kind=kind, ids=[UUID(record_id)])
