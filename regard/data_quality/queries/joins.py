"""What was joined in the last thirty days, and what one join did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.customers.queries.catalogue import fields_of
from regard.data_quality.models import Distinct, Join
from regard.data_quality.queries.alike import seen_by
from regard.data_quality.queries.picking import pick_name
from regard.data_quality.queries.showing import WITH, people_in, shown
from regard.data_quality.rules import APART_WITHIN
from regard.staff.models import User

_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class JoinRow:
    """One join in the list. `is_together` while it can be taken apart."""

    id: UUID
    kept: str
    gone: str
    by: str
    at: datetime
    is_together: bool
    url: str


@dataclass(frozen=True, kw_only=True)
class DistinctRow:
    """Two that were said to be different."""

    id: UUID
    names: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A field of the joined record; `is_taken` when it came from the one that went."""

    label: Any
    value: str
    is_taken: bool


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a join did."""

    row: JoinRow
    kind: str
    facts: list[Fact]
    moved: int
    aside: int
    until: datetime


def joins_page(viewer: User, *, at: datetime) -> tuple[list[JoinRow], list[DistinctRow]]:
    """Of the last thirty days, the latest first. Six statements at most."""
    since = at - APART_WITHIN
    rows = list(Join.objects.filter(at__gte=since).select_related("by").order_by("-at", "-id")[:_SHOWN])
    apart = list(Distinct.objects.filter(at__gte=since).select_related("by").order_by("-at", "-id")[:_SHOWN])
    names = _names(viewer, rows, apart)
    joined = [_row(row, names, at) for row in rows if row.kept_id in names or row.gone_id in names or row.undone_at]
    distinct = [
        DistinctRow(id=row.id, names=f"{names[row.one_id]} · {names[row.other_id]}", by=str(row.by or ""), at=row.at)
        for row in apart
        if row.one_id in names and row.other_id in names
    ]
    return joined, distinct


def result_of(join: Join, viewer: User, *, at: datetime) -> Result | None:
    """The record as it is now; None when the viewer does not see it, or it is gone itself."""
    record = seen_by(join.kind, viewer).select_related(*WITH[join.kind]).filter(pk=join.kept_id).first()
    if record is None:
        return None
    fields = fields_of(join.kind)
    people = people_in([record], fields)
    facts = [
        Fact(label=field.label, value=value, is_taken=_is_taken(join, pick_name(field)))
        for field in fields
        if (value := shown(record, field, people))
    ]
    row = _row(join, {join.kept_id: str(record)}, at)
    moved = sum(len(ids) for ids in join.moved.values())
    return Result(
        row=row, kind=join.kind, facts=facts, moved=moved, aside=len(join.aside), until=join.at + APART_WITHIN
    )


def moved_words(result: Result) -> str:
    """What went along, in one sentence."""
    words = {"count": f"{result.moved:,}"}
    text = ngettext(
        "%(count)s entry that belonged to the second record belongs to this one now.",
        "%(count)s entries that belonged to the second record belong to this one now.",
        result.moved,
    ) % words  # fmt: skip
    if not result.aside:
        return text
    twice = ngettext(
        "%(count)s would have stood here twice and is set aside.", "%(count)s would have stood here twice and are set aside.",
        result.aside,
    ) % {"count": f"{result.aside:,}"}  # fmt: skip
    return f"{text} {twice}"


def _is_taken(join: Join, pick: str) -> bool:
    if pick.startswith("custom."):
        key, before, after = pick.removeprefix("custom."), join.kept_before.get("custom"), join.kept_after.get("custom")
        return before is not None and after is not None and before.get(key) != after.get(key)
    return pick in join.kept_after


def _row(row: Join, names: dict[UUID, str], at: datetime) -> JoinRow:
    return JoinRow(
        id=row.id, kept=names.get(row.kept_id) or _("joined further since"), gone=str(row.gone.get("name") or ""),
        by=str(row.by or ""), at=row.at, is_together=row.undone_at is None and at - row.at <= APART_WITHIN,
        url=reverse("join", args=[row.id]),
    )  # fmt: skip


def _names(viewer: User, rows: list[Join], apart: list[Distinct]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for kind in ("account", "contact"):
        ids = {key for row in rows if row.kind == kind for key in (row.kept_id, row.gone_id)}
        ids |= {key for row in apart if row.kind == kind for key in (row.one_id, row.other_id)}
        if ids:
            found |= dict(seen_by(kind, viewer).filter(Q(pk__in=ids)).values_list("pk", "name"))
    return found
