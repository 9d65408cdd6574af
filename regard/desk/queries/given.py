"""What Regard did by itself for a reader this week, and what it asked of them: counted from the log, never estimated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations import queries as conversations
from regard.conversations.queries.receipts import without_receipt
from regard.desk.queries.faces import Reader
from regard.events.models import Event

#: What the program does in a reader's conversations without being asked.
_BY_ITSELF = ("message.received", "conversation.acknowledged")
#: What it remembers for them: a date they gave, a day to bring something back.
_REMEMBERED = ("ledger.promised", "conversation.reminded")
#: What it makes them type: a reason to close, a note to hand over; the date of a holding answer is one of _REMEMBERED too.
_ASKED = ("conversation.closed", "conversation.assigned")
_NO_RECEIPT = "no receipt"


@dataclass(frozen=True, kw_only=True)
class Given:
    """This week's balance, since Monday on the reader's wall clock; `given_text` and `asked_text` name what the numbers count."""

    given: int
    asked: int
    given_text: str
    asked_text: str


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The balance, None while there is nothing to tell; and how many messages of the last seven days got no receipt."""

    given: Given | None
    no_receipt: int


def counted(reader: Reader) -> Counted:
    """What is counted at the side of Today, with one statement."""
    readable = conversations.visible_to(reader.user).filter(id=OuterRef("conversation"))
    missed = without_receipt(since=reader.now - timedelta(days=7)).filter(Exists(readable))
    number = missed.annotate(what=Value(_NO_RECEIPT)).values_list("what").annotate(number=Count("id")).order_by()
    counts = dict(_happened(reader).union(number, all=True))
    return Counted(given=_given(counts), no_receipt=counts.get(_NO_RECEIPT, 0))


def _given(counts: Mapping[str, int]) -> Given | None:
    filed, receipts = (counts.get(kind, 0) for kind in _BY_ITSELF)
    dates, reminders = (counts.get(kind, 0) for kind in _REMEMBERED)
    reasons, notes = (counts.get(kind, 0) for kind in _ASKED)
    given, asked = filed + receipts + dates + reminders, reasons + notes + dates
    if not given and not asked:
        return None
    return Given(
        given=given,
        asked=asked,
        given_text=_listed(
            (ngettext("%(n)s letter filed", "%(n)s letters filed", filed), filed),
            (ngettext("%(n)s receipt sent", "%(n)s receipts sent", receipts), receipts),
            (ngettext("%(n)s promise remembered", "%(n)s promises remembered", dates), dates),
            (ngettext("%(n)s brought back in time", "%(n)s brought back in time", reminders), reminders),
        ),
        asked_text=_listed(
            (ngettext("%(n)s reason for closing", "%(n)s reasons for closing", reasons), reasons),
            (ngettext("%(n)s note to hand over", "%(n)s notes to hand over", notes), notes),
            (ngettext("%(n)s date", "%(n)s dates", dates), dates),
        ),
    )


def _happened(reader: Reader) -> "QuerySet[Event, tuple[str, int]]":
    """Since Monday on the reader's wall clock, by kind of event."""
    own = conversations.visible_to(reader.user).filter(id=OuterRef("subject_id"), assignee=reader.user)
    by_reader = Q(kind__in=(*_REMEMBERED, *_ASKED), by_id=reader.user.id)
    took = Q(kind="conversation.assigned", data__to=str(reader.user.id))
    return (
        Event.objects.filter(kind__in=(*_BY_ITSELF, *_REMEMBERED, *_ASKED), at__gte=_monday(reader))
        .filter(by_reader | Q(Exists(own), kind__in=_BY_ITSELF))
        .exclude(took)
        .values_list("kind")
        .annotate(number=Count("id"))
        .order_by()
    )


def _monday(reader: Reader) -> datetime:
    today = reader.local(reader.now).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), tzinfo=ZoneInfo(reader.zone))


def _listed(*parts: tuple[str, int]) -> str:
    return _(", ").join(text % {"n": number} for text, number in parts if number)
