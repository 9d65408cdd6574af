"""Settings > Fields: the company's own fields of each kind of record, and those that nobody uses."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.administration.queries import words
from regard.administration.queries.parts import Action, Cell, Row, Table
from regard.fields.models import CustomField
from regard.fields.queries import proposed_for_removal

#: The kinds of records that can have fields of the company's own.
RECORDS = {"account": gettext_lazy("Companies"), "contact": gettext_lazy("People")}
KINDS = {
    CustomField.Kind.TEXT: gettext_lazy("text"), CustomField.Kind.NUMBER: gettext_lazy("number"),
    CustomField.Kind.DATE: gettext_lazy("date"), CustomField.Kind.CHOICE: gettext_lazy("one of several choices"),
    CustomField.Kind.MONEY: gettext_lazy("amount of money"), CustomField.Kind.PERSON: gettext_lazy("a colleague"),
    CustomField.Kind.YES_NO: gettext_lazy("yes or no"),
}  # fmt: skip


def field_tables(*, now: datetime) -> list[Table]:
    """A table for each kind of record, and one of what is retired."""
    fields = list(CustomField.objects.order_by("place", "created_at"))
    unused = set(proposed_for_removal(at=now).values_list("id", flat=True))
    columns = (_("Field"), _("What it is used for"), _("Kind"), _("Last used"))
    tables = [
        Table(
            key=record, title=str(label), columns=columns, empty=_("No field of your own yet."),
            rows=[_row(one, now, is_unused=one.id in unused) for one in fields if one.record == record and not one.retired_at],
            add_url=reverse("settings-field-new", args=[record]), add_label=_("Add a field"),
        )
        for record, label in RECORDS.items()
    ]  # fmt: skip
    if retired := [_row(one, now, is_unused=False) for one in fields if one.retired_at]:
        tables.append(
            Table(key="retired", title=_("Retired: what stands in them is kept"), columns=columns, rows=retired)
        )
    return tables


def _row(field: CustomField, now: datetime, *, is_unused: bool) -> Row:
    last = Cell(text=words.ago(field.used_at, now=now) if field.used_at else _("never"))
    if is_unused:
        last = Cell(text=last.text, kind="warn", detail=_("nobody needed it for 90 days: retire it?"))
    cells = (
        Cell(text=field.label, detail=field.key, url=reverse("settings-field", args=[field.id])), Cell(text=field.use),
        Cell(text=str(KINDS[CustomField.Kind(field.kind)]), detail=field.currency), last,
    )  # fmt: skip
    return Row(cells=cells, actions=[_action(field)] if is_unused or field.retired_at else ())


def _action(field: CustomField) -> Action:
    if field.retired_at:
        return Action(label=_("Use it again"), url=reverse("settings-field-revive", args=[field.id]))
    return Action(label=_("Retire it"), url=reverse("settings-field-retire", args=[field.id]))
