"""Enqueue, claim, finish, fail and reap jobs, on SQLite and PostgreSQL alike."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cronsim import CronSim
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q

from regard.events.operations import Order
from regard.jobs.models import Job, ScheduledJob
from regard.jobs.rules import FRESH, FRESH_UP_TO_PRIORITY, LEASE, Lane, kinds, wait_after
from regard.kit.ids import uuid7


class LeaseLostError(Exception):
    """Another worker has taken the job over; what this one did is rolled back."""


def enqueue(
    name: str, arguments: Mapping[str, Any], at: datetime, *, run_after: datetime | None = None, key: str | None = None
) -> None:
    """Put a job in line, in the caller's transaction; nothing happens when a job with the same key already waits."""
    job = _job(name, arguments, at, run_after=run_after, key=key)
    Job.objects.bulk_create([job], ignore_conflicts=key is not None)


def enqueue_all(orders: Sequence[Order]) -> None:
    """Put several jobs in line, in the caller's transaction."""
    Job.objects.bulk_create([_job(order.name, order.arguments, order.at) for order in orders])


def _job(
    name: str, arguments: Mapping[str, Any], at: datetime, *, run_after: datetime | None = None, key: str | None = None
) -> Job:
    return Job(
        id=uuid7(), name=name, arguments=dict(arguments), key=key, priority=kinds.get(name).priority,
        run_after=run_after or at, created_at=at,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Lease:
    """A worker's hold on a job."""

    job_id: UUID
    fence: int

    @contextmanager
    def finish(self) -> Iterator[None]:
        """Do the last part of a job in one transaction with its completion.

        When the lease was lost meanwhile, everything in the block is rolled back and LeaseLostError raised: an effect
        inside the block happens exactly once, however often the job is run.
        """
        with transaction.atomic():
            yield
            deleted, _ = Job.objects.filter(id=self.job_id, fence=self.fence, state=Job.State.CLAIMED).delete()
            if not deleted:
                message = f"job {self.job_id} is held by another worker"
                raise LeaseLostError(message)


@contextmanager
def finishing() -> Iterator[list[Lease]]:
    """Do several jobs with one commit. The block adds the lease of each that is done; LeaseLostError when one was lost, and none is done."""
    done: list[Lease] = []
    with transaction.atomic():
        yield done
        _complete(done)


@contextmanager
def undone_alone() -> Iterator[None]:
    """A part of what is done with one commit: when it raises, it alone is undone."""
    with transaction.atomic():
        yield


@contextmanager
def finish_all(leases: Sequence[Lease]) -> Iterator[None]:
    """Do the last part of several jobs in one transaction with their completion: all of them, or LeaseLostError and none."""
    with finishing() as done:
        yield
        done.extend(leases)


def _complete(leases: Sequence[Lease]) -> None:
    if not leases:
        return
    held = Q(*((Q(id=lease.job_id, fence=lease.fence)) for lease in leases), _connector=Q.OR)
    deleted, _ = Job.objects.filter(held, state=Job.State.CLAIMED).delete()
    if deleted != len(leases):
        raise LeaseLostError(f"{len(leases) - deleted} of {len(leases)} jobs are held by other workers")


_CLAIM_POSTGRESQL = """
UPDATE jobs_job SET state = 'claimed', fence = fence + 1, attempts = attempts + 1, lease_until = %s, claimed_by = %s
WHERE id = ANY(ARRAY(
    SELECT id FROM jobs_job WHERE state = 'waiting' AND run_after <= %s {more} LIMIT %s FOR UPDATE SKIP LOCKED))
RETURNING id"""
# `= ANY(ARRAY(...))` runs the inner query once; `IN (SELECT ... LIMIT n)` may claim more than n rows on PostgreSQL.
_CLAIM_SQLITE = """
UPDATE jobs_job SET state = 'claimed', fence = fence + 1, attempts = attempts + 1, lease_until = %s, claimed_by = %s
WHERE id IN (SELECT id FROM jobs_job WHERE state = 'waiting' AND run_after <= %s {more} LIMIT %s)
RETURNING id"""
# Each is answered from the front of one of the two indexes of waiting jobs, however many wait.
_LANES = {
    Lane.URGENT: "ORDER BY priority, run_after",
    Lane.FRESH: f"AND run_after >= %s AND priority <= {FRESH_UP_TO_PRIORITY} ORDER BY run_after",
    Lane.REST: "AND priority > 1 ORDER BY priority, run_after",
}


def claim(*, worker: str, at: datetime, limit: int, lane: Lane = Lane.URGENT) -> list[Job]:
    """Claim up to `limit` due jobs for this worker, out of a lane. No job goes to two workers."""
    values = [_adapt(at - FRESH)] if lane is Lane.FRESH else []
    return _claim(_LANES[lane], values, worker=worker, at=at, limit=limit)


def claim_alike(*, worker: str, at: datetime, limit: int, name: str, since: datetime | None = None) -> list[Job]:
    """Claim up to `limit` due jobs called `name` for this worker, oldest first; only those due since `since`, where given."""
    more, values = "AND name = %s AND priority = %s", [name, kinds.get(name).priority]
    if since:
        more, values = f"{more} AND run_after >= %s", [*values, _adapt(since)]
    return _claim(f"{more} ORDER BY run_after", values, worker=worker, at=at, limit=limit)


def _claim(more: str, values: list[Any], *, worker: str, at: datetime, limit: int) -> list[Job]:
    sql = (_CLAIM_POSTGRESQL if connection.vendor == "postgresql" else _CLAIM_SQLITE).format(more=more)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [_adapt(at + LEASE), worker, _adapt(at), *values, limit])
        claimed = [row[0] if isinstance(row[0], UUID) else UUID(row[0]) for row in cursor.fetchall()]
    return list(Job.objects.filter(id__in=claimed).order_by("priority", "run_after")) if claimed else []


def _adapt(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def fail(*, job: Job, error: str, at: datetime) -> None:
    """Put a job that raised back in line with a growing wait, or mark it failed when its attempts are used up."""
    used_up = job.attempts >= kinds.get(job.name).max_attempts
    with transaction.atomic():
        held = Job.objects.select_for_update().filter(id=job.id, fence=job.fence, state=Job.State.CLAIMED)
        if not held.exists():
            return
        waiting_twin = job.key and Job.objects.filter(key=job.key, state=Job.State.WAITING).exists()
        if waiting_twin:
            held.delete()
        else:
            held.update(
                state=Job.State.FAILED if used_up else Job.State.WAITING,
                run_after=at + wait_after(job.attempts),
                lease_until=None,
                last_error=error[-4000:],
            )


def extend(*, worker: str, at: datetime) -> None:
    """Report that this worker lives: all its claims hold for another lease."""
    Job.objects.filter(claimed_by=worker, state=Job.State.CLAIMED).update(lease_until=at + LEASE)


def reap(*, at: datetime) -> int:
    """Put jobs of workers that stopped reporting back in line; their number. Their fence no longer finishes anything."""
    return _give_back(Q(lease_until__lt=at))


def give_back(*, workers: Collection[str]) -> int:
    """Put the jobs of workers known to be dead back in line at once; their number."""
    return _give_back(Q(claimed_by__in=workers))


def _give_back(lost: Q) -> int:
    """Two claimed jobs may have one key, and only one of a key may wait: the other is the same work, and is dropped."""
    again: dict[str, Any] = {
        "state": Job.State.WAITING,
        "lease_until": None,
        "last_error": "the worker stopped reporting",
    }
    with transaction.atomic():
        dead = list(Job.objects.select_for_update().filter(lost, state=Job.State.CLAIMED).order_by("created_at", "id"))
        given = Job.objects.filter(id__in=[job.id for job in dead if job.key is None]).update(
            **again, fence=F("fence") + 1
        )
        for job in dead:
            if job.key is not None:
                given += _give_back_unless_it_waits(job, again)
    return given


def _give_back_unless_it_waits(job: Job, again: Mapping[str, Any]) -> int:
    try:
        with transaction.atomic():
            return Job.objects.filter(id=job.id).update(**again, fence=F("fence") + 1)
    except IntegrityError:
        Job.objects.filter(id=job.id).delete()
        return 0


def retry(*, job_id: UUID, at: datetime) -> None:
    """Give a failed job a new start."""
    Job.objects.filter(id=job_id, state=Job.State.FAILED).update(state=Job.State.WAITING, attempts=0, run_after=at)


def run_timetable(*, timetable: Mapping[str, str], at: datetime) -> list[str]:
    """Enqueue each job of the timetable (name -> cron expression in UTC, six fields with seconds allowed) that is due.

    Two schedulers may run at once: moving `next_at` is a compare-and-set, so each run is enqueued once. Runs missed while
    the program was down are made up by one.
    """
    return [name for name, expression in timetable.items() if _run_if_due(name, expression, at)]


def _run_if_due(name: str, expression: str, at: datetime) -> bool:
    following = next(CronSim(expression, at))
    row, created = ScheduledJob.objects.get_or_create(name=name, defaults={"next_at": following})
    if created or row.next_at > at:
        return False
    with transaction.atomic():
        if not ScheduledJob.objects.filter(name=name, next_at=row.next_at).update(next_at=following):
            return False
        enqueue(name, {}, at, key=f"timetable:{name}")
    return True
