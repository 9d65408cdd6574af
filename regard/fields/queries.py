"""Reading the fields a company added."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from regard.fields.models import CustomField
from regard.fields.rules import UNUSED_DAYS, Field
from regard.kit.moment import once_a_moment


def fields_in_use(record: str) -> "QuerySet[CustomField]":
    """The fields of a kind of record that are offered, in their order."""
    return CustomField.objects.filter(record=record, retired_at=None).order_by("place", "created_at")


def custom_fields(record: str) -> tuple[Field, ...]:
    """The same as values."""
    return tuple(field for field in _all_custom_fields() if field.record == record)


@once_a_moment
def _all_custom_fields() -> tuple[Field, ...]:
    rows = CustomField.objects.filter(retired_at=None).order_by("place", "created_at")
    return tuple(as_field(row) for row in rows)


def as_field(row: CustomField) -> Field:
    """A company's field as every other field is described."""
    return Field(
        record=row.record, name=row.key, label=row.label, kind=row.kind, use=row.use, choices=tuple(row.choices),
        currency=row.currency, is_custom=True,
    )  # fmt: skip


def proposed_for_removal(*, at: datetime) -> "QuerySet[CustomField]":
    """Fields that are older than 90 days and that nobody wrote, listed or asked for in these."""
    since = at - timedelta(days=UNUSED_DAYS)
    unused = Q(used_at=None) | Q(used_at__lt=since)
    return CustomField.objects.filter(unused, retired_at=None, created_at__lt=since).order_by("record", "place")
