"""Telling people: four reasons, never about what they did themselves, each moment once."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from regard.conversations.models import Conversation, Message
from regard.events.models import Event
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.notifications.models import Notification, Preference
from regard.notifications.operations.mailing import mail
from regard.notifications.queries.handled import is_handled
from regard.notifications.queries.preferences import hours_for, preference_of, way_of
from regard.notifications.queries.told import seen_on_screen, unseen
from regard.notifications.rules.hours import PROMISE_SOON, next_working, promise_moment
from regard.promises.models import Clock, Promise
from regard.staff.models import User

#: What happened longer ago is no news: after an outage, and when the past of a mailbox is read.
NEWS_FOR = timedelta(days=1)
Reason = Notification.Reason


def tell_of(*, event: Event, at: datetime) -> list[Notification]:
    """Tell whom an event concerns. May run twice; what has been dealt with by `at` is told to nobody."""
    if event.at < at - NEWS_FOR:
        return []
    tell = {"conversation.assigned": _given, "conversation.mentioned": _mentioned, "promise.escalated": _escalated}
    conversation = Conversation.objects.select_related("account", "contact").get(id=event.subject_id)
    return [told for told in tell[event.kind](event, conversation, at) if told]


def tell_promises_due(*, at: datetime) -> list[Notification]:
    """Remind people of what they promised, an hour before and when it is due. Reads the ledger, so no lost job hides one."""
    near = Promise.objects.filter(
        kept_at=None, due_at__lte=at + PROMISE_SOON, due_at__gt=at - NEWS_FOR, holder__is_active=True
    )
    told = []
    for promise in near.select_related("conversation", "holder"):
        moment = promise_moment(made_at=promise.made_at, due_at=promise.due_at, at=at)
        if moment:
            facts = {"due_at": promise.due_at.isoformat(), "text": promise.text}
            told.append(
                tell(Reason.PROMISE, promise.holder, promise.conversation, promise.id, moment, at=at, facts=facts)
            )
    return [one for one in told if one]


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
) -> Notification | None:
    """Tell one person one thing, once; None when they were told, when it is dealt with, or is not for their eyes.

    The mail goes with it where it is wanted at once and the person works; else it waits.
    """
    told = Notification(
        id=uuid7(), user=user, reason=reason, conversation=conversation, subject_id=subject_id, moment=moment, by=by,
        facts=dict(facts or {}), made_at=at,
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


def mark_seen(*, user: User, at: datetime) -> int:
    """The person has the list on screen; how many were new."""
    return unseen(user).update(seen_at=at)


def note_seen_on_screen(*, at: datetime) -> int:
    """Whoever had the conversation on screen has seen what they were told about it."""
    return seen_on_screen().update(seen_at=at)


def _given(event: Event, conversation: Conversation, at: datetime) -> Iterable[Notification | None]:
    if not event.data.get("to") or event.data["to"] == str(event.by_id):
        return
    facts = {"text": event.data.get("note", ""), "why": (event.data.get("reasons") or [None])[0]}
    for user in _people([event.data["to"]]):
        yield tell(
            Reason.GIVEN, user, conversation, conversation.id, event.at, at=at, by=_person(event.by_id), facts=facts
        )


def _mentioned(event: Event, conversation: Conversation, at: datetime) -> Iterable[Notification | None]:
    if event.data["user"] == str(event.by_id):
        return
    note = Message.objects.filter(id=UUID(event.data["message"])).first()
    facts = {"text": note.text if note else ""}
    for user in _people([event.data["user"]]):
        note_id = UUID(event.data["message"])
        yield tell(Reason.MENTIONED, user, conversation, note_id, event.at, at=at, by=_person(event.by_id), facts=facts)


def _escalated(event: Event, conversation: Conversation, at: datetime) -> Iterable[Notification | None]:
    """The people of the rung; and when the time is up, whose clock it is."""
    clock = Clock.objects.filter(id=UUID(event.data["clock"])).first()
    if clock is None:
        return
    is_due_now = event.data["percent"] == 100 and event.data["times"] == 1
    own = [str(conversation.assignee_id)] if is_due_now and conversation.assignee_id else []
    for user in _people([*event.data["told"], *own]):
        facts = {
            "percent": event.data["percent"], "audience": event.data["audience"], "due_at": clock.due_at.isoformat(),
            "is_own": user.id == conversation.assignee_id,
        }  # fmt: skip
        yield tell(Reason.CLOCK, user, conversation, clock.id, event.at, at=at, facts=facts)


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


def _people(ids: Iterable[str]) -> Iterable[User]:
    return User.objects.filter(id__in={UUID(one) for one in ids}, is_active=True).order_by("id")


def _person(user_id: UUID | None) -> User | None:
    return User.objects.filter(id=user_id).first() if user_id else None
