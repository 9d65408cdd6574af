"""Changing what stands in the fields of an account or a person, one record at a time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact
from regard.customers.queries.catalogue import field_of
from regard.customers.rules.countries import read_country, read_language
from regard.events.operations import Subject, record
from regard.fields.operations import note_use
from regard.fields.rules import Field, plain_text, read_value
from regard.staff import queries as staff
from regard.staff.models import Team, User
from regard.staff.rules import Right

Customer = Account | Contact
Row = TypeVar("Row", bound=Model)


class EditRefusedError(Exception):
    """What was typed cannot stand in `field`. The message says why; nothing was changed."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ConflictError(Exception):
    """Somebody changed the field since it was shown: `now` stands in it. Nothing was changed."""

    def __init__(self, field: str, now: str) -> None:
        super().__init__(_("Somebody changed this meanwhile. It says now: %(now)s") % {"now": now or _("nothing")})
        self.field, self.now = field, now


def change_account(
    *, account: Account, typed: Mapping[str, str], by: User, at: datetime, seen: Mapping[str, str] | None = None
) -> list[str]:
    """Write what was typed into fields of an account, by their names; the names of those that differ from before.

    `seen` is what the form showed. Raises EditRefusedError, ConflictError, ForbiddenError. The owner is changed by handing over.
    """
    return _change(account, "account", typed, seen=seen, by=by, at=at)


def change_contact(
    *, contact: Contact, typed: Mapping[str, str], by: User, at: datetime, seen: Mapping[str, str] | None = None
) -> list[str]:
    """Write what was typed into fields of a person, by their names; as for an account."""
    return _change(contact, "contact", typed, seen=seen, by=by, at=at)


def _change(
    row: Customer, kind: str, typed: Mapping[str, str], *, seen: Mapping[str, str] | None, by: User, at: datetime
) -> list[str]:
    staff.require(by, Right.ANSWER)
    fields = {name: field_of(kind, name) for name in typed}
    values = {name: read_typed(row, field, typed[name]) for name, field in fields.items()}
    with transaction.atomic():
        held = type(row).objects.select_for_update().filter(pk=row.pk).first()
        if held is None:
            raise EditRefusedError("", _("This record was joined or taken out meanwhile. Nothing was changed."))
        for name, before in (seen or {}).items():
            if name in fields and (now := plain_text(fields[name], value_of(held, fields[name]))) != before:
                raise ConflictError(name, now)
        changes = {
            name: (value_of(held, field), values[name])
            for name, field in fields.items()
            if (value_of(held, field) or None) != (values[name] or None)
        }
        if changes:
            apply(held, {fields[name]: after for name, (_before, after) in changes.items()}, at=at)
            note_use(record_kind=kind, keys=[name for name in changes if fields[name].is_custom], at=at)
            tell_changed(held, kind, changes, by=by, at=at)
    return list(changes)


def value_of(row: Customer, field: Field) -> Any:
    """What stands in a field of a record, as `regard.fields` keeps values."""
    if field.is_custom:
        return row.custom.get(field.name)
    name = f"{field.name}_id" if field.kind in _REFERENCES else field.name
    value = getattr(row, name)
    return str(value) if isinstance(value, UUID) else value.isoformat() if hasattr(value, "isoformat") else value


def apply(row: Customer, values: Mapping[Field, Any], *, at: datetime) -> None:
    """Put read values into a record's fields and save these."""
    names = {"changed_at"}
    row.changed_at = at
    for field, value in values.items():
        if field.is_custom:
            row.custom = {name: kept for name, kept in row.custom.items() if name != field.name}
            if value is not None:
                row.custom[field.name] = value
            names.add("custom")
            continue
        column: Any = row._meta.get_field(field.name)  # noqa: SLF001  Django's own way
        setattr(row, column.attname, column.to_python(value) if value is not None else _nothing(column))
        names.add(field.name)
    row.save(update_fields=sorted(names))


def tell_changed(row: Customer, kind: str, changes: Mapping[str, tuple[Any, Any]], *, by: User, at: datetime) -> None:
    """One event: what stood there, and what stands there now."""
    account = row.pk if isinstance(row, Account) else row.account_id
    record(
        kind=f"{kind}.changed", at=at, subject=Subject(kind, row.pk), by_id=by.id, account_id=account,
        contact_id=row.pk if isinstance(row, Contact) else None,
        data={"changes": {name: [before, after] for name, (before, after) in changes.items()}},
    )  # fmt: skip


def read_typed(row: Customer, field: Field, text: str) -> Any:
    """What is typed, as it is kept; None where nothing is. Raises EditRefusedError."""
    if field.is_needed and not text.strip():
        raise EditRefusedError(field.name, _("%(label)s cannot be empty.") % {"label": field.label})
    try:
        if field.kind in _READERS:
            return _READERS[field.kind](row, text.strip()) if text.strip() else None
        value = read_value(field, text)
        return _person(text) if field.kind == "person" and value else value
    except ValueError as error:
        raise EditRefusedError(field.name, str(error)) from error


def _nothing(column: Any) -> Any:
    return None if column.null else ""


def _owner(_row: Customer, _text: str) -> Any:
    raise ValueError(_("Hand the account over instead: whoever takes it over needs a note."))


def _person(text: str) -> str:
    found = _by_id_or(staff.active_users(), text.strip(), email__iexact=text.strip())
    if found is None:
        raise ValueError(_("No colleague of that name is here."))
    return str(found.id)


def _team(_row: Customer, text: str) -> str:
    found = _by_id_or(Team.objects.all(), text, name__iexact=text)
    if found is None:
        raise ValueError(_("There is no such team."))
    return str(found.id)


def _account(row: Customer, text: str) -> str:
    found = _by_id_or(Account.objects.all(), text, name__iexact=text)
    if found is None:
        raise ValueError(_("There is no company called “%(name)s”. Add it first.") % {"name": text[:60]})
    if isinstance(row, Account) and _is_above(row.pk, found):
        raise ValueError(_("%(name)s would belong to itself.") % {"name": row.name})
    return str(found.id)


def _is_above(identifier: UUID, account: Account) -> bool:
    """Whether the account is, or belongs to, the one of this id."""
    seen: set[UUID] = set()
    above: Account | None = account
    while above and above.id not in seen:
        if above.id == identifier:
            return True
        seen.add(above.id)
        above = above.parent
    return False


def _zone(_row: Customer, text: str) -> str:
    found = {name.casefold(): name for name in available_timezones()}.get(text.casefold().replace(" ", "_"))
    if found is None:
        raise ValueError(_("“%(text)s” is no time zone; Europe/Copenhagen is one.") % {"text": text[:40]})
    return found


def _by_id_or(rows: "QuerySet[Row]", text: str, **named: str) -> Row | None:
    """The row that a text names: by its id, as pages do, or by its name, as people do."""
    try:
        return rows.filter(pk=UUID(text)).first()
    except ValueError:
        return rows.filter(**named).first()


_REFERENCES = {"owner", "team", "account"}
_READERS: Mapping[str, Callable[[Customer, str], Any]] = {
    "owner": _owner,
    "team": _team,
    "account": _account,
    "zone": _zone,
    "country": lambda _row, text: read_country(text),
    "language": lambda _row, text: read_language(text),
}
