"""The columns of lists of companies and people: what can stand there, and what does for some rows at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.customers.models import Account, Contact
from regard.customers.operations.editing import value_of
from regard.customers.queries.lists import listed_fields, tags_of, ways_of
from regard.desk.queries.customers.details import words_of
from regard.desk.queries.faces import Reader
from regard.events.models import Event
from regard.fields.rules import Field, plain_text
from regard.staff import queries as staff

#: What stands in a list of which nobody chose the columns.
USUAL = {
    "account": ("name", "waiting", "owner", "tier", "city", "tag", "heard"),
    "contact": ("name", "account", "job_title", "email", "waiting", "heard"),
}
#: What only this room knows of a customer.
WAITING, HEARD = "waiting", "heard"
_REFERENCES = ("owner", "team", "account")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column by its name, as an address has it, and its label."""

    name: str
    label: str
    field: Field | None
    is_sortable: bool


def columns_of(kind: str) -> dict[str, Column]:
    """Everything that can be a column."""
    found = {
        field.name: Column(
            name=field.name, label=str(field.label), field=field, is_sortable=field.kind not in {"tag", "way"}
        )
        for field in listed_fields(kind).values()
    }
    for name, label in ((WAITING, _("Waiting for us since")), (HEARD, _("Last heard from them"))):
        found[name] = Column(name=name, label=label, field=None, is_sortable=False)
    return found


def chosen(kind: str, names: Sequence[str]) -> list[Column]:
    """The columns of these names, the name always first; the usual ones when none is known."""
    known = columns_of(kind)
    wanted = [known[name] for name in names if name in known] or [known[name] for name in USUAL[kind]]
    return [known["name"], *(column for column in wanted if column.name != "name")]


class Cells:
    """What stands in some columns for some rows: one statement for each kind of thing that is not in the row itself."""

    def __init__(self, kind: str, rows: Sequence[Account | Contact], columns: Sequence[Column], reader: Reader) -> None:
        self._reader, self._kind = reader, kind
        ids, names = [row.pk for row in rows], {column.name for column in columns}
        self._around: dict[str, Mapping[UUID, list[str]]] = {}
        if "tag" in names:
            self._around["tag"] = tags_of(kind, ids)
        for name in names & {"email", "phone", "domain", "number"}:
            self._around[name] = ways_of(name, ids)
        self._waiting = _waiting(kind, ids, reader) if WAITING in names else {}
        self._heard = _heard(kind, ids) if HEARD in names else {}

    def words(self, row: Account | Contact, column: Column) -> str:
        """In the reader's words."""
        if column.field is None or column.field.kind == "moment":
            at = self._moment(row, column)
            return self._reader.time(at) if at else ""
        if column.name in self._around:
            return ", ".join(self._around[column.name].get(row.pk, []))
        return words_of(column.field, value_of(row, column.field), self._reader, row=row)

    def plain(self, row: Account | Contact, column: Column) -> str:
        """As it stands in a file: another program, and this one, reads it again."""
        if column.field is None or column.field.kind == "moment":
            at = self._moment(row, column)
            return at.isoformat() if at else ""
        if column.name in self._around:
            return ", ".join(self._around[column.name].get(row.pk, []))
        if column.field.kind in _REFERENCES:
            return str(getattr(row, column.field.name) or "")
        if column.field.kind == "person":
            value = value_of(row, column.field)
            return staff.names().get(UUID(str(value)), "") if value else ""
        return plain_text(column.field, value_of(row, column.field))

    def _moment(self, row: Account | Contact, column: Column) -> Any:
        if column.name == WAITING:
            return self._waiting.get(row.pk)
        if column.name == HEARD:
            return self._heard.get(row.pk)
        return getattr(row, column.name)


def joined_for(columns: Sequence[Column], rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The rows with the records their columns name."""
    fields = [column.field for column in columns if column.field and not column.field.is_custom]
    names = [field.name for field in fields if field.kind in _REFERENCES]
    return rows.select_related(*names) if names else rows


def _waiting(kind: str, ids: Sequence[UUID], reader: Reader) -> Mapping[UUID, Any]:
    """Since when each waits for us in some conversation that the reader may see."""
    rows = conversations.waiting(conversations.visible_to(reader.user)).order_by()
    return dict(rows.filter(**{f"{kind}__in": ids}).values_list(kind).annotate(since=Min("waiting_since")))


def _heard(kind: str, ids: Sequence[UUID]) -> Mapping[UUID, Any]:
    """When each wrote last."""
    events = Event.objects.filter(
        **{f"{kind}_id": OuterRef("pk")}, kind__in=["message.received", "message.found"], actor=Event.Actor.CUSTOMER
    )
    table: type[Account | Contact] = Account if kind == "account" else Contact
    rows = table._default_manager.filter(pk__in=ids)  # noqa: SLF001  Django's own way
    return dict(rows.annotate(heard=Subquery(events.order_by("-at").values("at")[:1])).values_list("pk", "heard"))
