"""Adding, changing and retiring the fields of a company, and noting that they are used."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from regard.events.operations import Subject, record
from regard.fields.models import CustomField
from regard.fields.rules import key_of
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

MOST_CHOICES, LONGEST_CHOICE, LONGEST_LABEL, LONGEST_USE = 200, 80, 80, 300
#: A use is written down once in so long: what is asked is whether anybody needed the field in three months.
_USE_STEP = timedelta(hours=12)


class FieldRefusedError(Exception):
    """This field cannot be kept so. `field` names what is wrong; the message says why. Nothing was changed."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def add_field(
    *, record_kind: str, label: str, kind: str, use: str, by: User, at: datetime, choices: Sequence[str] = (),
    currency: str = "",
) -> CustomField:  # fmt: skip
    """Add a field to a kind of record. Raises FieldRefusedError, ForbiddenError."""
    staff.require(by, Right.SET_UP)
    label, use, kept = _label(label), _use(use), _choices(kind, choices)
    if kind not in CustomField.Kind.values:
        raise FieldRefusedError("kind", _("Choose what kind of field it is."))
    key = key_of(label)
    if not key:
        raise FieldRefusedError("label", _("Give it a name with at least one letter or digit from a to z."))
    others = CustomField.objects.filter(record=record_kind)
    try:
        with transaction.atomic():
            row = CustomField.objects.create(
                id=uuid7(), record=record_kind, key=key, label=label, kind=kind, use=use, choices=kept, created_at=at,
                currency=_currency(kind, currency), place=(others.aggregate(last=Max("place"))["last"] or 0) + 1,
            )  # fmt: skip
            _tell("field.added", row, by, at)
    except IntegrityError:
        raise FieldRefusedError("label", _("There is, or was, a field “%(key)s” already.") % {"key": key}) from None
    return row


def change_field(
    *, field: CustomField, label: str, use: str, by: User, at: datetime, choices: Sequence[str] = ()
) -> None:
    """Call a field something else, say its use anew, or offer other choices. Its kind and key stay. Raises FieldRefusedError."""
    staff.require(by, Right.SET_UP)
    field.label, field.use, field.choices = _label(label), _use(use), _choices(field.kind, choices)
    with transaction.atomic():
        field.save(update_fields=["label", "use", "choices"])
        _tell("field.changed", field, by, at)


def retire_field(*, field: CustomField, by: User, at: datetime) -> None:
    """Offer a field no longer. What stands in it stays, and shows again when it is revived."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        if CustomField.objects.filter(id=field.id, retired_at=None).update(retired_at=at):
            _tell("field.retired", field, by, at)


def revive_field(*, field: CustomField, by: User, at: datetime) -> None:
    """Offer a retired field again."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        if CustomField.objects.filter(id=field.id).exclude(retired_at=None).update(retired_at=None, used_at=at):
            _tell("field.revived", field, by, at)


def note_use(*, record_kind: str, keys: Collection[str], at: datetime) -> None:
    """Note that fields were written, listed or asked for."""
    if keys:
        old = Q(used_at=None) | Q(used_at__lt=at - _USE_STEP)
        CustomField.objects.filter(old, record=record_kind, key__in=keys).update(used_at=at)


def _tell(kind: str, row: CustomField, by: User, at: datetime) -> None:
    data = {"record": row.record, "key": row.key}
    record(kind=kind, at=at, subject=Subject("field", row.id), by_id=by.id, data=data)


def _label(text: str) -> str:
    label = " ".join(text.split())
    if not label or len(label) > LONGEST_LABEL:
        raise FieldRefusedError("label", _("Give it a name of 1 to %(most)s letters.") % {"most": LONGEST_LABEL})
    return label


def _use(text: str) -> str:
    use = " ".join(text.split())
    if not use or len(use) > LONGEST_USE:
        raise FieldRefusedError(
            "use", _("Say in one sentence what it is used for. What nobody uses need not be asked.")
        )
    return use


def _choices(kind: str, given: Sequence[str]) -> list[str]:
    if kind != CustomField.Kind.CHOICE:
        return []
    kept = list(dict.fromkeys(choice.strip()[:LONGEST_CHOICE] for choice in given if choice.strip()))
    if not 2 <= len(kept) <= MOST_CHOICES:
        raise FieldRefusedError("choices", _("Name 2 to %(most)s choices, one a line.") % {"most": MOST_CHOICES})
    return kept


def _currency(kind: str, code: str) -> str:
    if kind != CustomField.Kind.MONEY:
        return ""
    if len(code) != 3 or not code.isalpha():
        raise FieldRefusedError("currency", _("Name the currency by its three letters, EUR for example."))
    return code.upper()
