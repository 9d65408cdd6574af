"""The lists of the inbox: what a filter finds, in order, page by page. One statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Lower

from regard.conversations.models import Conversation, Mention, Reminder, Tag, Tagging
from regard.conversations.queries.receipts import without_receipt
from regard.conversations.rules.filters import Filter, Order
from regard.kit.fields import JSONList
from regard.staff.models import User

#: For how long a missing receipt is worth a look.
_NO_RECEIPT_FOR = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class _Column:
    """Something a list is sorted by."""

    name: str
    is_descending: bool = False
    is_nullable: bool = False


_ORDERS: dict[Order, tuple[_Column, ...]] = {
    Order.DUE: (_Column(name="next_due_at", is_nullable=True), _Column(name="waiting_since", is_nullable=True)),
    Order.LATEST: (_Column(name="latest_message_at", is_descending=True),),
    # Only closed ones are listed so, and those have the date: no null keeps the index from being read in its order.
    Order.CLOSED: (_Column(name="closed_at", is_descending=True),),
}
_BACK = _Column(name="is_back", is_descending=True)
_ID = _Column(name="id")


def open_reminders(user: User) -> "QuerySet[Reminder]":
    """What a person asked to be reminded of and has not dealt with."""
    return Reminder.objects.filter(user=user, ended_at=None)


def meant(wanted: Filter, *, user: User, at: datetime) -> Q:
    """The condition a filter stands for, for one reader at one moment."""
    condition = _mine(user, at) if wanted.is_mine else _who(wanted, user)
    if wanted.state:
        condition &= Q(state=wanted.state)
    if wanted.team:
        condition &= Q(team=UUID(wanted.team))
    if wanted.channel:
        condition &= Q(channel_id=UUID(wanted.channel))
    if wanted.language:
        condition &= Q(language=wanted.language)
    for tag in wanted.tag:
        condition &= Q(id__in=Tagging.objects.filter(tag=UUID(tag)).values("conversation"))
    if wanted.reminded:
        condition &= Q(id__in=open_reminders(user).values("conversation"))
    if wanted.mentioned:
        condition &= Q(id__in=Mention.objects.filter(user=user).values("conversation"))
    if wanted.receipt:
        condition &= Q(id__in=without_receipt(since=at - _NO_RECEIPT_FOR).values("conversation"))
    return condition


def listed(
    visible: "QuerySet[Conversation]",
    wanted: Filter,
    *,
    user: User,
    at: datetime,
    after: str = "",
    limit: int | None = None,
) -> "QuerySet[Conversation]":
    """What a filter finds of the visible, in its order, from a place (see `place_of`) on.

    Each has what `with_reminder` and `with_tags` add. With a `limit` that is added to so many only: a database that has to
    sort would add it to all that is found before it sorts.
    """
    found = ordered(visible, wanted, user=user, at=at, after=after)
    if limit is not None:
        some = Conversation.objects.filter(id__in=found.values("id")[:limit])
        found = _in_order(some, wanted, user=user, at=at)
    return with_tags(with_reminder(found, user=user))


def ordered(
    visible: "QuerySet[Conversation]", wanted: Filter, *, user: User, at: datetime, after: str = ""
) -> "QuerySet[Conversation]":
    """The same with nothing added, for those who only want to know which one comes next."""
    found = _in_order(visible.filter(meant(wanted, user=user, at=at)), wanted, user=user, at=at)
    columns = _columns(wanted)
    return found.filter(_beyond(columns, _read_place(after, len(columns)))) if after else found


def _in_order(found: "QuerySet[Conversation]", wanted: Filter, *, user: User, at: datetime) -> "QuerySet[Conversation]":
    if wanted.is_mine:
        back = Q(id__in=open_reminders(user).filter(until__lte=at).values("conversation"))
        found = found.annotate(is_back=Case(When(back, then=1), default=Value(0), output_field=IntegerField()))
    return found.order_by(*(_ordering(column) for column in _columns(wanted)))


def with_reminder(found: "QuerySet[Conversation]", *, user: User) -> "QuerySet[Conversation]":
    """Each with the reader's open reminder: `reminder_note`, `reminder_until`, `reminder_back`; null without one."""
    own = open_reminders(user).filter(conversation=OuterRef("id"))
    return found.annotate(
        reminder_note=Subquery(own.values("note")[:1]),
        reminder_until=Subquery(own.values("until")[:1]),
        reminder_back=Subquery(own.values("back_because")[:1]),
    )


def with_tags(found: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Each with `tag_names`, in the order of the alphabet; null without any. No statement of its own."""
    tags = Tag.objects.filter(taggings__conversation=OuterRef("id")).order_by(Lower("name"))
    return found.annotate(tag_names=JSONList(tags.values("name")))


def with_merged(found: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Each with `merged_numbers`: the numbers of those that were merged into it; null without any."""
    absorbed = Conversation.objects.filter(merged_into=OuterRef("id")).order_by("number")
    return found.annotate(merged_numbers=JSONList(absorbed.values("number")))


def with_sorting(found: "QuerySet[Conversation]", *, user: User) -> "QuerySet[Conversation]":
    """All that the head of an opened conversation says about how it is sorted."""
    return with_merged(with_tags(with_reminder(found, user=user)))


def place_of(row: Conversation, wanted: Filter) -> str:
    """Where a row stands in its list, so that the next page can begin after it whatever happens in between."""
    values = [getattr(row, column.name) for column in _columns(wanted)]
    return "~".join(value.isoformat() if isinstance(value, datetime) else str(value or "") for value in values)


def _columns(wanted: Filter) -> tuple[_Column, ...]:
    return (*((_BACK,) if wanted.is_mine else ()), *_ORDERS[wanted.order], _ID)


def _ordering(column: _Column) -> Any:
    field = F(column.name)
    if column.is_descending:
        return field.desc(nulls_last=True) if column.is_nullable else field.desc()
    return field.asc(nulls_last=True) if column.is_nullable else field.asc()


def _read_place(text: str, count: int) -> list[Any]:
    """The values a link names; [] when it names none, and the list begins at its beginning."""
    parts = text.split("~")
    if len(parts) != count:
        return []
    try:
        return [*(_read_value(part) for part in parts[:-1]), UUID(parts[-1])]
    except ValueError:
        return []


def _read_value(part: str) -> datetime | int | None:
    if part in {"", "0", "1"}:
        return int(part or 0) if part else None
    found = datetime.fromisoformat(part)
    if found.tzinfo is None:
        raise ValueError(part)
    return found


def _beyond(columns: Sequence[_Column], values: Sequence[Any]) -> Q:
    """Rows that come after these values: equal in the first columns, further on in the next one."""
    condition, equal = Q(pk__in=[]) if values else Q(), Q()
    for column, value in zip(columns, values, strict=False):
        if column is _BACK:
            value = value or 0  # noqa: PLW2901  nothing stands for "not back"
        further = _further(column, value)
        if further is not None:
            condition |= equal & further
        equal &= Q(**{f"{column.name}__isnull": True}) if value is None else Q(**{column.name: value})
    return _from_first(columns[0], values[0]) & condition if values else condition


def _from_first(column: _Column, value: Any) -> Q:
    """What follows from the rest, said once more by itself: with it both databases begin at the right place of their index."""
    if value is None or column.is_nullable or column is _BACK:
        return Q()
    return Q(**{f"{column.name}__{'lte' if column.is_descending else 'gte'}": value})


def _further(column: _Column, value: Any) -> Q | None:
    if value is None:
        return None  # nothing comes after nothing
    further = Q(**{f"{column.name}__{'lt' if column.is_descending else 'gt'}": value})
    return further | Q(**{f"{column.name}__isnull": True}) if column.is_nullable else further


def _mine(user: User, at: datetime) -> Q:
    """Who waits for this person, and what they asked to be reminded of.

    Until a reminder comes back its conversation is away; a customer who waits comes back at the latest when the answer is due.
    """
    away = open_reminders(user).filter(until__gt=at).values("conversation")
    back = open_reminders(user).filter(until__lte=at).values("conversation")
    here = Q(assignee=user, waiting_since__isnull=False) & (~Q(id__in=away) | Q(next_due_at__lte=at))
    return Q(state=Conversation.State.OPEN) & (here | Q(id__in=back))


def _who(wanted: Filter, user: User) -> Q:
    condition = Q()
    is_open = Q(state=Conversation.State.OPEN)
    if wanted.waiting == "us":
        condition &= is_open & Q(waiting_since__isnull=False)
    elif wanted.waiting == "them":
        condition &= is_open & Q(waiting_since=None, latest_speaker=Conversation.Speaker.US)
    elif wanted.waiting == "machine":
        condition &= is_open & Q(latest_speaker=Conversation.Speaker.MACHINE)
    if wanted.assignee == "me":
        condition &= Q(assignee=user)
    elif wanted.assignee == "nobody":
        condition &= Q(assignee=None)
    elif wanted.assignee:
        condition &= Q(assignee=UUID(wanted.assignee))
    return condition
