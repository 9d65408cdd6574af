"""What people say about data: this is still right, post came back, this field is mine, such a case costs us that."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact
from regard.customers.operations.notes import tell
from regard.data_quality.models import CauseCost, Confirmation, FieldCare, Figure, PostReturn
from regard.data_quality.operations.counting import count_all, judge_again
from regard.data_quality.queries.states import address_of
from regard.events.operations import Subject, record
from regard.jobs.operations import enqueue
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

#: So many records are counted while one waits; more are counted in the background.
_AT_ONCE = 3000


class CareRefusedError(Exception):
    """This cannot be kept so. The message says why; nothing was changed."""


def confirm(*, row: Account | Contact, by: User, at: datetime) -> None:
    """Say that what stands in a record is still right. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    kind = _kind(row)
    with transaction.atomic():
        Confirmation.objects.update_or_create(kind=kind, record_id=row.pk, defaults={"by": by, "at": at})
        tell(f"{kind}.confirmed", row, by=by, at=at)
    judge_again(kind=kind, ids=[row.pk], at=at)


def note_post_returned(*, row: Account | Contact, by: User, at: datetime) -> None:
    """Note that post to the main address came back. Raises CareRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    kind, address = _kind(row), address_of(type(row).objects.get(pk=row.pk))
    if not address:
        raise CareRefusedError(_("There is no address here that post could come back from."))
    with transaction.atomic():
        PostReturn.objects.create(id=uuid7(), kind=kind, record_id=row.pk, address=address, by=by, at=at)
        tell("address.post_returned", row, by=by, at=at, data={"address": address})
    judge_again(kind=kind, ids=[row.pk], at=at)


def care_for_field(*, record_kind: str, name: str, owner: User | None, is_needed: bool, by: User, at: datetime) -> None:
    """Say who looks after a field in all records, and whether it must be filled in. Raises ForbiddenError."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        row, _new = FieldCare.objects.update_or_create(
            record=record_kind, field=name, defaults={"owner": owner, "is_needed": is_needed}
        )
        data = {"record": record_kind, "field": name, "owner": str(owner.id) if owner else "", "needed": is_needed}
        record(kind="field.cared_for", at=at, subject=Subject("field", row.id), by_id=by.id, data=data)


def set_cost(*, cause: str, amount: Decimal | None, currency: str, by: User, at: datetime) -> None:
    """Say what one case of a kind costs; None takes it back. Raises CareRefusedError, ForbiddenError."""
    staff.require(by, Right.SET_UP)
    code = currency.strip().upper()
    if cause not in CauseCost.Cause.values:
        raise CareRefusedError(_("There is no such kind of case."))
    if amount is not None and not (0 <= amount < 10**9):
        raise CareRefusedError(_("Write what one case costs, 3.50 for example."))
    if amount is not None and (len(code) != 3 or not code.isalpha()):
        raise CareRefusedError(_("Name the currency by its three letters, EUR for example."))
    with transaction.atomic():
        CauseCost.objects.filter(cause=cause).delete()
        if amount is not None:
            CauseCost.objects.create(cause=cause, amount=amount, currency=code)
        data = {"cause": cause, "amount": str(amount or ""), "currency": code}
        record(kind="quality.cost_set", at=at, subject=Subject("quality", by.id), by_id=by.id, data=data)


def count_again(*, by: User, at: datetime) -> bool:
    """Count now where there are few records, else soon in the background; whether it is done. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    if Account.objects.count() + Contact.objects.count() > _AT_ONCE:
        with transaction.atomic():
            enqueue("data_quality.count", {}, at, key="data_quality.count")
        return False
    for kind in ("account", "contact"):
        count_all(kind=kind, at=at)
    return Figure.objects.exists()


def _kind(row: Account | Contact) -> str:
    return "account" if isinstance(row, Account) else "contact"
