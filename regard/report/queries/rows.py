"""The rows the honest report is made of: each kind in one statement, only of conversations the reader may see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from regard.conversations.models import Acknowledgement, Conversation, Message
from regard.conversations.queries import visible_to
from regard.promises.models import Clock
from regard.promises.queries.clocks import ANSWERS
from regard.report.rules.period import Period
from regard.report.rules.tally import Asked, Held, Place, Promised, Rows, Waiting
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
        return Message.objects.filter(COUNTS, needs_answer=True, conversation__in=self.conversations())

    def held(self) -> "QuerySet[Message]":
        """Holding replies of the period."""
        return Message.objects.filter(
            is_holding=True, at__gte=self.period.start, at__lt=self.period.end, conversation__in=self.conversations()
        )

    def promised(self) -> "QuerySet[Clock]":
        """Promised answers to messages of the period; those ended with a reason why none is needed left out."""
        return Clock.objects.filter(
            target__in=ANSWERS,
            stopped_because__in=["", "answered"],
            message__at__gte=self.period.start,
            message__at__lt=min(self.period.end, self.at),
            message__needs_answer=True,
            conversation__in=self.conversations(),
        )


def rows(question: Question) -> Rows:
    """Everything the figures need, in four statements."""
    place = _places(question)
    return Rows(
        asked=list(_asked(question, place)),
        promised=[
            Promised(due_at, stopped_at, place(channel, team, at))
            for due_at, stopped_at, channel, team, at in question.promised()
            .values_list("due_at", "stopped_at", "conversation__channel_id", "conversation__team_id", "message__at")
            .iterator(_CHUNK)
        ],
        waiting=[
            Waiting(at, place(channel, team, at))
            for at, channel, team in question.waiting()
            .values_list("at", "conversation__channel_id", "conversation__team_id")
            .iterator(_CHUNK)
        ],
        held=[
            Held(place(channel, team, at))
            for at, channel, team in question.held().values_list(
                "at", "conversation__channel_id", "conversation__team_id"
            )
        ],
    )


def acknowledged() -> Exists:
    """Whether the conversation of a message got its receipt."""
    return Exists(Acknowledgement.objects.filter(conversation=OuterRef("conversation")))


def _asked(question: Question, place: Callable[[UUID, UUID, datetime], Place]) -> Iterator[Asked]:
    start = question.period.start
    found = question.asked().values_list(
        "at", "answered_at", "contact_id", "conversation_id", "conversation__created_at", "is_history",
        "conversation__acknowledgement__at", "conversation__channel_id", "conversation__team_id",
    )  # fmt: skip
    for at, answered_at, customer, conversation, began, is_history, receipt, channel, team in found.iterator(_CHUNK):
        begins = not is_history and began >= start
        yield Asked(at, answered_at, customer, conversation, begins, receipt is not None, place(channel, team, at))


def _places(question: Question) -> Callable[[UUID, UUID, datetime], Place]:
    weeks = question.period.weeks()

    @lru_cache(maxsize=4096)
    def known(channel: UUID, team: UUID, week: int) -> Place:
        return Place(channel, team, week)

    return lambda channel, team, at: known(channel, team, weeks.number_of(at))
