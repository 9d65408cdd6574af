"""Who looked, once it is old."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from regard.kit.holders import Keeping
from regard.privacy.models import Looked


def _old(before: datetime, held: Collection[UUID]) -> "QuerySet[Looked]":
    return Looked.objects.filter(at__lt=before).exclude(record_id__in=held)


def _purge(before: datetime, held: Collection[UUID], limit: int) -> int:
    ids = list(_old(before, held).values_list("id", flat=True)[:limit])
    return Looked.objects.filter(id__in=ids).delete()[0]


LOOKED = Keeping(
    label=_("Who looked at whose data"), months=12, count=lambda before, held: _old(before, held).count(), purge=_purge
)
