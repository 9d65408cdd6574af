"""Counting how good the data are: all of them at night or when asked, single records when they changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from regard.data_quality.models import Candidate, Figure, Standing
from regard.data_quality.queries.states import judged_fields, needed, states
from regard.data_quality.rules.quality import TELLS_APART, Faults, State, faults, is_filled
from regard.fields.rules import Field
from regard.kit.ids import uuid7
from regard.kit.rows import in_parts

_AT_ONCE = 500
#: All owners together; beside it each owner, and None for nobody.
_ALL = "all"
Scope = Any


@dataclass
class _Tally:
    """Counts while records pass by."""

    counts: defaultdict[tuple[str, Scope], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seen: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    held: defaultdict[str, list[tuple[Scope, list[int]]]] = field(default_factory=lambda: defaultdict(list))

    def add(
        self, state: State, found: Faults, fields: Sequence[Field], tells_apart: Sequence[str], *, has_double: bool
    ) -> None:
        """One record."""
        whole = {
            "records",
            "filled" * (not found.missing),
            "valid" * (not found.invalid),
            "fresh" * (not found.is_outdated),
        }
        self._count("", state.owner_id, {*whole, "single" * (not has_double)})
        invalid = set(found.invalid)
        for one in fields:
            what = {"records"}
            if is_filled(state.values.get(one.name)):
                what |= {"filled", "valid" * (one.name not in invalid), "fresh" * (not found.is_outdated)}
            self._count(one.name, state.owner_id, what)
        for name in tells_apart:
            if is_filled(value := state.values.get(name)):
                keys = [hash(text) for text in (value if isinstance(value, list) else [str(value).strip()])]
                self.seen[name].update(keys)
                self.held[name].append((state.owner_id, keys))

    def _count(self, name: str, owner: UUID | None, what: Iterable[str]) -> None:
        for scope in (_ALL, owner):
            self.counts[name, scope].update(what)

    def finish(self) -> None:
        """How many values nobody else has."""
        for name, rows in self.held.items():
            for owner, keys in rows:
                if all(self.seen[name][key] == 1 for key in keys):
                    self._count(name, owner, {"single"})


def count_all(*, kind: str, at: datetime) -> int:
    """Judge all records of a kind and keep the figures; how many there are. May be broken off and run again."""
    fields = judged_fields(kind)
    wanted, doubles, tally = needed(kind, fields), _doubles(kind), _Tally()

    def judged() -> Iterator[tuple[State, Faults]]:
        for state in states(kind):
            found = faults(state, fields, needed=wanted, at=at)
            tally.add(state, found, fields, TELLS_APART[kind], has_double=state.id in doubles)
            yield state, found

    for some in in_parts(judged(), _AT_ONCE):
        _keep(kind, some, at=at)
    tally.finish()
    old = Standing.objects.filter(kind=kind, at__lt=at).values_list("id", flat=True)
    for gone in in_parts(list(old), _AT_ONCE):
        Standing.objects.filter(id__in=gone).delete()
    _write_figures(kind, tally, at=at)
    return tally.counts["", _ALL]["records"]


def judge_again(*, kind: str, ids: Sequence[UUID], at: datetime) -> None:
    """Judge some records as they are now, without waiting for the next count."""
    fields = judged_fields(kind)
    wanted = needed(kind, fields)
    found = [(state, faults(state, fields, needed=wanted, at=at)) for state in states(kind, ids)]
    with transaction.atomic():
        sound = {state.id for state, what in found if not what.count}
        gone = set(ids) - {state.id for state, _what in found}
        Standing.objects.filter(kind=kind, record_id__in=sound | gone).delete()
        _keep(kind, found, at=at)


def _keep(kind: str, found: Sequence[tuple[State, Faults]], *, at: datetime) -> None:
    rows = [
        Standing(
            id=uuid7(), kind=kind, record_id=state.id, owner_id=state.owner_id, missing=_names(what.missing),
            invalid=_names(what.invalid), is_outdated=what.is_outdated, faults=what.count, at=at,
        )
        for state, what in found
        if what.count
    ]  # fmt: skip
    Standing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "record_id"],
        update_fields=["owner_id", "missing", "invalid", "is_outdated", "faults", "at"],
    )  # fmt: skip


def _write_figures(kind: str, tally: _Tally, *, at: datetime) -> None:
    singles = {"", *TELLS_APART[kind]}
    rows = [
        Figure(
            id=uuid7(), kind=kind, field=name, of_all=scope == _ALL, owner_id=None if scope == _ALL else scope, at=at,
            records=counts["records"], filled=counts["filled"], valid=counts["valid"], fresh=counts["fresh"],
            single=counts["single"] if name in singles else None,
        )
        for (name, scope), counts in tally.counts.items()
    ]  # fmt: skip
    with transaction.atomic():
        Figure.objects.filter(kind=kind).delete()
        Figure.objects.bulk_create(rows, batch_size=_AT_ONCE)


def _doubles(kind: str) -> set[UUID]:
    waiting = Candidate.objects.filter(kind=kind).exclude(state=Candidate.State.DISTINCT)
    return {key for pair in waiting.values_list("one_id", "other_id") for key in pair}


def _names(names: Sequence[str]) -> str:
    return f",{','.join(names)}," if names else ""
