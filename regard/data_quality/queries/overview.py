"""The page of figures: of each field how many values are there, can be right, stand once, and were looked at lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.data_quality.models import Figure
from regard.data_quality.queries.states import judged_fields
from regard.staff.models import User

NOBODY = "nobody"
#: Which figure of a `Figure` row, what it is a share of, and how it is defined in one sentence.
MEASURES: Mapping[str, tuple[str, str, Any, Any]] = {
    "missing": ("filled", "records", gettext_lazy("Filled"), gettext_lazy("Filled: of all records, those in which something stands there.")),
    "invalid": ("valid", "filled", gettext_lazy("Can be right"), gettext_lazy(
        "Can be right: of what stands there, what has the form it must have and did not come back: mail, post, check digits, telephone numbers, dates.")),
    "double": ("single", "filled", gettext_lazy("Said once"), gettext_lazy("Said once: of what stands there, what no other record has as well; for a whole record, that it waits for nobody to say whether it is a double.")),
    "outdated": ("fresh", "filled", gettext_lazy("Fresh"), gettext_lazy("Fresh: of what stands there, what is in a record that was changed or confirmed in the last 12 months and whose mail does not come back.")),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A share, its count in words, and the records behind what is lacking."""

    share: float
    percent: str
    count: str
    lacking: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A field, or the whole record, with its four figures; None where a figure means nothing."""

    label: Any
    cells: list[Cell | None]


@dataclass(frozen=True, kw_only=True)
class Part:
    """The figures of a kind of record."""

    kind: str
    title: str
    records: int
    whole: Line | None
    lines: list[Line]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The page. `at` is when was counted, None when never."""

    at: datetime | None
    parts: list[Part]
    owners: list[tuple[str, str, list[Line]]]
    owner: str
    owner_name: str
    columns: list[Any]
    definitions: list[Any]


def overview(*, owner: str) -> Overview:
    """All figures, or those of what one colleague looks after. Four statements."""
    rows = list(Figure.objects.filter(field="")) + list(_of(owner).exclude(field=""))
    names = dict(User.objects.filter(id__in={row.owner_id for row in rows if row.owner_id}).values_list("id", "name"))
    parts = [_part(kind, [row for row in rows if row.kind == kind], owner) for kind in ("account", "contact")]
    return Overview(
        at=min((row.at for row in rows), default=None), parts=[part for part in parts if part.records],
        owners=_owners([row for row in rows if not row.field and not row.of_all], names),
        owner=owner, owner_name=_("nobody") if owner == NOBODY else next((name for key, name in names.items() if str(key) == owner), ""),
        columns=[words[2] for words in MEASURES.values()], definitions=[words[3] for words in MEASURES.values()],
    )  # fmt: skip


def owner_filter(owner: str) -> dict[str, Any]:
    """A colleague's id, nobody, or everybody, as filters of what has an `owner_id`."""
    if owner == NOBODY:
        return {"owner_id": None}
    try:
        return {"owner_id": UUID(owner)}
    except ValueError:
        return {}


def _of(owner: str) -> Any:
    wanted = owner_filter(owner)
    return Figure.objects.filter(of_all=False, **wanted) if wanted else Figure.objects.filter(of_all=True)


def _part(kind: str, rows: Sequence[Figure], owner: str) -> Part:
    wanted = owner_filter(owner)
    mine = [row for row in rows if (row.owner_id == wanted["owner_id"] and not row.of_all if wanted else row.of_all)]
    by_field = {row.field: row for row in mine}
    whole = by_field.get("")
    lines = [_line(one.label, by_field[one.name], owner) for one in judged_fields(kind) if one.name in by_field]
    title = _("Companies") if kind == "account" else _("People")
    return Part(
        kind=kind, title=title, records=whole.records if whole else 0, lines=lines,
        whole=_line(_("Whole record"), whole, owner) if whole else None,
    )  # fmt: skip


def _owners(rows: Sequence[Figure], names: Mapping[UUID, str]) -> list[tuple[str, str, list[Line]]]:
    """Whoever looks after records, with the figures of these; what nobody looks after last."""
    keys = sorted({row.owner_id for row in rows}, key=lambda key: (key is None, names.get(key, "") if key else ""))
    return [
        (
            names.get(key, "") if key else _("Nobody"), str(key or NOBODY),
            [_line(_kinds(row.kind), row, str(key or NOBODY)) for row in sorted(rows, key=lambda row: row.kind) if row.owner_id == key],
        )
        for key in keys
    ]  # fmt: skip


def _kinds(kind: str) -> str:
    return _("Companies") if kind == "account" else _("People")


def _line(label: Any, row: Figure, owner: str) -> Line:
    return Line(label=label, cells=[_cell(row, what, owner) for what in MEASURES])


def _cell(row: Figure, what: str, owner: str) -> Cell | None:
    have, of = MEASURES[what][:2]
    good: int | None = getattr(row, have)
    whole: int = row.records if not row.field else getattr(row, of)
    if good is None or not whole:
        return None
    asked = {"what": what, "field": row.field, "owner": owner}
    address = reverse("quality-records", args=[row.kind])
    if what == "double" and not row.field:
        address, asked = reverse("doubles", args=[row.kind]), {}
    return Cell(
        share=good / whole, percent=_percent(good, whole), count=_("%(good)s of %(whole)s") % {"good": f"{good:,}", "whole": f"{whole:,}"},
        lacking=whole - good, url=f"{address}?{urlencode({name: value for name, value in asked.items() if value})}".rstrip("?"),
    )  # fmt: skip


def _percent(good: int, whole: int) -> str:
    """Rounded, but all is said only of all, and none only of none."""
    share = round(100 * good / whole)
    return f"{min(share, 99) if good < whole else share if not good else max(share, 1)}%"
