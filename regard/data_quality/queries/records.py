"""Accounts and people as rows of a table that is compared."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from regard.customers.models import Account, AccountDomain, Contact, ContactMethod, Identifier
from regard.customers.rules import PUBLIC_DOMAINS
from regard.data_quality.rules.customers import SHARED_MAILBOXES, Row, most_telling, parts_of_name
from regard.data_quality.rules.values import website

_AT_ONCE = 2000


def rows_of(kind: str, ids: Sequence[UUID] | None = None) -> tuple[list[UUID], list[Row]]:
    """The records of a kind, or some of them, ready to be compared; in the order of their ids. Read in streams of 2,000."""
    return _accounts(ids) if kind == "account" else _people(ids)


def _accounts(ids: Sequence[UUID] | None) -> tuple[list[UUID], list[Row]]:
    names = ("id", "name", "legal_name", "website", "street", "postcode", "city", "country")
    found = _among(Account.objects.order_by("id"), "id", ids).values_list(*names)
    rows = list(found.iterator(chunk_size=_AT_ONCE))
    numbers = _by_owner(_among(Identifier.objects, "account_id", ids).values_list("account_id", "normalised"))
    domains = _by_owner(_among(AccountDomain.objects, "account_id", ids).values_list("account_id", "domain"))
    keys = [row[0] for row in rows]
    number = most_telling(numbers[key] for key in keys)
    domain = most_telling(([*domains[row[0]], *filter(None, [_own_site(row[3])])] for row in rows), only_shared=True)
    return keys, [
        {
            "name": row[1], "legal_name": row[2], "number": number[at], "domain": domain[at], "street": row[4], "postcode": row[5],
            "city": row[6], "country": row[7],
        }
        for at, row in enumerate(rows)
    ]  # fmt: skip


def _people(ids: Sequence[UUID] | None) -> tuple[list[UUID], list[Row]]:
    names = (
        "id", "name", "first_name", "last_name", "account__name", "street", "postcode", "city", "birthday",
    )  # fmt: skip
    found = _among(Contact.objects.order_by("id"), "id", ids).values_list(*names)
    rows = list(found.iterator(chunk_size=_AT_ONCE))
    ways = _among(ContactMethod.objects, "contact_id", ids).values_list("contact_id", "kind", "normalised")
    phones, boxes = defaultdict[UUID, list[str]](list), defaultdict[UUID, list[str]](list)
    for owner, way, value in ways.iterator(chunk_size=_AT_ONCE):
        if way == ContactMethod.Kind.PHONE:
            phones[owner].append(value)
        elif box := own_mailbox(value):
            boxes[owner].append(box)
    keys = [row[0] for row in rows]
    phone = most_telling(phones[key] for key in keys)
    mailbox = most_telling((boxes[key] for key in keys), only_shared=True)
    return keys, [person_row(row, phone=phone[at], mailbox=mailbox[at]) for at, row in enumerate(rows)]


def person_row(row: Sequence[Any], *, phone: str, mailbox: str) -> Row:
    """Id, name, first name, last name, company, street, postcode, city, birthday."""
    first, last = parts_of_name(name=row[1], first_name=row[2], last_name=row[3])
    return {
        "first_name": first, "last_name": last, "phone": phone, "mailbox": mailbox, "company": row[4] or "",
        "street": row[5], "postcode": row[6], "city": row[7], "birthday": row[8].isoformat() if row[8] else "",
    }  # fmt: skip


def own_mailbox(address: str) -> str:
    """What stands before the @, where it is somebody's own."""
    box = address.partition("@")[0].partition("+")[0]
    return "" if box in SHARED_MAILBOXES or len(box) < 4 else box


def _own_site(text: str) -> str:
    host = website(text)
    return "" if host in PUBLIC_DOMAINS else host


def _among(rows: Any, column: str, ids: Sequence[UUID] | None) -> Any:
    return rows.all() if ids is None else rows.filter(**{f"{column}__in": list(ids)})


def _by_owner(rows: Iterable[tuple[UUID, str]]) -> defaultdict[UUID, list[str]]:
    found = defaultdict[UUID, list[str]](list)
    for owner, value in rows:
        found[owner].append(value)
    return found
