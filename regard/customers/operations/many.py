"""One change made to many accounts or people at once, seen before it is made, and undone within thirty days."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact, CustomerNote, CustomerTagging, EditRun
from regard.customers.operations.editing import EditRefusedError, apply, read_typed, tell_changed, value_of
from regard.customers.operations.notes import tell
from regard.customers.operations.tags import tag_called
from regard.customers.queries.catalogue import field_of
from regard.events.operations import Subject, gathering, record
from regard.fields.operations import note_use
from regard.fields.rules import Field, plain_text
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

Customer = Account | Contact
Rows = QuerySet[Any]
UNDO_WITHIN = timedelta(days=30)
#: What can be done to many beside writing into a field.
TAG_ON, TAG_OFF = "tag", "tag-off"
_CHUNK = 500
_TABLES: dict[str, type[Account] | type[Contact]] = {"account": Account, "contact": Contact}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be changed: a field's name (or TAG_ON, TAG_OFF) and what is typed; a `note` where the owner changes."""

    kind: str
    field: str
    text: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How many of how many would change, and the first of them with what stands there now."""

    total: int
    changes: int
    shown: list[tuple[Customer, str]]
    after: str


def preview(*, change: Change, rows: "Rows", by: User, most: int = 20) -> Preview:
    """What a change would do, without doing it. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    if change.field in {TAG_ON, TAG_OFF}:
        differs, after = _to_tag(change, rows), change.text.strip()
    else:
        field, value = _read(change, rows)
        differs, after = _to_write(rows, field, value), plain_text(field, value)
    first = list(differs.order_by("name", "id")[:most])
    shown = [(row, _now(row, change)) for row in first]
    return Preview(total=rows.count(), changes=differs.count(), shown=shown, after=after)


def change_many(*, change: Change, rows: "Rows", by: User, at: datetime) -> EditRun:
    """Make the change where it differs; all of it or nothing. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic(), gathering():
        run = EditRun(id=uuid7(), kind=change.kind, field=change.field, by=by, at=at)
        if change.field in {TAG_ON, TAG_OFF}:
            run.before, run.after = _tag(change, rows, by=by, at=at), {"tag": change.text.strip()}
        else:
            field, value = _read(change, rows)
            if field.kind == "owner" and not change.note.strip():
                raise EditRefusedError("note", _("Write a note for whoever takes them over."))
            run.before, run.after = _write(change, field, value, rows, by=by, at=at), {"value": value}
        run.save(force_insert=True)
        data = {"field": change.field, "count": len(run.before)}
        record(kind="customers.edited", at=at, subject=Subject("edit run", run.id), by_id=by.id, data=data)
    return run


def undo(*, run: EditRun, by: User, at: datetime) -> tuple[int, int]:
    """Put back what stood there; how many were put back, and how many somebody changed since and stay as they are.

    Raises EditRefusedError after 30 days and the second time, ForbiddenError.
    """
    staff.require(by, Right.ANSWER)
    with transaction.atomic(), gathering():
        held = EditRun.objects.select_for_update().get(id=run.id)
        if held.undone_at:
            raise EditRefusedError("", _("This was undone before. Nothing was changed."))
        if at - held.at > UNDO_WITHIN:
            raise EditRefusedError("", _("This was done more than 30 days ago and stays."))
        back = _untag(held, by=by, at=at) if held.field in {TAG_ON, TAG_OFF} else _write_back(held, by=by, at=at)
        held.undone_at = at
        held.save(update_fields=["undone_at"])
        record(
            kind="customers.edit_undone", at=at, subject=Subject("edit run", held.id), by_id=by.id, data={"count": back}
        )
    return back, len(held.before) - back


def _read(change: Change, rows: "Rows") -> tuple[Field, Any]:
    field = field_of(change.kind, change.field)
    if field.name == "name":
        raise EditRefusedError("field", _("Names are changed one by one."))
    if field.kind == "owner":
        found = staff.active_users().filter(Q(email__iexact=change.text) | Q(id=_id_or_none(change.text))).first()
        if found is None and change.text.strip():
            raise EditRefusedError("value", _("No colleague of that name is here."))
        return field, str(found.id) if found else None
    example = rows.model(id=uuid7(), name="")
    return field, read_typed(example, field, change.text)


def _id_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _to_write(rows: "Rows", field: Field, value: Any) -> "Rows":
    """Those in which something else stands."""
    if field.is_custom:
        known = Q(custom__has_key=field.name)
        # Said so, because a comparison with a key that is not there is neither true nor false.
        return rows.filter(known) if value is None else rows.filter(~known | ~Q(**{f"custom__{field.name}": value}))
    column: Any = rows.model._meta.get_field(field.name)  # noqa: SLF001  Django's own way
    if value is None:
        return rows.exclude(**({f"{field.name}__isnull": True} if column.null else {field.name: ""}))
    return rows.exclude(**{column.attname: value})


def _to_tag(change: Change, rows: "Rows") -> "Rows":
    name = " ".join(change.text.split())
    if not name:
        raise EditRefusedError("value", _("Write a tag."))
    tagged = CustomerTagging.objects.filter(tag__name__iexact=name).exclude(**{change.kind: None}).values(change.kind)
    return rows.exclude(id__in=tagged) if change.field == TAG_ON else rows.filter(id__in=tagged)


def _now(row: Customer, change: Change) -> str:
    if change.field in {TAG_ON, TAG_OFF}:
        return ""
    field = field_of(change.kind, change.field)
    if field.kind in {"owner", "team", "account"}:
        return str(getattr(row, field.name) or "")
    return plain_text(field, value_of(row, field))


def _write(change: Change, field: Field, value: Any, rows: "Rows", *, by: User, at: datetime) -> dict[str, Any]:
    """Write into every row that differs; what stood in each, by id."""
    before: dict[str, Any] = {}
    ids = list(_to_write(rows, field, value).order_by().values_list("pk", flat=True))
    for held in _held(change.kind, ids):
        for row in held:
            stood = value_of(row, field)
            before[str(row.pk)] = stood
            _put(row, change.kind, field, value, stood, by=by, at=at)
            if field.kind == "owner":
                _note(row, change.note, by=by, at=at)
    if field.is_custom and before:
        note_use(record_kind=change.kind, keys=[field.name], at=at)
    return before


def _put(row: Customer, kind: str, field: Field, value: Any, stood: Any, *, by: User, at: datetime) -> None:
    apply(row, {field: value}, at=at)
    if field.kind == "owner":
        data = {"from": stood or "", "user": value or ""}
        tell("account.handed_over", row, by=by, at=at, data=data)
    else:
        tell_changed(row, kind, {field.name: (stood, value)}, by=by, at=at)


def _note(row: Customer, text: str, *, by: User, at: datetime) -> None:
    if isinstance(row, Account):
        note = CustomerNote.objects.create(id=uuid7(), account=row, text=text.strip(), author=by, at=at)
        tell("customer_note.added", row, by=by, at=at, data={"note": str(note.id)})


def _write_back(run: EditRun, *, by: User, at: datetime) -> int:
    field, after, back = field_of(run.kind, run.field), run.after.get("value"), 0
    for held in _held(run.kind, [UUID(one) for one in run.before]):
        for row in held:
            if (value_of(row, field) or None) != (after or None):
                continue
            stood = run.before[str(row.pk)]
            _put(row, run.kind, field, stood or None, after, by=by, at=at)
            back += 1
    return back


def _tag(change: Change, rows: "Rows", *, by: User, at: datetime) -> dict[str, Any]:
    """Put the tag on, or take it off, where that differs; the ids of those."""
    ids = list(_to_tag(change, rows).order_by().values_list("pk", flat=True))
    _put_tags(change.kind, ids, change.text, is_on=change.field == TAG_ON, by=by, at=at)
    return {str(identifier): None for identifier in ids}


def _untag(run: EditRun, *, by: User, at: datetime) -> int:
    ids = [UUID(one) for one in run.before]
    rows = _TABLES[run.kind]._default_manager.filter(pk__in=ids)  # noqa: SLF001  Django's own way
    opposite = TAG_OFF if run.field == TAG_ON else TAG_ON
    change = Change(kind=run.kind, field=opposite, text=run.after["tag"])
    return len(_tag(change, rows, by=by, at=at))


def _put_tags(kind: str, ids: Sequence[UUID], name: str, *, is_on: bool, by: User, at: datetime) -> None:
    tag = tag_called(name, at=at)
    for held in _held(kind, ids):
        if is_on:
            CustomerTagging.objects.bulk_create(
                [CustomerTagging(id=uuid7(), tag=tag, **{kind: row}) for row in held], ignore_conflicts=True
            )
        else:
            CustomerTagging.objects.filter(tag=tag, **{f"{kind}__in": held}).delete()
        for row in held:
            tell("customer.tagged" if is_on else "customer.untagged", row, by=by, at=at, data={"tag": tag.name})


def _held(kind: str, ids: Iterable[UUID]) -> Iterator[list[Any]]:
    """The rows, some at a time, as they stand now and until the end of the transaction."""
    source = iter(ids)
    while chunk := list(islice(source, _CHUNK)):
        rows = _TABLES[kind]._default_manager.select_for_update().filter(pk__in=chunk)  # noqa: SLF001
        yield list(rows.order_by("pk"))
