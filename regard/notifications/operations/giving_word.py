"""Telling one person one thing, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from regard.conversations.models import Conversation
from regard.customers.models import Account, Contact
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.notifications.models import Notification, Preference
from regard.notifications.operations.mailing import mail
from regard.notifications.queries.handled import is_handled
from regard.notifications.queries.preferences import hours_for, preference_of, way_of
from regard.notifications.rules.hours import next_working
from regard.staff.models import User

Reason = Notification.Reason


def tell(
    reason: str,
    user: User,
    conversation: Conversation | None,
    subject_id: UUID,
    moment: datetime,
    *,
    at: datetime,
    by: User | None = None,
    facts: Mapping[str, Any] | None = None,
    about: Account | Contact | None = None,
) -> Notification | None:
    """Tell one person one thing, once; `about` is the customer where it is about no conversation. None when they were told, when it is dealt with, or is not for their eyes.

    The mail goes with it where it is wanted at once and the person works; else it waits.
    """
    told = Notification(
        id=uuid7(), user=user, reason=reason, conversation=conversation, subject_id=subject_id, moment=moment, by=by,
        facts=dict(facts or {}), made_at=at, account=about if isinstance(about, Account) else None,
        contact=about if isinstance(about, Contact) else None,
    )  # fmt: skip
    key = {"user": user, "reason": reason, "subject_id": subject_id, "moment": moment}
    with transaction.atomic():
        if Notification.objects.filter(**key).exists():
            return None
        Notification.objects.bulk_create([told], ignore_conflicts=True)
        if not Notification.objects.filter(id=told.id).exists():
            return None  # told by another worker at the same moment
        if is_handled(told):
            told.delete()
            return None
        if reason == Reason.CLOCK:
            _replace_earlier(told, at)
        record(kind="colleague.told", at=at, subject=Subject("notification", told.id), data={"reason": reason})
        _plan_mail(told, at)
    return told


def person(user_id: UUID | None) -> User | None:
    """Somebody who can sign in."""
    return User.objects.filter(id=user_id).first() if user_id else None


def _replace_earlier(told: Notification, at: datetime) -> None:
    """Of one clock a person sees, and is mailed, the latest word only."""
    earlier = Notification.objects.filter(user=told.user, subject_id=told.subject_id, reason=Reason.CLOCK)
    earlier = earlier.exclude(id=told.id)
    earlier.filter(mail__in=[Notification.Mail.WAITING, Notification.Mail.DIGEST]).update(
        mail=Notification.Mail.DROPPED
    )
    earlier.filter(seen_at=None).update(seen_at=at)


def _plan_mail(told: Notification, at: datetime) -> None:
    preference = preference_of(told.user)
    way = way_of(preference, told.reason)
    if way == Preference.Way.NOTHING or (way == Preference.Way.DIGEST and not preference.has_digest):
        return
    told.mail = Notification.Mail.DIGEST if way == Preference.Way.DIGEST else Notification.Mail.WAITING
    if told.mail == Notification.Mail.WAITING:
        comes_through = told.reason == Reason.ANSWER or told.reason in preference.comes_through
        is_quiet = preference.is_quiet and not comes_through
        told.mail_at = next_working(hours_for(told.user, at=at), at) if is_quiet else at
    told.save(update_fields=["mail", "mail_at"])
    if told.mail_at and told.mail_at <= at:
        mail(told=told, at=at)
