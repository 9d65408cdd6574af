"""Tags on accounts and people."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact, CustomerTag, CustomerTagging
from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.notes import tell
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

LONGEST = 60


def tag_called(name: str, *, at: datetime) -> CustomerTag:
    """The tag of that name, in any case; a new one when there is none. Raises EditRefusedError."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST:
        raise EditRefusedError("tag", _("A tag has 1 to %(most)s letters.") % {"most": LONGEST})
    found = CustomerTag.objects.filter(name__iexact=plain).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return CustomerTag.objects.create(id=uuid7(), name=plain, created_at=at)
    except IntegrityError:  # somebody else used the word first, at this moment
        return CustomerTag.objects.get(name__iexact=plain)


def put_tag(*, on: Account | Contact, name: str, by: User, at: datetime) -> None:
    """Put a tag on a customer; nothing happens when it is there. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        tag = tag_called(name, at=at)
        where = {"account": on} if isinstance(on, Account) else {"contact": on}
        _row, is_new = CustomerTagging.objects.get_or_create(tag=tag, **where, defaults={"id": uuid7()})
        if is_new:
            tell("customer.tagged", on, by=by, at=at, data={"tag": tag.name})


def take_tag(*, off: Account | Contact, tag: CustomerTag, by: User, at: datetime) -> None:
    """Take a tag off a customer. Raises ForbiddenError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        where = {"account": off} if isinstance(off, Account) else {"contact": off}
        if CustomerTagging.objects.filter(tag=tag, **where).delete()[0]:
            tell("customer.untagged", off, by=by, at=at, data={"tag": tag.name})
