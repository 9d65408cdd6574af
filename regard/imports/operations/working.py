"""Bringing the rows of a run in, a thousand with one transaction; a crash costs the batch it falls into, and doubles nothing."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from regard.customers.operations.importing import Brought, Origin, bring_in
from regard.customers.rules.incoming import Doubles
from regard.imports.models import ImportRun, ImportTrace
from regard.imports.operations.letters import take_letters
from regard.imports.operations.moving import StoppedError, advance, finish
from regard.imports.operations.problems import keep_problems
from regard.imports.operations.runs import pause
from regard.imports.queries.records import Read, habits_of, path_of, read
from regard.imports.rules.layout import layout_of
from regard.jobs.operations import enqueue
from regard.kit import faults
from regard.kit.batches import batched
from regard.kit.bulk import in_a_hurry
from regard.kit.ids import uuid7
from regard.kit.tables import NoTableError
from regard.mail.operations.store import StoreError

log = structlog.get_logger()
BATCH = 1000
#: Somebody added one of the same addresses, or held the same rows, at that moment: then it is tried again.
TRIES = 3


def work(*, run_id: UUID, now: Callable[[], datetime], is_time_over: Callable[[], bool] = lambda: False) -> bool:
    """Bring rows in until the file ends or time is over, from where the run stands; whether there are more.

    A file that cannot be read, and a full disk, let the run rest with a sentence; what came in stays.
    """
    run = ImportRun.objects.select_related("raw", "mailbox", "by").get(id=run_id)
    try:
        if layout_of(run.layout).kind == "mbox":
            return take_letters(run=run, now=now, is_time_over=is_time_over)
        with in_a_hurry():
            return _rows(run, now, is_time_over)
    except StoppedError:
        log.info("import.stopped", run=str(run_id))
    except (NoTableError, StoreError, OSError, OperationalError, sqlite3.OperationalError) as error:
        log.exception("import.rests", run=str(run_id))
        pause(run_id=run_id, trouble=_why(error))
    return False


def _rows(run: ImportRun, now: Callable[[], datetime], is_time_over: Callable[[], bool]) -> bool:
    layout = layout_of(run.layout)
    rows = read(path_of(run), layout, run.mapping, habits=habits_of(layout), after=run.position)
    for some in batched(rows, BATCH):
        if run.state != ImportRun.State.RUNNING:
            raise StoppedError
        _batch(run, some, now)
        if is_time_over():
            return True
    with transaction.atomic():
        finish(run, at=now())
    return False


def _batch(run: ImportRun, rows: Sequence[Read], now: Callable[[], datetime]) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                _bring(run, rows, now())
                faults.step("import.brought")
        except (IntegrityError, OperationalError) as error:
            if attempt == TRIES or _is_full(error):
                raise
            log.warning("import.tries_again", run=str(run.id), error=str(error))
            run.refresh_from_db(fields=["state", "position", "counts"])
        else:
            faults.step("import.committed")
            return


def _bring(run: ImportRun, rows: Sequence[Read], at: datetime) -> None:
    origin = Origin(run_id=run.id, filename=run.filename, by=run.by)
    usable = [row.incoming for row in rows if row.incoming]
    brought = bring_in(usable, doubles=Doubles(run.doubles), origin=origin, at=at)
    troubled = _troubled(rows, brought)
    keep_problems(run, troubled)
    counts = Counter(run.counts) + brought.counts
    counts += Counter(
        rows_unusable=sum(row.incoming is None for row in rows),
        rows_partly=sum(row.incoming is not None for row in troubled),
    )
    advance(run, by_rows=len(rows), counts=counts)
    if brought.made or brought.changed:
        number = run.position
        trace = ImportTrace.objects.create(
            id=uuid7(), run=run, number=number, made=brought.made, changed=brought.changed
        )
        enqueue("imports.index", {"trace_id": str(trace.id)}, at)


def _troubled(rows: Sequence[Read], brought: Brought) -> list[Read]:
    told: dict[int, list[str]] = {}
    for number, reason in brought.problems:
        told.setdefault(number, []).append(reason)
    return [
        Read(
            number=row.number, incoming=row.incoming, cells=row.cells, reasons=[*row.reasons, *told.get(row.number, [])]
        )
        for row in rows
        if row.reasons or row.number in told
    ]


def _is_full(error: Exception) -> bool:
    return any(word in str(error).lower() for word in ("full", "no space", "disk i/o"))


def _why(error: Exception) -> str:
    if isinstance(error, NoTableError):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return _("The file of this import is gone from the disk. What came in stays; start again with the same file.")
    if isinstance(error, StoreError) or _is_full(error) or getattr(error, "errno", 0) == 28:
        return _("The disk is full. What came in stays. Make room, then resume: it goes on with the next row.")
    return _("The database did not answer (%(error)s). What came in stays. Resume: it goes on with the next row.") % {
        "error": str(error).strip()[:200]
    }
