"""Reading a file through before anything is brought in: how many rows, which cannot be used, whom we know already."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from regard.customers.operations.importing import foresee
from regard.customers.rules.incoming import Doubles, Incoming, folded
from regard.imports.models import ImportProblem, ImportRun
from regard.imports.operations.letters import check_letters
from regard.imports.operations.problems import keep_problems
from regard.imports.queries.records import Read, count, habits_of, path_of, read
from regard.imports.rules.layout import layout_of
from regard.kit.batches import batched

#: So many rows are compared with everybody we know; the others are counted.
COMPARED = 50_000
#: So many that cannot be used, or not wholly, are kept for the page before the import.
MOST_PROBLEMS = 2_000
_BATCH = 1000


def check(*, run_id: UUID, now: Callable[[], datetime]) -> None:
    """Foresee an import, and note it with the run. Raises NoTableError when a row cannot be read at all, OSError."""
    run = ImportRun.objects.select_related("raw", "mailbox").get(id=run_id)
    if run.state != ImportRun.State.CHECKING:
        return
    layout = layout_of(run.layout)
    if layout.kind == "mbox":
        total, preview = check_letters(run)
    else:
        total = count(path_of(run), layout)
        ImportRun.objects.filter(id=run_id).update(total=total)
        ImportProblem.objects.filter(run=run).delete()
        preview = _compare(run, now)
    still = ImportRun.objects.filter(id=run_id, state=ImportRun.State.CHECKING)
    still.update(state=ImportRun.State.CHECKED, total=total, position=0, preview=preview)


def check_quickly(*, run_id: UUID) -> None:
    """Only count the rows; for a terminal, where `--dry-run` tells the rest. Raises NoTableError."""
    run = ImportRun.objects.select_related("raw", "mailbox").get(id=run_id)
    layout = layout_of(run.layout)
    total = check_letters(run)[0] if layout.kind == "mbox" else count(path_of(run), layout)
    still = ImportRun.objects.filter(id=run_id, state=ImportRun.State.CHECKING)
    still.update(state=ImportRun.State.CHECKED, total=total)


def foreseen(rows: Iterator[Read], *, doubles: Doubles, at: datetime) -> Iterator[tuple[int, Counter[str], list[Read]]]:
    """Batch by batch: how many rows, what would happen how often, and those of which something does not come in."""
    seen = set[Hashable]()
    for some in batched(rows, _BATCH):
        counts, fresh = Counter[str](), list[Incoming]()
        for one in some:
            if one.incoming is None:
                counts["rows_unusable"] += 1
            elif doubles is not Doubles.ADD and (key := _key(one.incoming)) in seen:
                counts["rows_again"] += 1
            else:
                seen.add(key if doubles is not Doubles.ADD else one.number)
                fresh.append(one.incoming)
        brought = foresee(fresh, doubles=doubles, at=at)
        told: dict[int, list[str]] = {}
        for number, reason in brought.problems:
            told.setdefault(number, []).append(reason)
        troubled = [
            Read(
                number=one.number,
                incoming=one.incoming,
                cells=one.cells,
                reasons=[*one.reasons, *told.get(one.number, [])],
            )
            for one in some
            if one.reasons or one.number in told
        ]
        counts["rows_partly"] += sum(one.incoming is not None for one in troubled)
        yield len(some), counts + brought.counts, troubled


def _compare(run: ImportRun, now: Callable[[], datetime]) -> dict[str, int]:
    layout = layout_of(run.layout)
    rows = read(path_of(run), layout, run.mapping, habits=habits_of(layout))
    counts, done, kept = Counter[str](), 0, 0
    for size, some, troubled in foreseen(islice(rows, COMPARED), doubles=Doubles(run.doubles), at=now()):
        counts += some
        done += size
        ImportRun.objects.filter(id=run.id).update(position=done)
        keep_problems(run, troubled[: MOST_PROBLEMS - kept])
        kept += len(troubled[: MOST_PROBLEMS - kept])
    return {**counts, "compared": done}


def _key(row: Incoming) -> Hashable:
    """By what a second row about the same customer is known within a file."""
    if not row.is_person:
        return hash(("company", folded(str(row.company.get("name", row.number)))))
    if row.emails:
        return hash(row.emails[0].normalised)
    name = folded(row.person["name"])
    if row.phones:
        return hash((row.phones[0].normalised, name))
    company = folded(str(row.company.get("name", "")))
    return hash((company, name))
