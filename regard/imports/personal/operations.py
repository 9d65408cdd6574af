"""Files that people were brought in from hold them word for word, and so does what is kept to take an import back."""

from datetime import datetime
from typing import Any

from regard.imports.models import ImportProblem, ImportRun, ImportTrace
from regard.kit.holders import ERASED_WORDS, Person, Plain
from regard.kit.wiping import Wiper
from regard.mail.operations.discarding import release

State = ImportRun.State
_ENDED = (State.FINISHED, State.CANCELLED, State.UNDONE, State.UNDOING)


class ImportsHolder(Plain):
    """Nothing is given out of a file: what came of it stands with the person."""

    def erase(self, person: Person, *, at: datetime) -> int:
        """Let go of every file that is still kept, and of the person in what an undoing would put back.

        A file can hold anybody, in a form that only reading it as a whole would tell. An import that has not ended is cancelled: it
        would bring the person again. What it brought stays and can be taken back; the others of its file come by importing it anew.
        """
        wiper = Wiper(person)
        runs = list(ImportRun.objects.exclude(raw=None).select_for_update())
        raws = [run.raw_id for run in runs if run.raw_id]
        for run in runs:
            _let_go(run, wiper, at)
        release(raws, at=at)
        return len(runs) + _traces(person) + _problems(wiper)


def _let_go(run: ImportRun, wiper: Wiper, at: datetime) -> None:
    if run.state not in _ENDED:
        run.state, run.finished_at = State.CANCELLED, at
    run.raw, run.preview, run.kept = None, {}, []
    run.filename, run.trouble = wiper.text(run.filename), wiper.text(run.trouble)
    run.layout = {**run.layout, "columns": []}
    run.save(update_fields=["state", "finished_at", "raw", "preview", "kept", "filename", "trouble", "layout"])


def _traces(person: Person) -> int:
    """What stood in the person's own rows before an import is forgotten; undoing leaves them as they are."""
    own = {identifier.hex for identifier in person.own_ids()}
    changed = 0
    for trace in ImportTrace.objects.exclude(changed={}).iterator():
        kept: dict[str, Any] = {
            kind: {key: value for key, value in records.items() if key not in own}
            for kind, records in trace.changed.items()
        }
        if kept != trace.changed:
            ImportTrace.objects.filter(id=trace.id).update(changed=kept)
            changed += 1
    return changed


def _problems(wiper: Wiper) -> int:
    """Rows that name the person: how many did not come in stays known, what stood in them does not."""
    changed = 0
    for row in ImportProblem.objects.iterator():
        if wiper.json(row.cells) != row.cells or wiper.text(row.reason) != row.reason:
            ImportProblem.objects.filter(id=row.id).update(cells=[], reason=ERASED_WORDS)
            changed += 1
    return changed
