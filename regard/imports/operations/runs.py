"""Beginning, steering and ending an import."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from regard.customers.rules.incoming import Doubles
from regard.events.operations import Subject, record
from regard.fields.models import CustomField
from regard.fields.operations import FieldRefusedError, add_field, revive_field
from regard.fields.rules import key_of
from regard.imports.models import ImportProblem, ImportRun, RememberedMapping
from regard.imports.queries.files import count_rows, look_again, look_at
from regard.imports.queries.records import own_fields, path_of
from regard.imports.rules import targets
from regard.imports.rules.layout import Column, Layout, layout_of, signature
from regard.imports.rules.sources import fold
from regard.jobs.operations import enqueue
from regard.kit.ids import uuid7
from regard.mail.models import Mailbox
from regard.mail.operations.store import keep_file
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

State = ImportRun.State
UNDO_FOR = timedelta(days=30)
_QUICKLY_COUNTED = 20_000_000


class ImportRefusedError(Exception):
    """This cannot be done with the run as it stands. The message says why; nothing was changed."""


def start(*, path: Path, filename: str, by: User | None, at: datetime, mailbox: Mailbox | None = None) -> ImportRun:
    """Look at a file, keep it, and propose what its columns become. `by` is None at the terminal.

    Raises NoTableError for what is no table of customers (then nothing is kept), StoreError, ForbiddenError.
    """
    _require(by)
    layout = look_at(path)
    with path.open("rb") as file:
        raw = keep_file(file, at=at)
    own = own_fields()
    known = RememberedMapping.objects.filter(signature=signature(layout.names)).first()
    remembered = known.mapping if known else {}
    with transaction.atomic():
        run = ImportRun.objects.create(
            id=uuid7(), filename=filename[-255:] or _("file"), raw=raw, size=raw.size, fingerprint=raw.sha256, by=by,
            layout=layout.as_json(), total=_total(path, layout), mailbox=mailbox if layout.kind == "mbox" else None, created_at=at,
            mapping=targets.propose(layout.columns, remembered=remembered, own=own),
        )  # fmt: skip
        _tell("import.started", run, by, at)
    return run


def _total(path: Path, layout: Layout) -> int | None:
    """How many rows a small file has; a large one is counted when it is checked."""
    is_quick = layout.kind == "table" and path.stat().st_size <= _QUICKLY_COUNTED
    return count_rows(path, layout) if is_quick else None


def interrupted_run_of(*, path: Path) -> ImportRun | None:
    """The import of this very file that began and did not end."""
    with path.open("rb") as file:
        fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    stopped = ImportRun.objects.filter(fingerprint=fingerprint, state__in=[State.RUNNING, State.PAUSED])
    return stopped.order_by("-created_at").first()


def assume(*, run: ImportRun, said: Mapping[str, str], by: User | None) -> None:
    """Read the file under other assumptions: encoding, delimiter, decimal, order, country. Raises NoTableError, ForbiddenError."""
    _require(by)
    _expect(run, State.MAPPING, State.CHECKED)
    before = layout_of(run.layout)
    layout = look_again(path_of(run), before.assuming(**said))
    proposed = targets.propose(layout.columns, remembered={}, own=own_fields())
    run.mapping = {name: run.mapping.get(name, target) for name, target in proposed.items()}
    run.layout = layout.as_json()
    run.save(update_fields=["layout", "mapping"])


def keep_choices(*, run: ImportRun, mapping: Mapping[str, str], doubles: Doubles, by: User | None) -> None:
    """Keep what was chosen so far, checked later. Raises ImportRefusedError, ForbiddenError."""
    _require(by)
    _expect(run, State.MAPPING)
    run.mapping, run.doubles = dict(mapping), doubles.value
    run.save(update_fields=["mapping", "doubles"])


def map_columns(
    *, run: ImportRun, mapping: Mapping[str, str], doubles: Doubles, by: User | None, at: datetime, in_line: bool = True
) -> None:
    """Say what each column becomes and what happens with doubles; have the file checked. Raises MappingRefusedError, ImportRefusedError.

    `in_line` puts the check in line for a worker.
    """
    _require(by)
    _expect(run, State.MAPPING, State.CHECKED)
    layout = layout_of(run.layout)
    if layout.kind in {"table", "workbook"}:
        targets.check(mapping, names=layout.names, own=own_fields())
    with transaction.atomic():
        _move(
            run,
            (State.MAPPING, State.CHECKED),
            State.CHECKING,
            position=0,
            total=None,
            preview={},
            trouble="",
            pace_from=0,
            pace_at=at,
        )
        ImportProblem.objects.filter(run=run).delete()
        run.mapping, run.doubles = dict(mapping), doubles.value
        run.save(update_fields=["mapping", "doubles"])
        if in_line:
            enqueue("imports.check", {"run_id": str(run.id)}, at, key=f"import:{run.id}")


def back_to_columns(*, run: ImportRun, by: User | None) -> None:
    """Choose the columns again. Raises ImportRefusedError."""
    _require(by)
    _move(run, (State.CHECKED,), State.MAPPING)


def begin(*, run: ImportRun, by: User | None, at: datetime, in_line: bool = True) -> None:
    """Begin to bring the rows in. New fields are made first. Raises ImportRefusedError, ForbiddenError."""
    _require(by)
    with transaction.atomic():
        _move(
            run, (State.CHECKED,), State.RUNNING, position=0, counts={}, trouble="", started_at=at, pace_from=0, pace_at=at
        )  # fmt: skip
        ImportProblem.objects.filter(run=run).delete()
        _make_fields(run, by, at)
        _remember(run, at)
        _tell("import.begun", run, by, at)
        if in_line:
            enqueue("imports.work", {"run_id": str(run.id)}, at, key=f"import:{run.id}")


def cancel(*, run: ImportRun, by: User | None, at: datetime) -> None:
    """Bring in no more. What came in stays and can be undone. Raises ImportRefusedError."""
    _require(by)
    _move(
        run, (State.MAPPING, State.CHECKING, State.CHECKED, State.RUNNING, State.PAUSED), State.CANCELLED, finished_at=at
    )  # fmt: skip
    with transaction.atomic():
        _tell("import.cancelled", run, by, at)


def resume(*, run: ImportRun, by: User | None, at: datetime, in_line: bool = True) -> None:
    """Go on where it stopped. Raises ImportRefusedError."""
    _require(by)
    with transaction.atomic():
        _move(
            run, (State.PAUSED, State.RUNNING), State.RUNNING, trouble="", pace_from=F("position"), pace_at=at
        )  # fmt: skip
        _tell("import.resumed", run, by, at)
        if in_line:
            enqueue("imports.work", {"run_id": str(run.id)}, at, key=f"import:{run.id}")


def pause(*, run_id: UUID, trouble: str) -> None:
    """Let a run rest, with the reason in words. A check that failed leads back to the columns; an undoing is tried again."""
    for before, after in (
        (State.RUNNING, State.PAUSED),
        (State.CHECKING, State.MAPPING),
        (State.UNDOING, State.UNDOING),
    ):
        ImportRun.objects.filter(id=run_id, state=before).update(state=after, trouble=trouble)


def _make_fields(run: ImportRun, by: User | None, at: datetime) -> None:
    layout = layout_of(run.layout)
    columns = {column.name: column for column in layout.columns}
    mapping = dict(run.mapping)
    for name, target in run.mapping.items():
        if target.startswith("new:"):
            record_kind = target.removeprefix("new:")
            key, is_new = _field(record_kind, columns[name], run, by, at)
            mapping[name] = f"own:{record_kind}:{key}"
            run.new_fields = [*run.new_fields, f"{record_kind}:{key}"] if is_new else run.new_fields
    run.mapping = mapping
    run.save(update_fields=["mapping", "new_fields"])


def _field(record_kind: str, column: Column, run: ImportRun, by: User | None, at: datetime) -> tuple[str, bool]:
    """The key of the field that a column becomes, and whether it was made, or revived, for it."""
    if by is None:
        raise ImportRefusedError(_("Say with --by who adds the new field “%(name)s”.") % {"name": column.name})
    key = key_of(column.name[:80])
    known = CustomField.objects.filter(record=record_kind, key=key).first()
    if known:
        if known.retired_at:
            revive_field(field=known, by=by, at=at)
        return known.key, known.retired_at is not None
    use = _("Came in with %(filename)s; say here what it is used for.") % {"filename": run.filename[:200]}
    try:
        made = add_field(record_kind=record_kind, label=column.name[:80], kind=column.kind, use=use, by=by, at=at)
    except FieldRefusedError as error:
        raise ImportRefusedError(f"{column.name}: {error}") from error
    return made.key, True


def _remember(run: ImportRun, at: datetime) -> None:
    layout = layout_of(run.layout)
    if layout.columns:
        mapping = {fold(name): target for name, target in run.mapping.items()}
        RememberedMapping.objects.update_or_create(
            signature=signature(layout.names), defaults={"mapping": mapping, "used_at": at}
        )


def _require(by: User | None) -> None:
    if by is not None:
        staff.require(by, Right.SET_UP)


def _expect(run: ImportRun, *states: ImportRun.State) -> None:
    if run.state not in states:
        raise ImportRefusedError(_("This import has gone further meanwhile. Load the page again."))


def _move(run: ImportRun, before: tuple[ImportRun.State, ...], after: ImportRun.State, **values: object) -> None:
    """From one state to the next, unless somebody was quicker."""
    if not ImportRun.objects.filter(id=run.id, state__in=before).update(state=after, **values):
        raise ImportRefusedError(_("This import has gone further meanwhile. Load the page again."))
    run.refresh_from_db()


def _tell(kind: str, run: ImportRun, by: User | None, at: datetime) -> None:
    data = {"filename": run.filename, "rows": run.position}
    record(kind=kind, at=at, subject=Subject("import", run.id), by_id=by.id if by else None, data=data)
