"""What colleagues were told, once nobody looks at it any more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from regard.kit import clock
from regard.kit.holders import Keeping
from regard.mail.personal.operations import erase_outgoing
from regard.notifications.models import Notification


def _old(before: datetime, held: Collection[UUID]) -> "QuerySet[Notification]":
    told = Notification.objects.filter(made_at__lt=before).exclude(mail=Notification.Mail.WAITING)
    return told.exclude(conversation__contact__in=held)


def _purge(before: datetime, held: Collection[UUID], limit: int) -> int:
    rows = dict(_old(before, held).values_list("id", "outgoing_id")[:limit])
    erase_outgoing([letter for letter in rows.values() if letter], at=clock.now())
    Notification.objects.filter(id__in=list(rows)).delete()
    return len(rows)


NOTIFICATIONS = Keeping(
    label=_("Notifications, and the mails of them"), months=12, count=lambda before, held: _old(before, held).count(),
    purge=_purge,
)  # fmt: skip
