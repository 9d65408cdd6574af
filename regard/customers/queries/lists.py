"""Lists of companies and people: what of them is wanted, and what stands in each column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from regard.customers.models import Account, AccountDomain, ContactMethod, CustomerTagging, Identifier
from regard.customers.queries.catalogue import fields_of
from regard.customers.rules.lists import EMPTY, FILLED, FROM, HAS, IS, ME, NOT, TO, Condition, Wanted
from regard.fields.rules import Field, read_date
from regard.staff.models import User

Rows = QuerySet[Any]
_COMPARED = {FROM: "__gte", TO: "__lte"}
_REFERENCES = frozenset({"owner", "team", "account"})


@dataclass(frozen=True)
class NoSuchValueError(Exception):
    """A condition's value means nothing in its field."""

    condition: Condition


def _extra(kind: str, name: str, label: Any, field_kind: str) -> Field:
    return Field(record=kind, name=name, label=label, kind=field_kind)


#: What can be asked for and listed beside the fields themselves.
EXTRA: Mapping[str, tuple[Field, ...]] = {
    "account": (
        _extra("account", "tag", _("Tag"), "tag"),
        _extra("account", "domain", _("Mail domain"), "way"),
        _extra("account", "number", _("Number of theirs"), "way"),
        _extra("account", "created_at", _("Added"), "moment"),
        _extra("account", "changed_at", _("Changed"), "moment"),
    ),
    "contact": (
        _extra("contact", "tag", _("Tag"), "tag"),
        _extra("contact", "email", _("E-mail"), "way"),
        _extra("contact", "phone", _("Telephone"), "way"),
        _extra("contact", "created_at", _("Added"), "moment"),
        _extra("contact", "changed_at", _("Changed"), "moment"),
    ),
}


def listed_fields(kind: str) -> dict[str, Field]:
    """Everything that can be a column or a condition, by name: all fields, the company's own too, and what is around."""
    return {field.name: field for field in (*fields_of(kind), *EXTRA[kind])}


def rows_wanted(visible: "Rows", wanted: Wanted, *, user: User, also: "Mapping[str, Meaning] | None" = None) -> "Rows":
    """Those of the visible rows that are wanted, in their order.

    `also` means conditions that this room does not know. A condition on a field that is no more holds for everybody.
    Raises NoSuchValueError.
    """
    fields, rows = listed_fields(wanted.kind), visible
    if wanted.words:
        rows = rows.filter(_named(wanted.kind, wanted.words))
    for condition in wanted.conditions:
        if also and condition.field in also:
            rows = rows.filter(also[condition.field](condition))
        elif condition.field in fields:
            rows = _narrowed(rows, fields[condition.field], condition, user)
    return _ordered(rows, wanted, fields)


Meaning = Callable[[Condition], Q]


def _named(kind: str, words: str) -> Q:
    """The name, or a way to reach them, has every word. Each table is gone through once, not once a row."""
    found = Q()
    for word in words.split():
        if kind == "contact":
            has = Q(value__icontains=word) | Q(normalised__icontains=word)
            ways = ContactMethod.objects.filter(has).values("contact")
            accounts = Account.objects.filter(name__icontains=word).values("id")
            found &= Q(name__icontains=word) | Q(account__in=accounts) | Q(id__in=ways)
        else:
            domains = AccountDomain.objects.filter(domain__icontains=word).values("account")
            found &= Q(name__icontains=word) | Q(legal_name__icontains=word) | Q(id__in=domains)
    return found


def _narrowed(rows: "Rows", field: Field, condition: Condition, user: User) -> "Rows":
    sense, value = condition.sense, condition.value
    if field.kind in {"tag", "way"}:
        return rows.filter(_around(field, sense, value))
    if field.is_custom:
        return _narrowed_by_own(rows, field, condition, user)
    if sense in {EMPTY, FILLED}:
        is_null = field.kind in {*_REFERENCES, "date", "moment"}
        empty = Q(**{f"{field.name}__isnull": True}) if is_null else Q(**{field.name: ""})
        return rows.filter(empty if sense == EMPTY else ~empty)
    if field.kind in _REFERENCES:
        found = _pointing(field, condition, user)
        return rows.filter(found if sense == IS else ~found | Q(**{f"{field.name}__isnull": True}))
    return rows.filter(_standing(field, condition, user))


def _pointing(field: Field, condition: Condition, user: User) -> Q:
    """At a record: a colleague or a team by their id, a company also by a part of its name."""
    try:
        return Q(**{f"{field.name}_id": _identifier(condition, user)})
    except NoSuchValueError:
        if field.kind != "account":
            raise
        return Q(**{f"{field.name}__name__icontains": condition.value})


def _standing(field: Field, condition: Condition, user: User) -> Q:
    """By what stands in a column of the record itself."""
    sense, value = condition.sense, condition.value
    if field.kind == "moment":
        return _at(field.name, sense, _day(condition), user)
    if field.kind == "date":
        return Q(**{f"{field.name}{_COMPARED.get(sense, '')}": _day(condition)})
    found = Q(**{f"{field.name}__{'icontains' if sense == HAS else 'iexact'}": value})
    return ~found if sense == NOT else found


def _narrowed_by_own(rows: "Rows", field: Field, condition: Condition, user: User) -> "Rows":
    """By a field of the company's own, whose values stand in `custom` by its key."""
    sense, value, path = condition.sense, condition.value, f"custom__{field.name}"
    if sense in {EMPTY, FILLED}:
        filled = Q(custom__has_key=field.name)
        return rows.filter(filled if sense == FILLED else ~filled)
    if field.kind in {"number", "money"}:
        alias = f"number_{field.name}"
        rows = rows.alias(**{alias: Cast(KT(path), FloatField())})
        return rows.filter(**{f"{alias}{_COMPARED.get(sense, '')}": _number(condition)})
    if field.kind == "date":
        alias = f"day_{field.name}"
        rows = rows.alias(**{alias: KT(path)})
        return rows.filter(**{f"{alias}{_COMPARED.get(sense, '')}": _day(condition).isoformat()})
    if field.kind == "yes or no":
        found = Q(**{path: value == "yes"})
        return rows.filter(found if sense == IS else ~found)
    if field.kind == "person":
        value = str(_identifier(condition, user))
    alias = f"text_{field.name}"
    rows = rows.alias(**{alias: KT(path)})
    found = Q(**{f"{alias}__{'icontains' if sense == HAS else 'iexact'}": value})
    return rows.filter(found if sense != NOT else ~found | ~Q(custom__has_key=field.name))


def _around(field: Field, sense: str, value: str) -> Q:
    """By a tag, a way to reach them, a number: what stands in a table of its own."""
    mine = {field.record: OuterRef("id")}
    if field.name == "tag":
        rows: QuerySet[Any] = CustomerTagging.objects.filter(**mine)
        found = rows.filter(tag__name__iexact=value)
    elif field.name == "domain":
        rows = AccountDomain.objects.filter(**mine)
        found = rows.filter(domain__icontains=value)
    elif field.name == "number":
        rows = Identifier.objects.filter(**mine)
        found = rows.filter(Q(value__icontains=value) | Q(normalised__icontains=value))
    else:
        rows = ContactMethod.objects.filter(**mine, kind=field.name)
        found = rows.filter(Q(value__icontains=value) | Q(normalised__icontains=value))
    if sense in {EMPTY, FILLED}:
        return Q(Exists(rows)) if sense == FILLED else ~Q(Exists(rows))
    return ~Q(Exists(found)) if sense == NOT else Q(Exists(found))


def _ordered(rows: "Rows", wanted: Wanted, fields: Mapping[str, Field]) -> "Rows":
    """In the wanted order; what has nothing there comes last, and what is equal in the order of the ids."""
    name, is_down = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    field = fields.get(name)
    if field is None or field.kind in {"tag", "way"}:
        return rows.order_by("name", "id")
    if not field.is_custom:
        key: Any = F(f"{name}__name") if field.kind in _REFERENCES else F(name)
        if field.kind not in {*_REFERENCES, "date", "moment"}:
            return rows.order_by(f"-{name}" if is_down else name, "id")
    elif field.kind in {"number", "money"}:
        key = Cast(KT(f"custom__{name}"), FloatField())
    else:
        key = KT(f"custom__{name}")
    rows = rows.alias(sorted_by=key)
    by = F("sorted_by")
    return rows.order_by(by.desc(nulls_last=True) if is_down else by.asc(nulls_last=True), "id")


def _identifier(condition: Condition, user: User) -> UUID:
    try:
        return user.id if condition.value == ME else UUID(condition.value)
    except ValueError:
        raise NoSuchValueError(condition) from None


def _day(condition: Condition) -> date:
    try:
        return date.fromisoformat(read_date(condition.value))
    except ValueError:
        raise NoSuchValueError(condition) from None


def _number(condition: Condition) -> float:
    try:
        return float(Decimal(condition.value.replace(",", ".")))
    except InvalidOperation:
        raise NoSuchValueError(condition) from None


def _at(name: str, sense: str, day: date, user: User) -> Q:
    begins = datetime.combine(day, time(), tzinfo=ZoneInfo(user.zone))
    return Q(**{f"{name}__gte": begins}) if sense == FROM else Q(**{f"{name}__lt": begins + timedelta(days=1)})


def tags_of(kind: str, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The tags on each of these records, by name. One statement."""
    return _listed(
        CustomerTagging.objects.filter(**{f"{kind}__in": ids})
        .order_by("tag__name")
        .values_list(f"{kind}_id", "tag__name")
    )


def ways_of(name: str, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The e-mail addresses or numbers of these people, the preferred first; or the domains or numbers of accounts. One statement."""
    if name == "domain":
        return _listed(
            AccountDomain.objects.filter(account__in=ids).order_by("domain").values_list("account_id", "domain")
        )
    if name == "number":
        return _listed(
            Identifier.objects.filter(account__in=ids).order_by("kind", "id").values_list("account_id", "value")
        )
    # By the people alone: asked for the kind too, SQLite goes through everybody's addresses.
    rows = ContactMethod.objects.filter(contact__in=ids).order_by("-is_preferred", "id")
    found = rows.values_list("contact_id", "value", "kind")
    return _listed((owner, value) for owner, value, kind in found if kind == name)


def _listed(pairs: Any) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for owner, text in pairs:
        found.setdefault(owner, []).append(text)
    return found
