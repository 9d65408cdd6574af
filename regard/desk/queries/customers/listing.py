"""The page of a list of companies or people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations import queries as conversations
from regard.customers import queries as customers
from regard.customers.models import Account, Contact, SavedList
from regard.customers.queries.lists import Meaning, NoSuchValueError, listed_fields, rows_wanted
from regard.customers.rules.lists import FILLED, IS, ME, Condition, ManyValues, Wanted, from_json, read_wanted
from regard.desk.queries.customers.columns import WAITING, Cells, Column, chosen, joined_for
from regard.desk.queries.customers.record import CONTACT, WORDS, address_of
from regard.desk.queries.faces import Reader
from regard.fields.rules import Field
from regard.staff import queries as staff
from regard.staff.models import Team
from regard.staff.rules import Right, may

PAGE = 50
FILES = (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"), ("vcf", "vCard"))


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A condition in words, and the list without it."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """A column's head; `url` sorts by it, `sorted` says how it is sorted now: ascending, descending, none."""

    label: str
    url: str = ""
    sorted: str = "none"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A record: its page and its cells; `labelled` are these with their columns, for where there is no head above them."""

    id: UUID
    url: str
    name: str
    cells: list[str]
    labelled: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Link:
    """A saved list, another kind of list, a file to save."""

    label: str
    url: str
    is_on: bool = False
    detail: str = ""
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """The page."""

    kind: str
    url: str
    query: str
    finding: str
    total: int
    words: str
    kinds: list[Link]
    saved: list[Link]
    chips: list[Chip]
    hints: list[str]
    heads: list[Head]
    rows: list[Row]
    files: list[Link]
    add_url: str
    may_change: bool
    filter_url: str
    columns_url: str
    save_url: str
    clear_url: str
    next_url: str
    previous_url: str
    place: str


def wanted_of(kind: str, query: QueryDict) -> Wanted:
    """The list an address asks for."""
    pairs = [(name, str(value)) for name, values in query.lists() for value in values]
    return read_wanted(kind, dict(pairs), many=ManyValues(pairs))


def visible_rows(kind: str, reader: Reader) -> "QuerySet[Any]":
    """All companies or people the reader may see."""
    return conversations.contacts_visible_to(reader.user) if kind == CONTACT else customers.visible_to(reader.user)


def wanted_rows(wanted: Wanted, reader: Reader) -> tuple["QuerySet[Any]", list[str]]:
    """The rows of a list, and sentences about conditions that mean nothing and were left out."""
    hints: list[str] = []
    while True:
        try:
            meant = _also(wanted.kind, reader)
            return rows_wanted(visible_rows(wanted.kind, reader), wanted, user=reader.user, also=meant), hints
        except NoSuchValueError as error:
            hints.append(
                _("“%(value)s” means nothing there; the condition was left out.") % {"value": error.condition.value}
            )
            wanted = wanted.without(error.condition)


def list_page(wanted: Wanted, reader: Reader, *, page: int) -> ListPage:
    """One page of a list, counted from 1."""
    rows, hints = wanted_rows(wanted, reader)
    total = rows.count()
    page = max(1, min(page, (total + PAGE - 1) // PAGE or 1))
    columns = chosen(wanted.kind, wanted.columns)
    shown = list(joined_for(columns, rows)[(page - 1) * PAGE : page * PAGE])
    url = reverse(WORDS[wanted.kind])
    return ListPage(
        kind=wanted.kind, url=url, query=urlencode(wanted.pairs()), finding=_finding(wanted, total), total=total,
        words=wanted.words, kinds=_kinds(wanted.kind), saved=_saved(wanted, reader), hints=hints,
        chips=[_chip(one, wanted, url) for one in wanted.conditions], heads=[_head(one, wanted, url) for one in columns],
        rows=_rows(wanted.kind, shown, columns, reader),
        files=_files(wanted), add_url=reverse(f"{wanted.kind}-new"), may_change=may(reader.user.role, Right.ANSWER),
        filter_url=_with(url, wanted, dialog="filter"), columns_url=_with(url, wanted, dialog="columns"),
        save_url=_with(url, wanted, dialog="save"), clear_url=_with(url, replace(wanted, words="", conditions=())),
        next_url=_with(url, wanted, page=str(page + 1)) if page * PAGE < total else "",
        previous_url=_with(url, wanted, page=str(page - 1)) if page > 1 else "",
        place=_place(page, total),
    )  # fmt: skip


def saved_lists_of(kind: str, reader: Reader) -> "QuerySet[SavedList]":
    """The reader's own lists and those of their teams."""
    mine = Q(owner=reader.user) | Q(team__in=staff.teams_of(reader.user))
    rows = SavedList.objects.filter(mine, kind=kind).select_related("team")
    return rows.order_by(F("team__name").asc(nulls_first=True), "created_at")


def label_of(condition: Condition, kind: str, fields: dict[str, Field] | None = None) -> str:
    """A condition in words."""
    fields = fields or listed_fields(kind)
    if condition.field == WAITING:
        return _("Somebody waits for us")
    field = fields.get(condition.field)
    label = str(field.label) if field else condition.field
    value = _said(condition, field)
    sentences = {
        "has": _("%(field)s has %(value)s"), "is": _("%(field)s: %(value)s"), "not": _("%(field)s is not %(value)s"),
        "from": _("%(field)s from %(value)s"), "to": _("%(field)s up to %(value)s"), "empty": _("%(field)s is empty"),
        "filled": _("%(field)s is known"),
    }  # fmt: skip
    return sentences[condition.sense] % {"field": label, "value": value}


def _said(condition: Condition, field: Field | None) -> str:
    """A value in words: the names of people, teams and companies instead of their ids."""
    if field is None or field.kind not in {"owner", "person", "team", "account"}:
        return condition.value
    if condition.value == ME:
        return _("me")
    try:
        identifier = UUID(condition.value)
    except ValueError:
        return condition.value
    if field.kind in {"owner", "person"}:
        return staff.names().get(identifier, condition.value)
    found: Any = (Team if field.kind == "team" else Account)._default_manager.filter(pk=identifier).first()  # noqa: SLF001
    return str(found) if found else condition.value


def _also(kind: str, reader: Reader) -> dict[str, Meaning]:
    """Conditions that only the rooms above customers can mean."""
    waits = conversations.waiting(conversations.visible_to(reader.user)).order_by().exclude(**{kind: None}).values(kind)
    return {WAITING: lambda condition: Q(id__in=waits) if condition.sense in {IS, FILLED} else ~Q(id__in=waits)}


def _finding(wanted: Wanted, total: int) -> str:
    number = {"number": number_format(total, force_grouping=True)}
    if wanted.kind == CONTACT:
        return ngettext("%(number)s person", "%(number)s people", total) % number
    return ngettext("%(number)s company", "%(number)s companies", total) % number


def _place(page: int, total: int) -> str:
    if total <= PAGE:
        return ""
    first, last = (page - 1) * PAGE + 1, min(page * PAGE, total)
    return _("%(first)s to %(last)s") % {"first": number_format(first), "last": number_format(last)}


def _kinds(kind: str) -> list[Link]:
    labels = {"account": _("Companies"), "contact": _("People")}
    return [Link(label=label, url=reverse(WORDS[one]), is_on=one == kind) for one, label in labels.items()]


def _saved(wanted: Wanted, reader: Reader) -> list[Link]:
    url = reverse(WORDS[wanted.kind])
    found = []
    for row in saved_lists_of(wanted.kind, reader):
        kept = from_json(wanted.kind, row.query)
        found.append(
            Link(
                id=str(row.id), label=row.name, url=_with(url, kept), is_on=kept == wanted, detail=row.team.name if row.team else "",
            )
        )  # fmt: skip
    return found


def _chip(condition: Condition, wanted: Wanted, url: str) -> Chip:
    return Chip(label=label_of(condition, wanted.kind), url=_with(url, wanted.without(condition)))


def _head(column: Column, wanted: Wanted, url: str) -> Head:
    if not column.is_sortable:
        return Head(label=column.label)
    is_up, is_down = wanted.sort == column.name, wanted.sort == f"-{column.name}"
    following = f"-{column.name}" if is_up else column.name
    state = "ascending" if is_up else "descending" if is_down else "none"
    return Head(label=column.label, url=_with(url, replace(wanted, sort=following)), sorted=state)


def _rows(kind: str, shown: Sequence[Account | Contact], columns: Sequence[Column], reader: Reader) -> list[Row]:
    found = Cells(kind, shown, columns, reader)
    rows = []
    for row in shown:
        cells = [found.words(row, column) for column in columns[1:]]
        labelled = list(zip((column.label for column in columns[1:]), cells, strict=True))
        url = address_of(kind, row.pk)
        rows.append(Row(id=row.pk, url=url, name=row.name or _("(no name)"), cells=cells, labelled=labelled))
    return rows


def _files(wanted: Wanted) -> list[Link]:
    query = urlencode(wanted.pairs())
    base = reverse(f"{wanted.kind}-export", args=["csv"]).removesuffix("csv")
    wanted_files = FILES if wanted.kind == CONTACT else FILES[:3]
    return [Link(label=label, url=f"{base}{name}{'?' + query if query else ''}") for name, label in wanted_files]


def _with(url: str, wanted: Wanted, **more: str) -> str:
    query = urlencode([*wanted.pairs(), *more.items()])
    return f"{url}?{query}" if query else url
