"""Joining two records that are one, taking them apart again, and remembering that two are not the same."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact
from regard.data_quality.models import Distinct, Join
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.kit.rows import columns, write_back
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

#: So long two joined records can be taken apart.
APART_WITHIN = timedelta(days=30)
_TABLES: dict[str, type[Account | Contact]] = {Join.Kind.ACCOUNT: Account, Join.Kind.CONTACT: Contact}
#: What a record keeps of its own whatever is picked.
_ITS_OWN = {"id", "created_at", "is_sample"}


class JoinRefusedError(Exception):
    """These two cannot be joined, or not be taken apart. The message says why; nothing was changed."""


def join(
    *, kept: Account | Contact, gone: Account | Contact, picks: Collection[str] = (), by: User, at: datetime
) -> Join:
    """Make one of two records. Of `picks`, the columns named, `kept` takes what stands in `gone`; the rest it keeps.

    Everything that pointed at `gone` points at `kept`; the events of both stay as they were told. Raises JoinRefusedError,
    also for the second of two people who join the same pair at once, and ForbiddenError.
    """
    staff.require(by, Right.ANSWER)
    if type(kept) is not type(gone) or kept.pk == gone.pk:
        raise JoinRefusedError(_("A record cannot be joined with itself or with one of another kind."))
    wanted = {name for name in picks if name not in _ITS_OWN}
    with transaction.atomic():
        kept, gone = _held(kept, gone)
        before, taken = _some(kept, wanted), _some(gone, wanted)
        row = Join(
            id=uuid7(), kind=_kind(kept), kept_id=kept.pk, gone_id=gone.pk, gone=columns(gone), kept_before=before,
            kept_after=taken, moved=_move(gone, kept), by=by, at=at,
        )  # fmt: skip
        gone.delete()
        if taken:
            write_back(kept, taken)
        row.save(force_insert=True)
        _tell(row, "joined", kept, at=at, by=by)
    return row


def take_apart(*, join: Join, by: User, at: datetime) -> None:
    """Make two again of what was joined: each has what it had. What came since stays with the one that was kept.

    Raises JoinRefusedError after 30 days, the second time, and while either, or what belongs to them, was joined with another since; ForbiddenError.
    """
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        row = Join.objects.select_for_update().get(id=join.id)
        if row.undone_at:
            raise JoinRefusedError(_("They were taken apart before. Nothing was changed."))
        if not row.gone:
            raise JoinRefusedError(_("The person was erased since: nothing is left to take apart."))
        if at - row.at > APART_WITHIN:
            raise JoinRefusedError(_("They were joined more than 30 days ago and stay one."))
        _refuse_out_of_turn(row)
        table = _TABLES[row.kind]
        kept = table.objects.select_for_update().filter(pk=row.kept_id).first()
        if kept is None:
            raise JoinRefusedError(_("The record was joined with another one since. Take those apart first."))
        gone = table(pk=row.gone_id, created_at=at)
        gone.save(force_insert=True)
        write_back(gone, row.gone)
        _move_back(row, table)
        now = _some(kept, set(row.kept_before))
        write_back(kept, {name: value for name, value in row.kept_before.items() if now[name] == row.kept_after[name]})
        row.undone_at = at
        row.save(update_fields=["undone_at"])
        _tell(row, "taken_apart", kept, at=at, by=by)


def say_distinct(*, one: Account | Contact, other: Account | Contact, by: User, at: datetime) -> Distinct:
    """Remember that two records are not the same, so that nobody is asked again. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    lower, higher = sorted([one.pk, other.pk])
    with transaction.atomic():
        row, is_new = Distinct.objects.get_or_create(
            kind=_kind(one), one_id=lower, other_id=higher, defaults={"id": uuid7(), "by": by, "at": at}
        )
        if is_new:
            data = {"other": str(higher)}
            record(kind=f"{row.kind}.distinct", at=at, subject=Subject(row.kind, lower), by_id=by.id, data=data)
    return row


def _refuse_out_of_turn(row: Join) -> None:
    """What the two would get back may be gone itself since: the account of one of the people, one of the account's people."""
    if row.kind == Join.Kind.CONTACT:
        needed = {columns_of.get("account_id") for columns_of in (row.gone, row.kept_before)} - {None}
    else:
        needed = set(row.moved.get("customers.Contact.account", []))
    if Join.objects.filter(undone_at=None, gone_id__in=needed, id__gt=row.id).exists():
        raise JoinRefusedError(_("What belongs to them was joined since. Take that apart first."))


def _held(kept: Account | Contact, gone: Account | Contact) -> tuple[Account | Contact, Account | Contact]:
    """Both rows as they stand now, until the end of the transaction; always in the same order."""
    rows = type(kept).objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < 2:
        raise JoinRefusedError(_("One of the two was joined or taken out a moment ago. Nothing was changed."))
    return found[kept.pk], found[gone.pk]


def _some(row: Account | Contact, names: set[str]) -> dict[str, Any]:
    return columns(row, only=names) if names else {}


def _kind(row: Account | Contact) -> str:
    return next(kind for kind, table in _TABLES.items() if isinstance(row, table))


def _relations(table: type[Account | Contact]) -> list[tuple[str, Any]]:
    """Every column of every table that points at records of this kind, by name."""
    found = []
    for relation in table._meta.related_objects:  # noqa: SLF001  Django's own way to ask
        field = relation.field
        if isinstance(field, ForeignKey):
            found.append((f"{field.model._meta.label}.{field.name}", field))  # noqa: SLF001
    return sorted(found, key=lambda pair: pair[0])


def _move(gone: Account | Contact, kept: Account | Contact) -> dict[str, list[str]]:
    """Point at `kept` what pointed at `gone`; which rows, by relation."""
    moved: dict[str, list[str]] = {}
    for name, field in _relations(type(gone)):
        rows = field.model._base_manager.filter(**{field.name: gone})  # noqa: SLF001
        if ids := [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]:
            moved[name] = ids
            rows.update(**{field.name: kept})
    return moved


def _move_back(row: Join, table: type[Account | Contact]) -> None:
    """What was moved and was not moved on since."""
    for name, field in _relations(table):
        pointing = field.model._base_manager.filter(**{f"{field.name}_id": row.kept_id})  # noqa: SLF001
        for start in range(0, len(ids := row.moved.get(name, [])), 500):
            pointing.filter(pk__in=ids[start : start + 500]).update(**{f"{field.name}_id": row.gone_id})


def _tell(row: Join, verb: str, kept: Account | Contact, *, at: datetime, by: User) -> None:
    """One event for each of the two, so that both timelines and the search know."""
    account = kept.pk if isinstance(kept, Account) else kept.account_id
    for subject, other in ((row.kept_id, row.gone_id), (row.gone_id, row.kept_id)):
        record(
            kind=f"{row.kind}.{verb}", at=at, subject=Subject(row.kind, _id(subject)), by_id=by.id, account_id=account,
            contact_id=_id(subject) if row.kind == Join.Kind.CONTACT else None,
            data={"join": str(row.id), "other": str(other)},
        )  # fmt: skip


def _id(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
