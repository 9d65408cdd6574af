"""Joining two records that are one, taking them apart again, and remembering that two are not the same."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact, Position
from regard.data_quality.models import Candidate, Distinct, Join
from regard.data_quality.operations.moving import Moves, move, move_back
from regard.data_quality.rules import APART_WITHIN
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.kit.rows import columns, write_back
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

_TABLES: dict[str, type[Account | Contact]] = {Join.Kind.ACCOUNT: Account, Join.Kind.CONTACT: Contact}
#: What a record keeps of its own whatever is picked.
_ITS_OWN = {"id", "created_at", "is_sample", "custom"}
_CUSTOM = "custom."


class JoinRefusedError(Exception):
    """These two cannot be joined, or not be taken apart. The message says why; nothing was changed."""


def join(
    *, kept: Account | Contact, gone: Account | Contact, picks: Collection[str] = (), by: User, at: datetime
) -> Join:
    """Make one of two records. Of `picks` `kept` takes what stands in `gone`; the rest it keeps.

    A pick names a column, or "custom.<key>" for one of the company's own fields. What `kept` has none of in its own fields it
    does not take unasked. Everything that pointed at `gone` points at `kept`; what would stand there twice is set aside; the
    events of both stay as they were told. Raises JoinRefusedError, also for the second of two people who join the same pair
    at once, and ForbiddenError.
    """
    staff.require(by, Right.ANSWER)
    if type(kept) is not type(gone) or kept.pk == gone.pk:
        raise JoinRefusedError(_("A record cannot be joined with itself or with one of another kind."))
    with transaction.atomic():
        kept, gone = _held(kept, gone)
        taken = _taken(kept, gone, picks)
        before = _some(kept, set(taken))
        moves = Moves()
        _leave_own_place(kept, gone, taken, moves)
        moved = move(gone, kept)
        row = Join(
            id=uuid7(), kind=_kind(kept), kept_id=kept.pk, gone_id=gone.pk, gone=columns(gone), kept_before=before,
            kept_after=taken, moved=moved.moved, aside=[*moves.aside, *moved.aside], by=by, at=at,
        )  # fmt: skip
        if taken:
            write_back(kept, taken)
        gone.delete()
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
        _give_back(kept, row)
        move_back(table=table, kept=row.kept_id, gone=row.gone_id, moved=row.moved, aside=row.aside)
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
        pair = Candidate.objects.filter(kind=row.kind, one_id=lower, other_id=higher)
        pair.update(state=Candidate.State.DISTINCT, put_off_at=None)
        if is_new:
            data = {"other": str(higher)}
            record(kind=f"{row.kind}.distinct", at=at, subject=Subject(row.kind, lower), by_id=by.id, data=data)
    return row


def ask_again(*, distinct: Distinct, by: User, at: datetime) -> None:
    """Forget that two records are not the same. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        pair = Candidate.objects.filter(kind=distinct.kind, one_id=distinct.one_id, other_id=distinct.other_id)
        pair.update(state=Candidate.State.OPEN)
        if Distinct.objects.filter(id=distinct.id).delete()[0]:
            subject, data = Subject(distinct.kind, distinct.one_id), {"other": str(distinct.other_id)}
            record(kind=f"{distinct.kind}.asked_again", at=at, subject=subject, by_id=by.id, data=data)


def put_off(*, pair: Candidate, by: User, at: datetime) -> None:
    """Ask about a pair later: it stands at the end of the line. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    rows = Candidate.objects.filter(id=pair.id).exclude(state=Candidate.State.DISTINCT)
    rows.update(state=Candidate.State.LATER, put_off_at=at)


def _taken(kept: Account | Contact, gone: Account | Contact, picks: Collection[str]) -> dict[str, Any]:
    """The columns of `kept` as they will be, where that is decided here; those that stay are left out."""
    taken = _some(gone, {name for name in picks if name not in _ITS_OWN and not name.startswith(_CUSTOM)})
    keys = [name.removeprefix(_CUSTOM) for name in picks if name.startswith(_CUSTOM)]
    if keys:
        own = {key: value for key, value in kept.custom.items() if key not in keys}
        taken["custom"] = own | {key: gone.custom[key] for key in keys if key in gone.custom}
    if isinstance(kept, Account):
        taken |= _parent(kept, gone, taken)
    return taken


def _parent(kept: Account, gone: Account | Contact, taken: dict[str, Any]) -> dict[str, Any]:
    """No company may belong to itself, also not by others: where it would, it belongs to nobody."""
    wanted = UUID(taken["parent_id"]) if taken.get("parent_id") else None if "parent_id" in taken else kept.parent_id
    if wanted == gone.pk:
        wanted = getattr(gone, "parent_id", None)
    above, seen = wanted, set[UUID | None]()
    while above and above not in seen and above not in {kept.pk, gone.pk}:
        seen.add(above)
        above = Account.objects.filter(pk=above).values_list("parent_id", flat=True).first()
    if above in {kept.pk, gone.pk}:
        wanted = None
    is_decided = "parent_id" in taken or wanted != kept.parent_id
    return {"parent_id": str(wanted) if wanted else None} if is_decided else {}


def _leave_own_place(kept: Account | Contact, gone: Account | Contact, taken: dict[str, Any], moves: Moves) -> None:
    """A further position is at a further account: one at the very account that a person will belong to is set aside."""
    both = [kept.pk, gone.pk]
    if isinstance(kept, Account):
        own = Q(account__in=both, contact__account__in=both)
    else:
        own = Q(contact__in=both, account=taken.get("account_id", kept.account_id))
    for position in Position.objects.filter(own).order_by("pk"):
        moves.set_aside(position, None)


def _give_back(kept: Account | Contact, row: Join) -> None:
    """What was written over, unless it was changed since; of the company's own fields each by itself."""
    now = _some(kept, set(row.kept_before))
    back = {name: value for name, value in row.kept_before.items() if now[name] == row.kept_after[name]}
    if "custom" in now and "custom" not in back:
        before, after, custom = row.kept_before["custom"], row.kept_after["custom"], dict(now["custom"])
        for key in {*before, *after}:
            if custom.get(key) == after.get(key):
                custom.pop(key, None)
                custom |= {key: before[key]} if key in before else {}
        back["custom"] = custom
    if back:
        write_back(kept, back)


def _refuse_out_of_turn(row: Join) -> None:
    """What the two would get back may be gone itself since: the account of one of the people, one of the account's people."""
    if row.kind == Join.Kind.CONTACT:
        needed = {columns_of.get("account_id") for columns_of in (row.gone, row.kept_before)}
        needed |= {one["row"].get("account_id") for one in row.aside}
    else:
        needed = {*row.moved.get("customers.Contact.account", []), row.gone.get("parent_id")}
        needed |= {row.kept_before.get("parent_id"), *row.moved.get("customers.Account.parent", [])}
        needed |= {one["row"].get("contact_id") for one in row.aside}
    if Join.objects.filter(undone_at=None, gone_id__in=needed - {None}, id__gt=row.id).exists():
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
