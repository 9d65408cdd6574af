"""What stands in a field of a customer, as a page shows it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact
from regard.customers.rules.countries import country_name, language_name
from regard.fields.rules import Field, plain_text
from regard.staff.models import User

#: What pages need beside the record's own row.
WITH: Mapping[str, tuple[str, ...]] = {"account": ("owner", "team", "parent"), "contact": ("account",)}
_OF_OTHERS = {"owner", "team", "account"}


def people_in(records: Iterable[Account | Contact], fields: Iterable[Field]) -> dict[str, str]:
    """Names of the colleagues that stand in the company's own fields, by id. One statement, none where there are none."""
    names = [field.name for field in fields if field.is_custom and field.kind == "person"]
    ids = {str(record.custom[name]) for record in records for name in names if record.custom.get(name)}
    return {str(key): name for key, name in User.objects.filter(id__in=ids).values_list("id", "name")} if ids else {}


def value_of(record: Account | Contact, field: Field) -> Any:
    """The value, as forms and files write it."""
    if field.is_custom:
        return record.custom.get(field.name)
    if field.kind in _OF_OTHERS:
        return getattr(record, f"{field.name}_id")
    return getattr(record, field.name)


def shown(record: Account | Contact, field: Field, people: Mapping[str, str]) -> str:
    """The value in words; "" where nothing stands."""
    value = value_of(record, field)
    if value is None or value == "":
        return ""
    if not field.is_custom and field.kind in _OF_OTHERS:
        return str(getattr(record, field.name))
    if field.kind == "person":
        return people.get(str(value), "")
    in_words = _IN_WORDS.get(field.kind)
    return in_words(str(value)) if in_words else f"{plain_text(field, value)} {field.currency}".strip()


def _date(value: str) -> str:
    day = parse_date(value)
    return formats.date_format(day, "DATE_FORMAT") if day else value


_IN_WORDS: Mapping[str, Callable[[str], str]] = {
    "country": lambda value: country_name(value, locale=get_language() or "en"),
    "language": lambda value: language_name(value, locale=get_language() or "en"),
    "date": _date,
    "yes or no": lambda value: _("yes") if value == "True" else _("no"),
}
