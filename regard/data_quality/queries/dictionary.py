"""Every field: what it means, where it comes from, what it is used for, who looks after it, how much of it is filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.customers.rules.catalogue import FIELDS
from regard.data_quality.models import FieldCare, Figure
from regard.data_quality.queries.states import BESIDE, needed_of
from regard.events.models import Event
from regard.fields.models import CustomField
from regard.fields.queries import as_field, fields_in_use, proposed_for_removal
from regard.fields.rules import Field

#: So many changes are looked through for when a field was last written.
_CHANGES = 2000
_TYPED = gettext_lazy("Typed in, or from an imported file")
_SOURCES: Mapping[tuple[str, str], Any] = {
    ("account", "owner"): gettext_lazy("By handing the account over, with a note"),
    ("account", "number"): gettext_lazy("Typed in or imported; its check digits are checked"),
    ("account", "website"): gettext_lazy("Typed in or imported; mail domains are noted from letters"),
    ("contact", "name"): gettext_lazy("From the first letter or form, typed in, or imported"),
    ("contact", "account"): gettext_lazy("From the mail domain of the first letter, typed in, or imported"),
    ("contact", "email"): gettext_lazy("From the first letter, typed in, or imported; marked when mail comes back"),
}
_KINDS: Mapping[str, Any] = {
    "text": gettext_lazy("text"), "number": gettext_lazy("number"), "date": gettext_lazy("date"), "choice": gettext_lazy("choice"),
    "money": gettext_lazy("money"), "person": gettext_lazy("colleague"), "yes or no": gettext_lazy("yes or no"),
    "owner": gettext_lazy("colleague"), "team": gettext_lazy("team"), "account": gettext_lazy("company"),
    "country": gettext_lazy("country"), "language": gettext_lazy("language"), "zone": gettext_lazy("time zone"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A field. `filled` is its share in words, "" before the first count; `last_used` when it was last written or asked for."""

    record: str
    name: str
    label: Any
    kind: Any
    use: Any
    source: Any
    owner_id: str
    owner: str
    is_needed: bool
    is_custom: bool
    filled: str
    last_used: datetime | None


@dataclass(frozen=True, kw_only=True)
class Dictionary:
    """All fields by kind of record, and those whose removal is proposed."""

    parts: list[tuple[str, list[Entry]]]
    unused: list[CustomField]


def dictionary(*, at: datetime) -> Dictionary:
    """Six statements."""
    cares = {(care.record, care.field): care for care in FieldCare.objects.select_related("owner")}
    figures = {(row.kind, row.field): row for row in Figure.objects.filter(of_all=True)}
    written = _last_written()
    parts = [
        (str(title), _entries(kind, cares, figures, written))
        for kind, title in (("account", _("Companies")), ("contact", _("People")))
    ]
    return Dictionary(parts=parts, unused=list(proposed_for_removal(at=at)))


def _entries(
    kind: str, cares: Mapping[tuple[str, str], FieldCare], figures: Mapping[tuple[str, str], Figure],
    written: Mapping[tuple[str, str], datetime],
) -> list[Entry]:  # fmt: skip
    own = list(fields_in_use(kind))
    used = {row.key: row.used_at for row in own}
    fields = (*FIELDS[kind], *map(as_field, own), *BESIDE[kind])
    said = {field: care.is_needed for (record, field), care in cares.items() if record == kind}
    wanted = needed_of(kind, fields, said)
    return [
        _entry(
            field, cares.get((kind, field.name)), figures.get((kind, field.name)), is_needed=field.name in wanted,
            last_used=used[field.name] if field.is_custom else written.get((kind, field.name)),
        )
        for field in fields
    ]  # fmt: skip


def _entry(
    field: Field, care: FieldCare | None, figure: Figure | None, *, is_needed: bool, last_used: datetime | None
) -> Entry:
    filled = ""
    if figure and figure.records:
        words = {
            "percent": round(100 * figure.filled / figure.records),
            "good": f"{figure.filled:,}",
            "whole": f"{figure.records:,}",
        }
        filled = _("%(percent)s%%: %(good)s of %(whole)s") % words
    return Entry(
        record=field.record, name=field.name, label=field.label, kind=_KINDS.get(field.kind, field.kind), use=field.use,
        source=_SOURCES.get((field.record, field.name), _TYPED), owner_id=str(care.owner_id or "") if care else "",
        owner=care.owner.name if care and care.owner else "", is_needed=is_needed, is_custom=field.is_custom, filled=filled,
        last_used=last_used,
    )  # fmt: skip


def _last_written() -> dict[tuple[str, str], datetime]:
    """When each field was last changed by somebody, as far as the latest changes tell."""
    rows = Event.objects.filter(kind__in=["account.changed", "contact.changed"]).order_by("-at")
    found: dict[tuple[str, str], datetime] = {}
    for kind, at, data in rows.values_list("subject_kind", "at", "data")[:_CHANGES]:
        for name in data.get("changes", {}):
            found.setdefault((kind, name), at)
    return found
