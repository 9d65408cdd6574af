"""Records as their quality is judged, read in streams: never all of them at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from regard.customers.models import Account, Contact, ContactMethod, Identifier
from regard.customers.queries.catalogue import fields_of
from regard.customers.rules.phones import is_phone
from regard.data_quality.models import Confirmation, FieldCare, PostReturn
from regard.data_quality.rules.quality import NEEDED, State
from regard.fields.rules import Field

_AT_ONCE = 1000
#: What stands in tables of its own and counts like a field.
BESIDE: dict[str, tuple[Field, ...]] = {
    "account": (
        Field(record="account", name="number", label=_("VAT or register number"), kind="text", use=_("Stands on invoices; tells companies apart.")),
    ),
    "contact": (
        Field(record="contact", name="email", label=_("E-mail"), kind="text", use=_("Recognises who writes; where answers go.")),
        Field(record="contact", name="phone", label=_("Telephone"), kind="text", use=_("Where to call.")),
    ),
}  # fmt: skip
_REFERENCES = {"owner", "team", "account"}


def judged_fields(kind: str) -> tuple[Field, ...]:
    """Every field that is judged: the program's, the company's own, and what stands beside."""
    return (*fields_of(kind), *BESIDE[kind])


def needed(kind: str, fields: Sequence[Field]) -> set[str]:
    """What must be filled in: as the company said, else as is usual. A retired field is needed by nobody."""
    return needed_of(kind, fields, dict(FieldCare.objects.filter(record=kind).values_list("field", "is_needed")))


def needed_of(kind: str, fields: Sequence[Field], said: Mapping[str, bool]) -> set[str]:
    """The same, of what the company said."""
    wanted = {name for name in NEEDED[kind] if said.get(name, True)} | {
        name for name, is_needed in said.items() if is_needed
    }
    return wanted & {field.name for field in fields}


def states(kind: str, ids: Sequence[UUID] | None = None) -> Iterator[State]:
    """Records of a kind, or some of them, a thousand at a time, with what stands around them. Four statements each thousand."""
    fields = fields_of(kind)
    table: Any = Account if kind == "account" else Contact
    rows = table.objects.order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if kind == "contact":
        rows = rows.select_related("account")
    part = list(rows[:_AT_ONCE])
    while part:
        yield from _judgeable(kind, part, fields)
        part = list(rows.filter(pk__gt=part[-1].pk)[:_AT_ONCE])


def _judgeable(kind: str, part: Sequence[Any], fields: Sequence[Field]) -> Iterator[State]:
    keys = [row.pk for row in part]
    confirmed = dict(Confirmation.objects.filter(kind=kind, record_id__in=keys).values_list("record_id", "at"))
    returned = set(PostReturn.objects.filter(kind=kind, record_id__in=keys).values_list("record_id", "address"))
    beside = _numbers(keys) if kind == "account" else _ways({row.pk: row.country for row in part})
    for row in part:
        values, wrong, sends_back = beside(row.pk)
        if (row.pk, address_of(row)) in returned:
            wrong = {*wrong, "street"}
        yield State(
            id=row.pk, owner_id=row.owner_id if kind == "account" else row.account.owner_id if row.account else None,
            values={one.name: _value(row, one) for one in fields} | values, wrong=wrong, sends_back=sends_back,
            touched=_latest(row.changed_at, row.created_at, confirmed.get(row.pk)),
        )  # fmt: skip


def address_of(row: Account | Contact) -> str:
    """The main address in one line; "" where there is none."""
    return ", ".join(filter(None, [row.street, f"{row.postcode} {row.city}".strip(), row.country]))


def _value(row: Any, one: Field) -> Any:
    if one.is_custom:
        return row.custom.get(one.name)
    return getattr(row, f"{one.name}_id" if one.kind in _REFERENCES else one.name)


def _numbers(keys: Sequence[UUID]) -> Any:
    found, bad = defaultdict[UUID, list[str]](list), set[UUID]()
    rows = Identifier.objects.filter(account_id__in=keys).values_list("account_id", "normalised", "is_valid")
    for owner, value, is_valid in rows:
        found[owner].append(value)
        if is_valid is False:
            bad.add(owner)
    return lambda key: ({"number": found[key]}, {"number"} if key in bad else set(), False)


def _ways(countries: dict[UUID, str]) -> Any:
    found = defaultdict[UUID, dict[str, list[str]]](lambda: {"email": [], "phone": []})
    bad, back = defaultdict[UUID, set[str]](set), set[UUID]()
    rows = ContactMethod.objects.filter(contact_id__in=list(countries))
    for owner, way, value, bounced in rows.values_list("contact_id", "kind", "normalised", "bounced_at"):
        found[owner][way].append(value)
        if bounced:
            bad[owner].add("email")
            back.add(owner)
        if way == ContactMethod.Kind.PHONE and is_phone(value, country=countries[owner]) is False:
            bad[owner].add("phone")
    return lambda key: (found[key], bad[key], key in back)


def _latest(*times: datetime | None) -> datetime:
    return max(time for time in times if time)
