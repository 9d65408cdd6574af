"""Putting several fields of a record right at once, each by the operation that knows it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from regard.customers.models import Account, Contact
from regard.customers.operations import change_account, change_contact
from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.involving import hand_over_account
from regard.customers.operations.methods import add_method
from regard.customers.operations.relating import add_identifier
from regard.data_quality.operations.counting import judge_again
from regard.staff.models import User
from regard.staff.queries import active_users


def fix(*, row: Account | Contact, typed: Mapping[str, str], seen: Mapping[str, str], by: User, at: datetime) -> None:
    """Write what was typed, all of it or nothing; what was left empty stays as it is.

    Raises EditRefusedError with the name of the field, ConflictError, ForbiddenError.
    """
    written = {name: text for name, text in typed.items() if text.strip() and text != seen.get(name)}
    plain = {name: text for name, text in written.items() if name not in _OWN_WAY}
    with transaction.atomic():
        for name in sorted(written.keys() - plain.keys()):
            _add(row, name, written[name], by=by, at=at)
        if plain:
            before = {name: text for name, text in seen.items() if name in plain}
            if isinstance(row, Account):
                change_account(account=row, typed=plain, seen=before, by=by, at=at)
            else:
                change_contact(contact=row, typed=plain, seen=before, by=by, at=at)
    judge_again(kind="account" if isinstance(row, Account) else "contact", ids=[row.pk], at=at)


#: These are not written into a column.
_OWN_WAY = {"owner", "number", "email", "phone"}


def _add(row: Account | Contact, name: str, text: str, *, by: User, at: datetime) -> None:
    try:
        if isinstance(row, Contact):
            add_method(contact=row, kind=name, value=text, country=row.country, by=by, at=at)
        elif name == "owner":
            hand_over_account(account=row, to=active_users().filter(pk=text).first(), note="", by=by, at=at)
        else:
            add_identifier(account=row, kind="vat", value=text, by=by, at=at)
    except EditRefusedError as refusal:
        raise EditRefusedError(name, str(refusal)) from refusal
