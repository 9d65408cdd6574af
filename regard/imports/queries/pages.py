"""What the pages of imports show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.imports.models import ImportProblem, ImportRun
from regard.imports.queries.records import own_fields
from regard.imports.queries.runs import QUIET, earlier_runs_of, latest_runs, rows_a_second, sentence_of_earlier
from regard.imports.rules import targets
from regard.imports.rules.layout import Column, Layout, layout_of
from regard.imports.rules.words import describe, outcome, time_left
from regard.kit.ids import time_of

State = ImportRun.State
#: So many columns get a list to choose from, those that were recognised first; the others a field to write in.
LISTED = 14
SHOWN_PROBLEMS, SHOWN_KEPT, SHOWN_RUNS = 8, 20, 50
_STEP = {State.MAPPING: 2, State.CHECKING: 3, State.CHECKED: 3}
_STATES = {
    State.MAPPING: ("line", gettext_lazy("columns not chosen")), State.CHECKING: ("acc", gettext_lazy("is being checked")),
    State.CHECKED: ("line", gettext_lazy("not begun")), State.RUNNING: ("acc", gettext_lazy("comes in")), State.PAUSED: ("warn", gettext_lazy("rests")),
    State.FINISHED: ("good", gettext_lazy("done")), State.CANCELLED: ("line", gettext_lazy("cancelled")), State.UNDOING: ("acc", gettext_lazy("is taken back")),
    State.UNDONE: ("line", gettext_lazy("taken back")),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of the four steps; `state` is done, now or ""."""

    number: int
    label: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ColumnRow:
    """A column of the file and what it becomes. `tags`: what it looks like, with the kind of tag."""

    index: int
    name: str
    target: str
    words: str
    sample: str
    tags: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far it is: `share` from 0 to 1."""

    title: str
    share: float
    text: str
    label: str


@dataclass(frozen=True, kw_only=True)
class ProblemRow:
    """A row that did not come in, or not wholly."""

    number: int
    reason: str
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class RunPage:
    """One import, as it stands."""

    id: str
    filename: str
    state: str
    steps: Sequence[Step]
    is_busy: bool
    rows: str
    assumed: Sequence[str]
    trouble: str
    earlier: Sequence[str]
    progress: Progress | None = None
    outcome: Sequence[tuple[str, int]] = ()
    problems: Sequence[ProblemRow] = ()
    problem_count: int = 0
    kept: Sequence[tuple[str, str]] = ()
    kept_count: int = 0
    can_undo: bool = False
    undo_until: datetime | None = None
    is_letters: bool = False
    compared_only: int = 0
    was_interrupted: bool = False


@dataclass(frozen=True, kw_only=True)
class ColumnsPage:
    """The second step."""

    listed: Sequence[ColumnRow] = ()
    others: Sequence[ColumnRow] = ()
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    recognised: str = ""
    layout: Layout = field(default_factory=lambda: Layout(kind="table"))


@dataclass(frozen=True, kw_only=True)
class EarlierRow:
    """An import in the list."""

    url: str
    filename: str
    by: str
    at: datetime
    result: str
    kind: str
    state: str


def earlier_rows() -> list[EarlierRow]:
    """The latest imports."""
    return [_earlier(run) for run in latest_runs()[:SHOWN_RUNS]]


def run_page(run: ImportRun, *, at: datetime, can_undo: bool) -> RunPage:
    """Everything about an import but its columns. At most six statements."""
    layout = layout_of(run.layout)
    busy = run.state in {State.CHECKING, State.RUNNING, State.UNDOING}
    problems = ImportProblem.objects.filter(run=run).order_by("number", "id")
    shown = list(problems[:SHOWN_PROBLEMS]) if not busy else []
    is_old = layout.kind == "mbox"
    told = run.preview if run.state == State.CHECKED else run.counts
    return RunPage(
        id=str(run.id), filename=run.filename, state=run.state, steps=_steps(run), is_busy=busy, rows=_rows(run),
        assumed=describe(layout), trouble=run.trouble, progress=_progress(run, at) if busy or run.state == State.PAUSED else None,
        earlier=[sentence_of_earlier(one) for one in earlier_runs_of(run)[:1]] if run.state in {State.MAPPING, State.CHECKED} else (),
        outcome=[] if busy else outcome(told), problem_count=problems.count() if not busy else 0,
        problems=[ProblemRow(number=one.number, reason=one.reason, is_kept=one.is_kept) for one in shown],
        kept=[(reverse("search") + f"?q={name}", name) for _kind, _identifier, name in run.kept[:SHOWN_KEPT]],
        kept_count=run.counts.get("left", 0), can_undo=can_undo and not is_old, undo_until=run.finished_at, is_letters=is_old,
        compared_only=run.preview.get("compared", 0) if run.total and run.preview.get("compared", 0) < run.total else 0,
        was_interrupted=run.state == State.RUNNING and _is_quiet(run, at),
    )  # fmt: skip


def columns_page(run: ImportRun) -> ColumnsPage:
    """What each column becomes. Two statements."""
    layout, own = layout_of(run.layout), own_fields()
    described = targets.targets(own)
    words = {value: text for _group, choices in described for value, text in choices}
    rows = [
        _column(index, column, layout, run.mapping.get(column.name, ""), words)
        for index, column in enumerate(layout.columns)
    ]
    by_use = sorted(rows, key=lambda row: row.target == "") if len(rows) > LISTED else rows
    listed = sorted(by_use[:LISTED], key=lambda row: row.index)
    recognised = sum(row.target != "" for row in rows)
    said = _("%(known)s of %(all)s recognised") % {"known": recognised, "all": len(rows)}
    return ColumnsPage(listed=listed, others=by_use[LISTED:], groups=described, recognised=said, layout=layout)


def _column(index: int, column: Column, layout: Layout, target: str, words: dict[str, str]) -> ColumnRow:
    tags = list[tuple[str, str]]()
    if column.wrong:
        tags.append(("warn", _("%(count)s not valid") % {"count": column.wrong}))
    elif column.filled:
        all_filled = column.filled == layout.looked_at
        said = _("all %(count)s filled") if all_filled else _("%(count)s filled")
        tags.append(("good", said % {"count": column.filled}))
    else:
        tags.append(("line", _("empty")))
    if column.kind == "number" and layout.decimal and any(mark in column.sample for mark in ",."):
        mark = _("comma") if layout.decimal == "," else _("point")
        tags.append(("good", _("%(mark)s is the decimal mark") % {"mark": mark}))
    if column.kind == "date":
        tags.append(
            ("good", {"dmy": _("day, month, year"), "mdy": _("month, day, year")}.get(layout.order, _("a date")))
        )
    sample = column.sample if len(column.sample) <= 60 else f"{column.sample[:60]}…"
    return ColumnRow(
        index=index, name=column.name, target=target, words=words.get(target, ""), sample=sample, tags=tags
    )


def _steps(run: ImportRun) -> list[Step]:
    present = _STEP.get(State(run.state), 4)
    labels = (_("File"), _("Columns"), _("Check"), _("Done"))
    is_done = run.state in {State.FINISHED, State.CANCELLED, State.UNDONE}
    return [
        Step(
            number=number,
            label=label,
            state="done" if number < present or is_done else "now" if number == present else "",
        )
        for number, label in enumerate(labels, start=1)
    ]


def _rows(run: ImportRun) -> str:
    if run.total is None:
        return ""
    return ngettext("%(count)s row", "%(count)s rows", run.total) % {"count": f"{run.total:,}"}


def _progress(run: ImportRun, at: datetime) -> Progress:
    titles = {
        State.CHECKING: _("The file is read"),
        State.RUNNING: _("Rows come in"),
        State.UNDOING: _("The import is taken back"),
    }
    title = titles.get(State(run.state), _("It rests"))
    done, total = _undone(run) if run.state == State.UNDOING else (run.position, run.total or 0)
    pace = rows_a_second(run, at=at) if run.state == State.RUNNING else 0
    seconds = (at - run.pace_at).total_seconds() if run.pace_at else 0
    left = time_left(done=run.position - run.pace_from, left=total - done, seconds=seconds) if pace else ""
    share = done / total if total else 0.0
    counted = _("%(done)s of %(total)s") % {"done": f"{done:,}", "total": f"{total:,}"} if total else _("counting")
    text = f"{share:.0%}, {left}" if left else f"{share:.0%}" if total else ""
    return Progress(title=title, share=share, text=text, label=counted)


def _undone(run: ImportRun) -> tuple[int, int]:
    return run.traces.exclude(undone_at=None).count(), run.traces.count()


def _is_quiet(run: ImportRun, at: datetime) -> bool:
    latest = run.traces.order_by("-number").first()
    moved = max(filter(None, [run.pace_at, time_of(latest.id) if latest else None]), default=None)
    return moved is not None and at - moved > QUIET


def _earlier(run: ImportRun) -> EarlierRow:
    kind, state = _STATES[State(run.state)]
    told = [f"{count:,} {words}" for words, count in outcome(run.counts)[:3]]
    return EarlierRow(
        url=reverse("import", args=[run.id]), filename=run.filename, by=run.by.name if run.by else _("at a terminal"),
        at=run.created_at, result=", ".join(told), kind=kind, state=str(state),
    )  # fmt: skip
