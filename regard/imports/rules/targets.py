"""What a column can become, in words, and what the columns of a file probably become."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.imports.rules.layout import Column
from regard.imports.rules.sources import FIELDS, SEVERAL, fold, suggest

#: Recognised in a file, and kept nowhere here.
_NOWHERE = frozenset({"source_id"})
_LABELS: Mapping[str, Any] = {
    "name": gettext_lazy("Person, full name"),
    "first_name": gettext_lazy("Person, first name"),
    "last_name": gettext_lazy("Person, last name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Telephone"),
    "company": gettext_lazy("Company name"),
    "title": gettext_lazy("What they do there"),
    "street": gettext_lazy("Street"),
    "city": gettext_lazy("Town"),
    "region": gettext_lazy("Region"),
    "postcode": gettext_lazy("Postcode"),
    "country": gettext_lazy("Country"),
    "website": gettext_lazy("Company, website"),
    "note": gettext_lazy("Note"),
    "birthday": gettext_lazy("Birthday"),
    "language": gettext_lazy("Language"),
    "owner": gettext_lazy("Looked after by (e-mail of a colleague)"),
    "tags": gettext_lazy("Tags"),
    "vat": gettext_lazy("Company, VAT number"),
    "register_number": gettext_lazy("Company, register number"),
    "legal_name": gettext_lazy("Company, legal name"),
    "tier": gettext_lazy("Company, tier"),
    "customer_since": gettext_lazy("Company, customer since"),
    "zone": gettext_lazy("Time zone"),
    "company_street": gettext_lazy("Company, street"),
    "company_postcode": gettext_lazy("Company, postcode"),
    "company_city": gettext_lazy("Company, town"),
    "company_region": gettext_lazy("Company, region"),
    "company_country": gettext_lazy("Company, country"),
    "delivery_street": gettext_lazy("Deliveries to, street"),
    "delivery_postcode": gettext_lazy("Deliveries to, postcode"),
    "delivery_city": gettext_lazy("Deliveries to, town"),
    "delivery_region": gettext_lazy("Deliveries to, region"),
    "delivery_country": gettext_lazy("Deliveries to, country"),
    "invoice_street": gettext_lazy("Invoices to, street"),
    "invoice_postcode": gettext_lazy("Invoices to, postcode"),
    "invoice_city": gettext_lazy("Invoices to, town"),
    "invoice_region": gettext_lazy("Invoices to, region"),
    "invoice_country": gettext_lazy("Invoices to, country"),
}
#: A row says who it is about by one of these.
WHO = frozenset({"name", "first_name", "last_name", "email", "phone", "company"})
_NEW = ("new:contact", "new:account")
#: A table of these and of no address is one of companies, whose "Name" is a company's.
_OF_COMPANIES = frozenset({"website", "vat", "register_number", "legal_name", "customer_since", "tier"})
_OF_PEOPLE = frozenset({"first_name", "last_name", "email", "title", "birthday", "company"})


class MappingRefusedError(Exception):
    """The columns cannot become that. The message says why; nothing was imported."""


@dataclass(frozen=True, kw_only=True)
class Own:
    """A field that the company added: `record` is contact or account."""

    record: str
    key: str
    label: str


def targets(own: Sequence[Own]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column can become, as groups of (value, words)."""
    known = [(name, str(_LABELS[name])) for name in FIELDS if name not in _NOWHERE]
    fields = [(f"own:{one.record}:{one.key}", one.label) for one in own]
    new = [("new:contact", _("A new field of people")), ("new:account", _("A new field of companies"))]
    groups = [(_("What everybody has"), known), (_("Your own fields"), fields), (_("Something else"), new)]
    return [("", [("", _("Leave out"))]), *(group for group in groups if group[1])]


def word_for(target: str, own: Sequence[Own]) -> str:
    """What a column becomes, in words."""
    return next((words for _name, choices in targets(own) for value, words in choices if value == target), target)


def propose(columns: Sequence[Column], *, remembered: Mapping[str, str], own: Sequence[Own]) -> dict[str, str]:
    """What each column probably becomes: as it did the latest time, else by its name. "" leaves it out."""
    names = [column.name for column in columns]
    suggested = {name: field for name, field in suggest(names).fields.items() if field not in _NOWHERE}
    fields = set(suggested.values())
    if "name" in fields and fields & _OF_COMPANIES and not fields & _OF_PEOPLE:
        suggested = {name: "company" if field == "name" else field for name, field in suggested.items()}
    by_label = {fold(one.label): f"own:{one.record}:{one.key}" for one in own}
    valid = {value for _name, choices in targets(own) for value, _words in choices}
    found = {}
    for name in names:
        first = suggested.get(name) or by_label.get(fold(name), "")
        known = remembered.get(fold(name))
        found[name] = known if known is not None and known in valid else first
    return _each_once(found)


def check(mapping: Mapping[str, str], *, names: Sequence[str], own: Sequence[Own]) -> None:
    """Raise MappingRefusedError for columns that are not there, targets nobody knows, and what would say nothing or twice the same."""
    valid = {value for _name, choices in targets(own) for value, _words in choices}
    if missing := [name for name in mapping if name not in names]:
        raise MappingRefusedError(_("The file has no column “%(name)s”.") % {"name": missing[0][:80]})
    if wrong := [target for target in mapping.values() if target not in valid]:
        raise MappingRefusedError(_("Nothing here is called “%(name)s”.") % {"name": wrong[0][:80]})
    if not WHO & set(mapping.values()):
        raise MappingRefusedError(
            _(
                "Choose at least one column that says who it is: a name, a company, an e-mail address or a telephone number."
            )
        )
    single = [target for target in mapping.values() if target and target not in SEVERAL and target not in _NEW]
    if twice := next((target for target in single if single.count(target) > 1), ""):
        raise MappingRefusedError(_("Two columns become “%(name)s”. Leave one out.") % {"name": word_for(twice, own)})


def _each_once(found: Mapping[str, str]) -> dict[str, str]:
    kept = dict[str, str]()
    for name, target in found.items():
        again = target and target not in SEVERAL and target not in _NEW and target in kept.values()
        kept[name] = "" if again else target
    return kept


def target_named(text: str, own: Sequence[Own]) -> str:
    """The target that somebody names at a terminal: by its name, its words, or those of an own field. Raises MappingRefusedError."""
    wanted = re.sub(r"[\W_]+", " ", text).strip().casefold()
    for _group, choices in targets(own):
        for value, words in choices:
            if wanted in {re.sub(r"[\W_]+", " ", name).strip().casefold() for name in (value, words)}:
                return value
    raise MappingRefusedError(
        _("Nothing here is called “%(name)s”. There are: %(all)s")
        % {"name": text, "all": ", ".join(name for name in FIELDS if name not in _NOWHERE)}
    )
