"""The pages on which many companies or people are changed at once, and where that is undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.customers.models import EditRun
from regard.customers.operations.many import TAG_OFF, TAG_ON, UNDO_WITHIN, Preview
from regard.customers.queries.catalogue import fields_of
from regard.customers.rules.lists import Wanted
from regard.desk.queries.customers.details import Detail, Editing, Option, input_of, options_of
from regard.desk.queries.customers.listing import wanted_rows
from regard.desk.queries.customers.record import WORDS, address_of
from regard.desk.queries.faces import Reader
from regard.staff import queries as staff

#: Fields that are one record's only.
_ONE_BY_ONE = {"name", "first_name", "last_name", "legal_name", "birthday", "website", "parent"}
MOST_RUNS = 50


@dataclass(frozen=True, kw_only=True)
class Example:
    """A record that would change: what stands there now."""

    name: str
    url: str
    now: str


@dataclass(frozen=True, kw_only=True)
class ManyPage:
    """What is to be changed in which records, and what that would do."""

    kind: str
    action: str
    list_url: str
    count: int
    is_all: bool
    ids: list[str]
    fields: list[Option]
    chosen: Detail | None
    note: str = ""
    needs_note: bool = False
    error: str = ""
    changes: int | None = None
    total: int = 0
    after: str = ""
    shown: tuple[Example, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """A change of many that was made."""

    id: UUID
    title: str
    detail: str
    can_undo: bool


def rows_meant(wanted: Wanted, reader: Reader, *, ids: list[UUID], is_all: bool) -> "QuerySet[Any]":
    """The rows that were ticked, or all of the list; never others than the reader may see."""
    rows, _hints = wanted_rows(wanted, reader)
    return rows if is_all else rows.filter(id__in=ids)


def many_page(
    wanted: Wanted, *, typed: Mapping[str, str], ids: list[UUID], is_all: bool, count: int, error: str = "",
    seen: Preview | None = None,
) -> ManyPage:  # fmt: skip
    """The page, with what was typed so far."""
    kind, name = wanted.kind, typed.get("field", "")
    query = urlencode(wanted.pairs())
    url = reverse(WORDS[kind])
    chosen = _chosen(kind, name, typed.get("field-value", ""))
    return ManyPage(
        kind=kind, action=f"{reverse(f'{kind}-many')}?{query}", list_url=f"{url}?{query}" if query else url, count=count,
        is_all=is_all, ids=[str(one) for one in ids], fields=_fields(kind, name), chosen=chosen, error=error,
        note=typed.get("note", ""), needs_note=name == "owner", changes=seen.changes if seen else None,
        total=seen.total if seen else 0, after=_after(chosen, seen),
        shown=tuple(Example(name=row.name, url=address_of(kind, row.pk), now=now) for row, now in seen.shown) if seen else (),
    )  # fmt: skip


def runs_of(reader: Reader) -> list[RunRow]:
    """What was changed at once in the last thirty days, latest first."""
    since = reader.now - UNDO_WITHIN
    rows = EditRun.objects.filter(at__gte=since).select_related("by").order_by("-at")[:MOST_RUNS]
    return [_run(row, reader) for row in rows]


def _run(row: EditRun, reader: Reader) -> RunRow:
    labels = {TAG_ON: _("Tag put on"), TAG_OFF: _("Tag taken off")}
    label = labels.get(row.field) or next(
        (str(field.label) for field in fields_of(row.kind) if field.name == row.field), row.field
    )
    words = {"label": label, "count": len(row.before)}
    title = _("%(label)s in %(count)s companies") if row.kind == "account" else _("%(label)s of %(count)s people")
    who = row.by.name if row.by else ""
    detail = ", ".join(filter(None, [who, reader.time(row.at), _("undone") if row.undone_at else ""]))
    return RunRow(id=row.id, title=title % words, detail=detail, can_undo=row.undone_at is None)


def _fields(kind: str, chosen: str) -> list[Option]:
    fields = [
        Option(value=field.name, label=str(field.label), is_on=field.name == chosen)
        for field in fields_of(kind)
        if field.name not in _ONE_BY_ONE
    ]
    tags = [(TAG_ON, _("Put a tag on")), (TAG_OFF, _("Take a tag off"))]
    return [*(Option(value=name, label=label, is_on=name == chosen) for name, label in tags), *fields]


def _chosen(kind: str, name: str, typed: str) -> Detail | None:
    if name in {TAG_ON, TAG_OFF}:
        editing = Editing(input="text", typed=typed, seen="")
        return Detail(name="value", label=_("Tag"), text="", use="", edit_url="", editing=editing)
    field = next((one for one in fields_of(kind) if one.name == name and name not in _ONE_BY_ONE), None)
    if field is None:
        return None
    options = options_of(field, typed)
    if field.kind == "owner":
        people = staff.active_users()
        options = [Option(value=str(one.id), label=one.name, is_on=str(one.id) == typed) for one in people]
    editing = Editing(input=input_of(field), typed=typed, seen="", options=options)
    return Detail(name="value", label=str(field.label), text="", use=str(field.use), edit_url="", editing=editing)


def _after(chosen: Detail | None, seen: Preview | None) -> str:
    if chosen is None or chosen.editing is None or seen is None:
        return ""
    named = next((one.label for one in chosen.editing.options if one.value == chosen.editing.typed), "")
    return named or seen.after
