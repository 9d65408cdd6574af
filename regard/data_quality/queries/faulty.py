"""The records behind a figure, the worst first, each with what can be put right at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact, ContactMethod, Identifier
from regard.data_quality.models import Confirmation, Standing
from regard.data_quality.queries.alike import seen_by
from regard.data_quality.queries.overview import owner_filter
from regard.data_quality.queries.showing import WITH
from regard.data_quality.queries.states import judged_fields
from regard.data_quality.rules.quality import TELLS_APART
from regard.fields.rules import Field, plain_text
from regard.staff.models import Team, User
from regard.staff.queries import active_users

PAGE = 20
WHAT = ("missing", "invalid", "outdated", "double")
_REFERENCES = {"owner", "team", "account"}
#: What stands in tables of its own is added here, and changed where it stands.
ADDED = {"number", "email", "phone"}


@dataclass(frozen=True, kw_only=True)
class Fix:
    """A field that can be filled in on the spot. `options` has what can be chosen, by value; empty where one writes."""

    name: str
    label: Any
    value: str
    seen: str
    options: list[tuple[str, str]]
    input_type: str
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Faulty:
    """A record with what is wrong in it."""

    kind: str
    id: UUID
    name: str
    detail: str
    faults: list[str]
    touched: datetime
    is_outdated: bool
    fixes: list[Fix]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which records: what is wrong with them, in which field ("" for any), of whom."""

    kind: str
    what: str
    field: str = ""
    owner: str = ""


def count_and_page(asked: Asked, viewer: User, *, page: int) -> tuple[int, list[Faulty]]:
    """How many there are, and one page of them. About eight statements."""
    rows = _standing(asked, viewer) if not asked.field else _behind(asked, viewer)
    start = PAGE * (page - 1)
    keys = list(rows[start : start + PAGE])
    return rows.count(), faulty(asked.kind, keys, viewer, field=asked.field)


def faulty(
    kind: str, keys: Sequence[UUID], viewer: User, *, field: str = "", typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[Faulty]:  # fmt: skip
    """Records with what is wrong; `typed` and `errors` by field, for the one record whose form came back."""
    known = seen_by(kind, viewer).select_related(*WITH[kind]).in_bulk(list(keys))
    standing = {row.record_id: row for row in Standing.objects.filter(kind=kind, record_id__in=keys)}
    confirmed = dict(Confirmation.objects.filter(kind=kind, record_id__in=keys).values_list("record_id", "at"))
    form = _Form(kind, typed or {}, errors or {})
    found = []
    for key in keys:
        if key not in known:
            continue
        row, one = known[key], standing.get(key)
        missing, invalid = (_split(text) for text in ((one.missing, one.invalid) if one else ("", "")))
        touched = max(filter(None, [row.changed_at, row.created_at, confirmed.get(key)]))
        wanted = list(dict.fromkeys([*missing, *invalid, *filter(None, [field])]))
        found.append(
            Faulty(
                kind=kind, id=key, name=row.name, detail=_detail(row), faults=form.words(missing, invalid), touched=touched,
                is_outdated=bool(one and one.is_outdated), fixes=[fix for name in wanted if (fix := form.fix(row, name))],
            )
        )  # fmt: skip
    return found


class _Form:
    """What every record's form offers: read once a page, and only what is asked for."""

    def __init__(self, kind: str, typed: Mapping[str, str], errors: Mapping[str, str]) -> None:
        self.fields = {field.name: field for field in judged_fields(kind)}
        self.typed, self.errors = typed, errors
        self._people: list[tuple[str, str]] | None = None

    def words(self, missing: Sequence[str], invalid: Sequence[str]) -> list[str]:
        """What is wrong, in words."""
        lacks = [_("%(field)s is missing") % {"field": self._label(name)} for name in missing]
        return [*lacks, *(_("%(field)s cannot be right") % {"field": self._label(name)} for name in invalid)]

    def fix(self, row: Any, name: str) -> Fix | None:
        """The field as it is filled in; None for what must be changed where it stands."""
        field = self.fields.get(name)
        if field is None or (field.kind == "owner" and getattr(row, "owner_id", None)):
            return None
        seen = "" if name in ADDED else _plain(row, field)
        return Fix(
            name=name, label=field.label, seen=seen, value=self.typed.get(name, seen), error=self.errors.get(name, ""),
            options=self._options(field), input_type=_INPUTS.get(name) or _INPUTS.get(field.kind, "text"),
        )  # fmt: skip

    def _label(self, name: str) -> str:
        return str(self.fields[name].label) if name in self.fields else name

    def _options(self, field: Field) -> list[tuple[str, str]]:
        if field.kind in {"owner", "person"}:
            if self._people is None:
                self._people = [(str(key), name) for key, name in active_users().values_list("id", "name")]
            return self._people
        if field.kind == "team":
            return [(str(key), name) for key, name in Team.objects.order_by("name").values_list("id", "name")]
        if field.kind == "yes or no":
            return [("yes", _("yes")), ("no", _("no"))]
        return [(choice, choice) for choice in field.choices]


_INPUTS = {"date": "date", "email": "email", "phone": "tel", "website": "url"}


def _standing(asked: Asked, viewer: User) -> Any:
    rows = Standing.objects.filter(kind=asked.kind, **owner_filter(asked.owner))
    rows = rows.filter(Exists(seen_by(asked.kind, viewer).order_by().filter(pk=OuterRef("record_id"))))
    rows = {
        "missing": rows.exclude(missing=""), "invalid": rows.exclude(invalid=""), "outdated": rows.filter(is_outdated=True),
    }.get(asked.what, rows)  # fmt: skip
    return rows.order_by("-faults", "record_id").values_list("record_id", flat=True)


def _behind(asked: Asked, viewer: User) -> Any:
    """The records behind a figure of one field, as they are now."""
    rows = seen_by(asked.kind, viewer)
    if wanted := owner_filter(asked.owner):
        rows = rows.filter(**wanted) if asked.kind == "account" else rows.filter(account__owner_id=wanted["owner_id"])
    field = next((one for one in judged_fields(asked.kind) if one.name == asked.field), None)
    if field is None:
        return rows.none().values_list("pk", flat=True)
    empty = _empty(field)
    mine = Standing.objects.filter(kind=asked.kind)
    if asked.what == "missing":
        rows = rows.filter(empty)
    elif asked.what == "invalid":
        rows = rows.filter(pk__in=mine.filter(invalid__contains=f",{field.name},").values("record_id"))
    elif asked.what == "outdated":
        rows = rows.filter(~empty, pk__in=mine.filter(is_outdated=True).values("record_id"))
    else:
        rows = rows.filter(_said_by_others(asked.kind, field))
    return rows.order_by("pk").values_list("pk", flat=True)


def _empty(field: Field) -> Q:
    if field.name == "number":
        return ~Q(Exists(Identifier.objects.filter(account=OuterRef("pk"))))
    if field.name in {"email", "phone"}:
        return ~Q(Exists(ContactMethod.objects.filter(contact=OuterRef("pk"), kind=field.name)))
    if field.is_custom:
        return ~Q(custom__has_key=field.name)
    if field.kind in _REFERENCES or field.kind == "date":
        return Q(**{f"{field.name}__isnull": True})
    return Q(**{field.name: ""})


def _said_by_others(kind: str, field: Field) -> Q:
    """In this field something stands that another record has as well."""
    if field.name not in TELLS_APART[kind]:
        return Q(pk__in=[])
    if field.name == "number":
        twice: Any = Identifier.objects.values("normalised").annotate(n=Count("account", distinct=True)).filter(n__gt=1)
        return Q(identifiers__normalised__in=twice.values("normalised"))
    if field.name in {"email", "phone"}:
        ways = ContactMethod.objects.filter(kind=field.name)
        twice = ways.values("normalised").annotate(n=Count("contact", distinct=True)).filter(n__gt=1)
        return Q(pk__in=ways.filter(normalised__in=twice.values("normalised")).values("contact"))
    table: Any = Account if kind == "account" else Contact
    twice = table.objects.exclude(**{field.name: ""}).values(field.name).annotate(n=Count("pk")).filter(n__gt=1)
    return Q(**{f"{field.name}__in": twice.values(field.name)})


def _plain(row: Any, field: Field) -> str:
    """As `change_account` reads it again."""
    if field.is_custom:
        return plain_text(field, row.custom.get(field.name))
    value = getattr(row, f"{field.name}_id" if field.kind in _REFERENCES else field.name)
    return "" if value is None else str(value)


def _detail(row: Any) -> str:
    if isinstance(row, Account):
        return ", ".join(filter(None, [row.city, row.owner.name if row.owner else ""]))
    return ", ".join(filter(None, [row.job_title, row.account.name if row.account else ""]))


def _split(text: str) -> list[str]:
    return [name for name in text.split(",") if name]
