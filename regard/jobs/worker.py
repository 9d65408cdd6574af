"""The worker: a few threads that claim jobs one at a time and run them."""

import os
import socket
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path

import structlog
from django.db import close_old_connections, connections

from regard.jobs import operations, queries
from regard.jobs.models import Job
from regard.jobs.operations import Lease, LeaseLostError
from regard.jobs.rules import FRESH, LEASE, Turns, kinds
from regard.kit import clock

log = structlog.get_logger()

#: How long a thread sleeps when nothing is due.
IDLE_SECONDS = 0.25


class Worker:
    """Runs jobs until `stop()` is called; a job under way is finished first."""

    def __init__(self, *, threads: int, timetable: Mapping[str, str]) -> None:
        self._threads = threads
        self._timetable = timetable
        self._stopping = threading.Event()
        self.name = f"{socket.gethostname()}:{os.getpid()}"

    def run(self) -> None:
        """Block until stopped."""
        _take_back_from_the_dead()
        crew = [threading.Thread(target=self._work, name=f"worker-{n}") for n in range(self._threads)]
        crew.append(threading.Thread(target=self._housekeep, name="worker-housekeeping"))
        for thread in crew:
            thread.start()
        for thread in crew:
            thread.join()

    def stop(self) -> None:
        """Ask every thread to end after its present job."""
        self._stopping.set()

    def _work(self) -> None:
        turns = Turns()
        while not self._stopping.is_set():
            try:
                if not run_next(worker=self.name, turns=turns):
                    self._stopping.wait(IDLE_SECONDS)
            except Exception:  # the database may be away for a moment; a worker outlives that
                log.exception("worker.cannot_claim")
                close_old_connections()
                self._stopping.wait(2)
        connections.close_all()

    def _housekeep(self) -> None:
        while not self._stopping.wait(1):
            try:
                now = clock.now()
                operations.run_timetable(timetable=self._timetable, at=now)
                if now.second % (LEASE.seconds // 6) == 0:
                    operations.extend(worker=self.name, at=now)
                    operations.reap(at=now)
            except Exception:
                log.exception("worker.cannot_keep_house")
                close_old_connections()
        connections.close_all()


def _take_back_from_the_dead() -> None:
    """After a crash, do not wait for the leases of workers of this machine whose process is gone."""
    here = f"{socket.gethostname()}:"
    dead = [
        name for name in queries.claiming_workers() if name.startswith(here) and not _lives(name.removeprefix(here))
    ]
    if dead:
        log.warning("worker.takes_over", jobs=operations.give_back(workers=dead))


def _lives(pid: str) -> bool:
    return pid.isdecimal() and Path(f"/proc/{pid}").exists()


def run_next(*, worker: str, turns: Turns) -> int:
    """Claim what is next in turn, with others of its kind where a kind is done together, and run it; how many were claimed."""
    now = clock.now()
    for lane in turns.lanes():
        if claimed := operations.claim(worker=worker, at=now, limit=1, lane=lane):
            break
    else:
        return 0
    name, is_old = claimed[0].name, claimed[0].run_after < now - FRESH
    if (most := kinds.get(name).together) > 1:
        since = None if is_old else now - FRESH
        claimed += operations.claim_alike(worker=worker, at=now, limit=most - 1, name=name, since=since)
    turns.note(lane, taken=len(claimed), is_old=is_old)
    run_all(claimed)
    return len(claimed)


def run_due(*, worker: str, limit: int) -> int:
    """Claim and run up to `limit` due jobs now, one by one; how many were claimed."""
    claimed = operations.claim(worker=worker, at=clock.now(), limit=limit)
    for job in claimed:
        run_one(job)
    return len(claimed)


def run_all(claimed: list[Job]) -> None:
    """Run claimed jobs of one kind, together where the kind allows it."""
    kind = kinds.get(claimed[0].name) if claimed else None
    if kind is None or kind.run_many is None or len(claimed) == 1:
        for job in claimed:
            run_one(job)
        return
    try:
        outcomes = kind.run_many([(Lease(job_id=job.id, fence=job.fence), job.arguments) for job in claimed])
    except Exception:  # nothing of it was done: each alone finds out which one it was
        log.exception("jobs.failed_together", job=kind.name, count=len(claimed))
        close_old_connections()
        for job in claimed:
            run_one(job)
        return
    for job, error in zip(claimed, outcomes, strict=True):
        if error is not None:
            _note_failure(job, error)


def run_one(job: Job) -> None:
    """Run one claimed job; a failure is written into the job, told in the log, and tried again later."""
    kind = kinds.get(job.name)
    try:
        kind.run(lease=Lease(job_id=job.id, fence=job.fence), **job.arguments)
    except Exception as error:  # noqa: BLE001  whatever a job raises is written into it
        _note_failure(job, error)


def _note_failure(job: Job, error: Exception) -> None:
    if isinstance(error, LeaseLostError):
        log.warning("job.lease_lost", job=job.name, id=str(job.id))
        return
    log.error("job.failed", job=job.name, id=str(job.id), attempt=job.attempts, exc_info=error)
    close_old_connections()
    operations.fail(job=job, error="".join(traceback.format_exception(error)), at=clock.now())
