"""What is kept of an import only so that it can be undone goes when that time is over."""

from datetime import datetime, timedelta

from django.db import transaction

from regard.imports.models import ImportProblem, ImportRun, ImportTrace
from regard.imports.operations.runs import UNDO_FOR
from regard.mail.operations.store import throw_away

State = ImportRun.State


def forget_old(*, at: datetime) -> int:
    """Take the file, the traces and the rows that did not come in of old imports away; how many imports that were.

    What came of each stays in the list. An import that nobody ended is cancelled.
    """
    old = ImportRun.objects.filter(created_at__lt=at - UNDO_FOR - timedelta(days=1), raw__isnull=False)
    done = 0
    for run in old.exclude(state=State.RUNNING).select_related("raw"):
        if at - max(filter(None, [run.created_at, run.started_at, run.finished_at])) > UNDO_FOR:
            _forget(run)
            done += 1
    return done


def _forget(run: ImportRun) -> None:
    raw = run.raw
    with transaction.atomic():
        ImportTrace.objects.filter(run=run).delete()
        ImportProblem.objects.filter(run=run).delete()
        ended = run.state in {State.FINISHED, State.CANCELLED, State.UNDONE}
        run.raw, run.kept, run.state = None, [], run.state if ended else State.CANCELLED
        run.layout = {**run.layout, "columns": []}
        run.save(update_fields=["raw", "kept", "state", "layout"])
    if raw:
        throw_away(raw)
