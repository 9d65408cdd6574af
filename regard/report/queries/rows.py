"""The rows the honest report is made of: each kind in one statement, only of conversations the reader may see."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from regard.conversations.models import Acknowledgement, Conversation, Message
from regard.conversations.queries import visible_to
from regard.promises.models import Clock
from regard.promises.queries.clocks import ANSWERS
from regard.report.queries.instants import SECOND, Micros
from regard.report.rules.period import Period
from regard.report.rules.tally import Asked, Held, Promised, Rows, Waiting
from regard.staff.models import User

#: Of the past, before a mailbox was watched, only what began a conversation: nobody could say that thanks need no answer.
COUNTS = Q(is_history=False) | Q(at=F("conversation__created_at"))
_CHUNK = 5_000


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a report is asked: by whom, of which period, of which channel and team, as things stand at which time."""

    user: User
    period: Period
    at: datetime
    channel: UUID | None = None
    team: UUID | None = None

    def conversations(self) -> "QuerySet[Conversation]":
        found = visible_to(self.user)
        if self.channel:
            found = found.filter(channel_id=self.channel)
        return found.filter(team_id=self.team) if self.team else found

    def asked(self) -> "QuerySet[Message]":
        """Customers' messages of the period that need or needed an answer."""
        return self.needing().filter(at__gte=self.period.start, at__lt=min(self.period.end, self.at))

    def waiting(self) -> "QuerySet[Message]":
        """Those that wait now, whenever they came."""
        return self.needing().filter(answered_at=None, at__lt=self.at)

    def needing(self) -> "QuerySet[Message]":
        return Message.objects.filter(COUNTS, self._visible(), needs_answer=True)

    def held(self) -> "QuerySet[Message]":
        """Holding replies of the period."""
        return Message.objects.filter(
            self._visible(), is_holding=True, at__gte=self.period.start, at__lt=min(self.period.end, self.at)
        )

    def promised(self) -> "QuerySet[Clock]":
        """Promised answers to messages of the period; those ended with a reason why none is needed left out."""
        return Clock.objects.filter(
            self._visible(),
            target__in=ANSWERS,
            stopped_because__in=["", "answered"],
            message__at__gte=self.period.start,
            message__at__lt=min(self.period.end, self.at),
            message__needs_answer=True,
        )

    def _visible(self) -> Exists:
        """Asked of each message, since a period has fewer messages than the company has conversations."""
        return Exists(self.conversations().filter(id=OuterRef("conversation_id")))


def rows(question: Question) -> Rows:
    """Everything the figures need, in four statements."""
    return Rows(
        asked=list(_asked(question)),
        promised=list(_promised(question)),
        waiting=list(_waiting(question)),
        held=list(_held(question)),
    )


def acknowledged() -> Exists:
    """Whether the conversation of a message got its receipt."""
    return Exists(Acknowledgement.objects.filter(conversation=OuterRef("conversation")))


def _asked(question: Question) -> Iterator[Asked]:
    """Numbers and texts instead of instants and ids: reading these is most of the work."""
    start, now, week_of = _micros(question.period.start), _micros(question.at), _weeks(question)
    found = question.asked().values_list(
        Micros("at"), Micros("answered_at"), _text("contact_id"), _text("conversation_id"),
        Micros("conversation__created_at"), Cast("is_history", IntegerField()),
        Micros("conversation__acknowledgement__at"), *_PLACE,
    )  # fmt: skip
    for at, answered_at, customer, conversation, began, is_history, receipt, channel, team in found.iterator(_CHUNK):
        is_answered = answered_at is not None
        seconds = max(answered_at - at if is_answered else now - at, 0) / SECOND
        begins = not is_history and began >= start
        yield Asked(
            seconds, is_answered, customer, conversation, begins, receipt is not None, channel, team, week_of(at)
        )


def _promised(question: Question) -> Iterator[Promised]:
    """Kept when the answer came by the promised time, broken when that passed without one; what is still to come is neither."""
    now, week_of = _micros(question.at), _weeks(question)
    found = question.promised().values_list(Micros("message__at"), Micros("due_at"), Micros("stopped_at"), *_PLACE)
    for at, due_at, stopped_at, channel, team in found.iterator(_CHUNK):
        is_kept = stopped_at is not None and stopped_at <= due_at
        if is_kept or due_at <= now:
            yield Promised(is_kept, channel, team, week_of(at))


def _waiting(question: Question) -> Iterator[Waiting]:
    now, week_of = _micros(question.at), _weeks(question)
    for at, channel, team in question.waiting().values_list(Micros("at"), *_PLACE).iterator(_CHUNK):
        yield Waiting((now - at) / SECOND, channel, team, week_of(at))


def _held(question: Question) -> Iterator[Held]:
    week_of = _weeks(question)
    for at, channel, team in question.held().values_list(Micros("at"), *_PLACE).iterator(_CHUNK):
        yield Held(channel, team, week_of(at))


def _weeks(question: Question) -> Callable[[int], int]:
    """The number of the week an instant lies in, -1 before the first."""
    begins = [_micros(at) for at in question.period.week_begins]
    return lambda at: bisect_right(begins, at) - 1


def _text(name: str) -> Cast:
    return Cast(name, CharField())


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = (_text("conversation__channel_id"), _text("conversation__team_id"))
