"""Which value of two records to keep, field by field: the only one, the latest written, or the most complete; and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact
from regard.data_quality.queries.showing import people_in, shown, value_of
from regard.events.models import Event
from regard.fields.rules import Field

KEPT, GONE = "kept", "gone"
#: So many changes of the two are looked through, the latest first.
_CHANGES = 400


@dataclass(frozen=True, kw_only=True)
class Line:
    """A field of both. `pick` is what is proposed, "" where there is nothing to choose; `name` is what a pick is called."""

    name: str
    label: Any
    kept: str
    gone: str
    pick: str
    why: str

    @property
    def result(self) -> str:
        """What will stand there, if nothing else is picked."""
        return self.gone if self.pick == GONE else self.kept or self.gone


def lines(kept: Account | Contact, gone: Account | Contact, fields: tuple[Field, ...]) -> list[Line]:
    """The fields in which at least one has something. Two statements at most."""
    people = people_in((kept, gone), fields)
    written = _written(kept, gone)
    found = []
    for field in fields:
        one, other = shown(kept, field, people), shown(gone, field, people)
        if not one and not other:
            continue
        differ = value_of(kept, field) != value_of(gone, field)
        pick, why = _proposed(field, (kept, one), (gone, other), written) if differ else ("", "")
        found.append(
            Line(name=pick_name(field), label=field.label, kept=one, gone=other, pick=pick, why=why)
        )  # fmt: skip
    return found


def pick_name(field: Field) -> str:
    """What a pick of this field is called in `operations.join`."""
    if field.is_custom:
        return f"custom.{field.name}"
    return f"{field.name}_id" if field.kind in {"owner", "team", "account"} else field.name


def _proposed(
    field: Field,
    kept: tuple[Account | Contact, str],
    gone: tuple[Account | Contact, str],
    written: Mapping[Any, datetime],
) -> tuple[str, str]:
    if not kept[1] or not gone[1]:
        return (KEPT if kept[1] else GONE), _("only here")
    when = {side: written.get((row.pk, field.name)) for side, row in ((KEPT, kept[0]), (GONE, gone[0]))}
    if when[KEPT] != when[GONE] and any(when.values()):
        latest = max((at, side) for side, at in when.items() if at)[1]
        at = when[latest]
        day = formats.date_format(timezone.localtime(at), "DATE_FORMAT") if at else ""
        return latest, _("latest: written %(day)s") % {"day": day}
    if len(kept[1]) != len(gone[1]) and field.kind == "text" and field.name not in _SHORT_IS_GOOD:
        return (KEPT if len(kept[1]) > len(gone[1]) else GONE), _("more complete")
    return KEPT, _("as in the one that is kept")


#: A name is not better for being long.
_SHORT_IS_GOOD = {"name", "tier"}


def _written(kept: Account | Contact, gone: Account | Contact) -> dict[tuple[UUID, str], datetime]:
    """When each field was last written by somebody; what stood there from the beginning is missing."""
    kind = "account" if isinstance(kept, Account) else "contact"
    rows = Event.objects.filter(subject_kind=kind, subject_id__in=[kept.pk, gone.pk], kind=f"{kind}.changed")
    found: dict[tuple[UUID, str], datetime] = {}
    for record, at, data in rows.order_by("-at").values_list("subject_id", "at", "data")[:_CHANGES]:
        for name in data.get("changes", {}):
            found.setdefault((record, name), at)
    return found
