"""Telling people: four reasons, never about what they did themselves, each moment once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from regard.conversations.models import Conversation, Message
from regard.events.models import Event
from regard.notifications.models import Notification
from regard.notifications.operations.about_customers import tell_followers, tell_of_customer
from regard.notifications.operations.giving_word import person, tell
from regard.notifications.queries.told import seen_on_screen, unseen
from regard.notifications.rules.hours import PROMISE_SOON, promise_moment
from regard.promises.models import Clock, Promise
from regard.staff.models import User

#: What happened longer ago is no news: after an outage, and when the past of a mailbox is read.
NEWS_FOR = timedelta(days=1)
Reason = Notification.Reason


def tell_of(*, event: Event, at: datetime) -> list[Notification]:
    """Tell whom an event concerns. May run twice; what has been dealt with by `at` is told to nobody."""
    if event.at < at - NEWS_FOR:
        return []
    if event.subject_kind != "conversation":
        return tell_of_customer(event=event, at=at)
    tells = {"conversation.assigned": _given, "conversation.mentioned": _mentioned, "promise.escalated": _escalated}
    conversation = Conversation.objects.select_related("account", "contact").get(id=event.subject_id)
    told = [told for told in tells[event.kind](event, conversation, at) if told]
    return told + tell_followers(event=event, conversation=conversation, at=at)


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
            Reason.GIVEN, user, conversation, conversation.id, event.at, at=at, by=person(event.by_id), facts=facts
        )


def _mentioned(event: Event, conversation: Conversation, at: datetime) -> Iterable[Notification | None]:
    if event.data["user"] == str(event.by_id):
        return
    note = Message.objects.filter(id=UUID(event.data["message"])).first()
    facts = {"text": note.text if note else ""}
    for user in _people([event.data["user"]]):
        note_id = UUID(event.data["message"])
        yield tell(Reason.MENTIONED, user, conversation, note_id, event.at, at=at, by=person(event.by_id), facts=facts)


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


def _people(ids: Iterable[str]) -> Iterable[User]:
    return User.objects.filter(id__in={UUID(one) for one in ids}, is_active=True).order_by("id")
