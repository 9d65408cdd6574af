"""Telling people what happened with a customer outside any conversation, and followers what happens with theirs."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from regard.conversations.models import Conversation
from regard.customers.models import Account, Contact, CustomerNote, Involvement
from regard.events.models import Event
from regard.notifications.models import Notification
from regard.notifications.operations.giving_word import person, tell
from regard.staff.models import User

Reason = Notification.Reason
_FIRST_ASSIGNMENT = "conversation.assigned"


def tell_of_customer(*, event: Event, at: datetime) -> list[Notification]:
    """Whoever was called in a note, was given an account, or follows it. May run twice."""
    about = _about(event)
    if about is None:
        return []
    told = [*_called(event, about, at), *_given(event, about, at)]
    if event.kind in {"account.handed_over", "customer_note.added"}:
        told += _followers(event, about, None, at)
    return [one for one in told if one]


def tell_followers(*, event: Event, conversation: Conversation, at: datetime) -> list[Notification]:
    """Followers of a conversation's account: that a new one came, that a promise was not kept."""
    is_new = event.kind == _FIRST_ASSIGNMENT and event.by_id is None and _is_first(event)
    is_broken = event.kind == "promise.escalated" and event.data["percent"] == 100 and event.data["times"] == 1
    if conversation.account is None or not (is_new or is_broken):
        return []
    return [one for one in _followers(event, conversation.account, conversation, at) if one]


def _is_first(event: Event) -> bool:
    earlier = Event.objects.filter(subject_kind="conversation", subject_id=event.subject_id, kind=event.kind)
    return not earlier.filter(id__lt=event.id).exists()


def _about(event: Event) -> Account | Contact | None:
    if event.subject_kind == "account":
        return Account.objects.filter(id=event.subject_id).first()
    return Contact.objects.filter(id=event.subject_id).first()


def _called(event: Event, about: Account | Contact, at: datetime) -> Iterator[Notification | None]:
    if event.kind != "customer.mentioned" or event.data["user"] == str(event.by_id):
        return
    note = CustomerNote.objects.filter(id=UUID(event.data["note"])).first()
    user = person(UUID(event.data["user"]))
    if note and user:
        facts = {"text": note.text}
        yield tell(
            Reason.MENTIONED, user, None, note.id, event.at, at=at, by=person(event.by_id), facts=facts, about=about
        )


def _given(event: Event, about: Account | Contact, at: datetime) -> Iterator[Notification | None]:
    if event.kind != "account.handed_over" or event.data.get("user") in {"", None, str(event.by_id)}:
        return
    note = CustomerNote.objects.filter(id=UUID(event.data["note"])).first() if event.data.get("note") else None
    user = person(UUID(event.data["user"]))
    if user:
        facts = {"text": note.text if note else ""}
        yield tell(
            Reason.GIVEN, user, None, about.id, event.at, at=at, by=person(event.by_id), facts=facts, about=about
        )


def _followers(
    event: Event, about: Account | Contact, conversation: Conversation | None, at: datetime
) -> Iterator[Notification | None]:
    account = about if isinstance(about, Account) else about.account
    rows = Involvement.objects.filter(account=account, kind=Involvement.Kind.FOLLOWER, user__is_active=True)
    told_already = [one for one in (event.by_id, event.data.get("to"), event.data.get("user")) if one]
    followers = User.objects.filter(id__in=rows.values("user")).exclude(id__in=told_already)
    for user in followers.order_by("id"):
        yield tell(
            Reason.FOLLOWED, user, conversation, event.id, event.at, at=at, by=person(event.by_id),
            facts={"what": event.kind}, about=None if conversation else about,
        )  # fmt: skip
