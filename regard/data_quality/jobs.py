"""Looking for doubles: after a record changed, and among all of them at night."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from regard.data_quality.operations.counting import count_all, judge_again
from regard.data_quality.operations.scanning import scan_all, scan_some
from regard.events.models import Event
from regard.jobs.operations import Lease, enqueue, finish_all
from regard.jobs.rules import job
from regard.kit import clock

SCANNED_AFTER = (
    "account.added", "account.changed", "account.joined", "account.taken_apart", "contact.added", "contact.changed",
    "contact.joined", "contact.taken_apart", "contact_method.bounced", "account.handed_over", "contact_method.added", "contact_method.removed", "identifier.added",
    "identifier.removed",
)  # fmt: skip
_TOGETHER = 40
#: Where so much changes at once, as in an import, all records are compared afterwards instead of each.
_SOON = timedelta(minutes=5)


def scan_records(held: list[tuple[Lease, dict[str, str]]]) -> list[Exception | None]:
    """Several records changed: each is compared once; a flood of them is left to one scan of all."""
    records = _records([one["event_id"] for _, one in held])
    now = clock.now()
    with finish_all([lease for lease, _ in held]):
        if len(records) >= _TOGETHER:
            enqueue("data_quality.scan", {}, now, run_after=now + _SOON, key="data_quality.scan")
        else:
            _scan(records)
    return [None] * len(held)


@job(name="data_quality.scan_record", priority=9, together=_TOGETHER, run_many=scan_records)
def scan_record(*, lease: Lease, event_id: str) -> None:
    """Something changed in a record: look for its doubles."""
    with lease.finish():
        _scan(_records([event_id]))


@job(name="data_quality.scan", priority=9)
def scan(*, lease: Lease) -> None:
    """Compare all accounts and all people; each part is kept as soon as it is done."""
    for kind in ("account", "contact"):
        scan_all(kind=kind, at=clock.now())
    with lease.finish():
        enqueue("data_quality.count", {}, clock.now(), key="data_quality.count")


@job(name="data_quality.count", priority=9)
def count(*, lease: Lease) -> None:
    """Count how good the data are; each part is kept as soon as it is done."""
    for kind in ("account", "contact"):
        count_all(kind=kind, at=clock.now())
    with lease.finish():
        pass


def _records(events: Sequence[str]) -> set[tuple[str, UUID]]:
    found = Event.objects.filter(id__in=[UUID(event) for event in events])
    return set(found.values_list("subject_kind", "subject_id"))


def _scan(records: set[tuple[str, UUID]]) -> None:
    for kind in ("account", "contact"):
        ids = sorted(key for of, key in records if of == kind)
        scan_some(kind=kind, ids=ids, at=clock.now())
        judge_again(kind=kind, ids=ids, at=clock.now())
