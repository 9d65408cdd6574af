"""Taking a whole import back, batch by batch, the latest first."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact
from regard.customers.operations.taking_back import take_back
from regard.events.operations import Subject, record
from regard.fields.models import CustomField
from regard.fields.operations import retire_field
from regard.imports.models import ImportRun, ImportTrace
from regard.imports.operations.runs import UNDO_FOR, ImportRefusedError
from regard.jobs.operations import enqueue
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

State = ImportRun.State
#: Records that stay are named up to this number; the rest is counted.
NAMED = 500


def undo(*, run: ImportRun, by: User | None, at: datetime, in_line: bool = True) -> None:
    """Begin to take a run back. Raises ImportRefusedError after thirty days or when there is nothing, ForbiddenError."""
    if by is not None:
        staff.require(by, Right.SET_UP)
    if not can_be_undone(run, at=at):
        raise ImportRefusedError(_("This import cannot be undone any more."))
    with transaction.atomic():
        ended = ImportRun.objects.filter(id=run.id, state__in=[State.FINISHED, State.CANCELLED, State.PAUSED])
        if not ended.update(state=State.UNDOING, trouble="", pace_from=0, pace_at=at, kept=[]):
            raise ImportRefusedError(_("This import has gone further meanwhile. Load the page again."))
        run.refresh_from_db()
        data = {"filename": run.filename}
        by_id = by.id if by else None
        record(kind="import.undoing", at=at, subject=Subject("import", run.id), by_id=by_id, data=data)
        if in_line:
            enqueue("imports.undo", {"run_id": str(run.id)}, at, key=f"import:{run.id}")


def can_be_undone(run: ImportRun, *, at: datetime) -> bool:
    """Whether a run brought something in that can still be taken back."""
    ended = run.state in {State.FINISHED, State.CANCELLED, State.PAUSED}
    recent = run.started_at is not None and at - (run.finished_at or run.started_at) <= UNDO_FOR
    return ended and recent and run.traces.filter(undone_at=None).exists()


def undo_some(*, run_id: UUID, now: Callable[[], datetime], is_time_over: Callable[[], bool] = lambda: False) -> bool:
    """Take batches back until none is left or time is over; whether there are more."""
    run = ImportRun.objects.select_related("by").get(id=run_id)
    if run.state != State.UNDOING:
        return False
    while trace := run.traces.filter(undone_at=None).order_by("-number").first():
        _undo_one(run, trace, now())
        if is_time_over():
            return True
    with transaction.atomic():
        _end(run, now())
    return False


def _undo_one(run: ImportRun, trace: ImportTrace, at: datetime) -> None:
    undone = ImportRun.objects.filter(state=State.UNDONE).values_list("id", flat=True)
    with transaction.atomic():
        held = ImportTrace.objects.filter(id=trace.id, undone_at=None)
        if not held.update(undone_at=at):
            return
        done = take_back(
            made=trace.made, changed=trace.changed, run_id=run.id, undone=set(undone), by_id=run.by_id, at=at
        )
        run.kept = [*run.kept, *done.kept][:NAMED]
        counts = dict(run.counts)
        for name, number in (("removed", done.removed), ("restored", done.restored), ("left", len(done.kept))):
            counts[name] = counts.get(name, 0) + number
        run.counts = counts
        run.save(update_fields=["kept", "counts"])
        enqueue("imports.index", {"trace_id": str(trace.id)}, at)


def _end(run: ImportRun, at: datetime) -> None:
    if not ImportRun.objects.filter(id=run.id, state=State.UNDOING).update(state=State.UNDONE, undone_at=at):
        return
    for name in run.new_fields:
        record_kind, _colon, key = name.partition(":")
        field = CustomField.objects.filter(record=record_kind, key=key, retired_at=None).first()
        customers = Contact.objects if record_kind == "contact" else Account.objects
        if field and run.by and not customers.filter(Q(custom__has_key=key)).exists():
            retire_field(field=field, by=run.by, at=at)
    data = {"filename": run.filename, "left": run.counts.get("left", 0)}
    record(kind="import.undone", at=at, subject=Subject("import", run.id), by_id=run.by_id, data=data)
