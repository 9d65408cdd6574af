"""Every field: what it means, where it comes from, what it is used for, who looks after it, how much of it is filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.data_quality.models import FieldCare, Figure
from regard.data_quality.queries.states import judged_fields, needed
from regard.events.models import Event
from regard.fields.models import CustomField
from regard.fields.queries import proposed_for_removal
from regard.fields.rules import Field

#: So many changes are looked through for when a field was last written.
_CHANGES = 1000
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
    """About ten statements."""
    used = {
        (record, key): when
        for record, key, when in CustomField.objects.exclude(used_at=None).values_list("record", "key", "used_at")
    }
    cares = {(care.record, care.field): care for care in FieldCare.objects.select_related("owner")}
    figures = {(row.kind, row.field): row for row in Figure.objects.filter(of_all=True)}
    parts = []
    for kind, title in (("account", _("Companies")), ("contact", _("People"))):
        fields = judged_fields(kind)
        wanted, last = needed(kind, fields), _last_written(kind)
        parts.append((title, [
            _entry(field, cares.get((kind, field.name)), figures.get((kind, field.name)), is_needed=field.name in wanted,
                   last_used=used.get((kind, field.name)) if field.is_custom else last.get(field.name))
            for field in fields
        ]))  # fmt: skip
    return Dictionary(parts=parts, unused=list(proposed_for_removal(at=at)))


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


def _last_written(kind: str) -> dict[str, datetime]:
    """When each field was last changed by somebody, as far as the latest changes tell."""
    rows = Event.objects.filter(kind=f"{kind}.changed").order_by("-at").values_list("at", "data")[:_CHANGES]
    found: dict[str, datetime] = {}
    for at, data in rows:
        for name in data.get("changes", {}):
            found.setdefault(name, at)
    return found
