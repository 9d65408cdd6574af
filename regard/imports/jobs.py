"""What a worker does for imports: in turns of some seconds, so that a stop of the program never waits long."""

import time
from collections.abc import Callable
from uuid import UUID

from django.db import OperationalError

from regard.imports import operations
from regard.imports.models import ImportTrace
from regard.imports.operations.forgetting import forget_old
from regard.imports.operations.runs import pause
from regard.jobs.operations import Lease, enqueue
from regard.jobs.rules import job
from regard.kit import clock
from regard.kit.tables import NoTableError
from regard.search.operations import index

_TURN, _SOME = 15.0, 100


@job(name="imports.check", priority=4)
def check(*, lease: Lease, run_id: str) -> None:
    """Read a file through before it is brought in."""
    try:
        operations.check(run_id=UUID(run_id), now=clock.now)
    except (NoTableError, FileNotFoundError) as error:
        pause(run_id=UUID(run_id), trouble=str(error))
    with lease.finish():
        pass


@job(name="imports.work", priority=6)
def work(*, lease: Lease, run_id: str) -> None:
    """Bring rows in for some seconds, and have the rest done in the next turn."""
    has_more = operations.work(run_id=UUID(run_id), now=clock.now, is_time_over=_turn())
    _end_turn(lease, "imports.work", run_id, has_more=has_more)


@job(name="imports.undo", priority=6)
def undo(*, lease: Lease, run_id: str) -> None:
    """Take batches back for some seconds."""
    try:
        has_more = operations.undo_some(run_id=UUID(run_id), now=clock.now, is_time_over=_turn())
    except OperationalError as error:
        pause(run_id=UUID(run_id), trouble=str(error))
        raise
    _end_turn(lease, "imports.undo", run_id, has_more=has_more)


@job(name="imports.index", priority=9)
def index_batch(*, lease: Lease, trace_id: str) -> None:
    """Have what a batch brought, or took back, found by searching; again from the beginning when it was interrupted."""
    trace = ImportTrace.objects.filter(id=UUID(trace_id)).first()
    for kind in ("contact", "account"):
        ids = [*trace.made.get(kind, ()), *trace.changed.get(kind, ())] if trace else []
        for start in range(0, len(ids), _SOME):
            index(kind=kind, ids=[UUID(text) for text in ids[start : start + _SOME]])
    with lease.finish():
        pass


@job(name="imports.forget", priority=9)
def forget(*, lease: Lease) -> None:
    """Every night: files and traces of imports that cannot be undone any more go."""
    forget_old(at=clock.now())
    with lease.finish():
        pass


def _turn() -> Callable[[], bool]:
    until = time.monotonic() + _TURN
    return lambda: time.monotonic() > until


def _end_turn(lease: Lease, name: str, run_id: str, *, has_more: bool) -> None:
    with lease.finish():
        if has_more:
            enqueue(name, {"run_id": run_id}, clock.now(), key=f"import:{run_id}")
