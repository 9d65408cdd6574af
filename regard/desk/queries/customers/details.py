"""The fields of a company or a person as its page shows and edits them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext as _

from regard.customers.models import Account
from regard.customers.operations.editing import value_of
from regard.customers.queries.catalogue import fields_of
from regard.customers.rules.countries import country_name, language_name
from regard.desk.queries.customers.record import ACCOUNT, Customer, address_of, kind_of
from regard.desk.queries.faces import Reader
from regard.fields.rules import Field, plain_text
from regard.staff import queries as staff
from regard.staff.models import Team

#: Shown beside the name, not again among the details.
_ELSEWHERE = {"name"}


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a field."""

    value: str
    label: str
    is_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Editing:
    """A field as a form: what was typed, what the form was made of (`seen`), what is wrong with it."""

    input: str
    typed: str
    seen: str
    options: Sequence[Option] = ()
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A field: what it is called, what stands in it in words, and the form where it is edited."""

    name: str
    label: str
    text: str
    use: str
    edit_url: str
    link: str = ""
    editing: Editing | None = None


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What somebody typed into fields and could not be kept, by field; an `error` for each that is wrong."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]


NOTHING_TYPED = Attempt(typed={}, errors={})


def details_of(row: Customer, reader: Reader, *, edited: str = "", attempt: Attempt = NOTHING_TYPED) -> list[Detail]:
    """Every field, filled or not; those to be `edited` ("all", or one by its name) as forms."""
    kind = kind_of(row)
    return [
        _detail(row, field, reader, is_edited=edited in {"all", field.name}, attempt=attempt)
        for field in fields_of(kind)
        if field.name not in _ELSEWHERE or edited in {"all", field.name}
    ]


def said(row: Customer, field: Field, reader: Reader) -> str:
    """What stands in a field in the reader's words; '' for nothing."""
    return words_of(field, value_of(row, field), reader, row=row)


def words_of(field: Field, value: Any, reader: Reader, *, row: Customer | None = None) -> str:
    """A kept value in the reader's words. A reference is named from the `row` it stands in."""
    if value in (None, ""):
        return ""
    if field.kind == "owner" and row is not None:
        return str(getattr(row, field.name) or "")
    if field.kind in {"owner", "person"}:
        return staff.names().get(UUID(str(value)), _("somebody who is gone"))
    if field.kind in {"team", "account"}:
        return str(getattr(row, field.name, "") or "") if row is not None else str(value)
    if field.kind in _SAID:
        return _SAID[field.kind](field, value, reader.language)
    return plain_text(field, value)


def _detail(row: Customer, field: Field, reader: Reader, *, is_edited: bool, attempt: Attempt) -> Detail:
    kind = kind_of(row)
    return Detail(
        name=field.name,
        label=str(field.label),
        text=said(row, field, reader),
        use=str(field.use),
        edit_url=f"{address_of(kind, row.id)}?edit={field.name}#field-{field.name}",
        link=_link(row, field),
        editing=_editing(row, field, attempt) if is_edited else None,
    )


def _editing(row: Customer, field: Field, attempt: Attempt) -> Editing:
    seen = _seen(row, field)
    typed = attempt.typed.get(field.name, seen)
    return Editing(
        input=input_of(field), typed=typed, seen=seen, error=attempt.errors.get(field.name, ""),
        options=options_of(field, typed),
    )  # fmt: skip


def _seen(row: Customer, field: Field) -> str:
    """What a form shows: an account by its name, so that it can be typed; the rest as it is kept."""
    if field.kind == "account":
        return str(getattr(row, field.name, "") or "")
    return plain_text(field, value_of(row, field))


def input_of(field: Field) -> str:
    """What a field is typed into: "text", "date", "select", or "account" for a company's name."""
    return _INPUTS.get(field.kind, "text")


def options_of(field: Field, typed: str) -> list[Option]:
    """What can be chosen where a field takes one of a closed list; none elsewhere."""
    if field.kind in {"owner", "person"}:
        pairs = [(str(person.id), person.name) for person in staff.active_users()]
    elif field.kind == "team":
        pairs = [(str(team.id), team.name) for team in Team.objects.order_by("name")]
    elif field.kind == "choice":
        pairs = [(choice, choice) for choice in field.choices]
    elif field.kind == "yes or no":
        pairs = [("yes", _("yes")), ("no", _("no"))]
    else:
        return []
    return [
        Option(value="", label=_("nothing")),
        *(Option(value=value, label=label, is_on=value == typed) for value, label in pairs),
    ]


def _link(row: Customer, field: Field) -> str:
    if field.name == "website" and isinstance(row, Account) and row.website:
        return row.website if row.website.startswith(("http://", "https://")) else f"https://{row.website}"
    if field.kind == "account":
        above = row.parent_id if isinstance(row, Account) else row.account_id
        return address_of(ACCOUNT, above) if above else ""
    return ""


def _number(_field: Field, value: Any, locale: str) -> str:
    amount = _decimal(value)
    return str(format_decimal(amount, locale=locale)) if amount is not None else str(value)


def _money(field: Field, value: Any, locale: str) -> str:
    amount = _decimal(value)
    return str(format_currency(amount, field.currency, locale=locale)) if amount is not None else str(value)


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


_SAID: Mapping[str, Callable[[Field, Any, str], str]] = {
    "number": _number,
    "money": _money,
    "date": lambda _field, value, locale: str(format_date(date.fromisoformat(str(value)), "d MMM y", locale=locale)),
    "yes or no": lambda _field, value, _locale: _("yes") if value else _("no"),
    "country": lambda _field, value, locale: country_name(str(value), locale=locale),
    "language": lambda _field, value, locale: language_name(str(value), locale=locale),
}
_INPUTS = {
    "owner": "select", "person": "select", "team": "select", "choice": "select", "yes or no": "select", "date": "date",
    "account": "account",
}  # fmt: skip
