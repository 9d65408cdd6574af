"""How far a run has come, saved in the transaction that brought it there."""

from collections import Counter
from datetime import datetime

from regard.events.operations import Subject, record
from regard.imports.models import ImportRun


class StoppedError(Exception):
    """The run was cancelled, paused, or is being worked on elsewhere; what this batch did is rolled back."""


def advance(run: ImportRun, *, by_rows: int, counts: Counter[str]) -> None:
    """Note how far a run has come. Raises StoppedError when it is not ours to move: of two workers one gives way."""
    here = ImportRun.objects.filter(id=run.id, state=ImportRun.State.RUNNING, position=run.position)
    position, kept = run.position + by_rows, dict(counts)
    if not here.update(position=position, counts=kept):
        raise StoppedError
    run.position, run.counts = position, kept


def finish(run: ImportRun, *, at: datetime) -> None:
    """Note that every row is done."""
    here = ImportRun.objects.filter(id=run.id, state=ImportRun.State.RUNNING, position=run.position)
    if here.update(state=ImportRun.State.FINISHED, finished_at=at, total=run.position):
        by_id = run.by.id if run.by else None
        data = {"filename": run.filename, **run.counts}
        record(kind="import.finished", at=at, subject=Subject("import", run.id), by_id=by_id, data=data)
