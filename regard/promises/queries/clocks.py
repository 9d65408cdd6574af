"""Reading clocks: which run, which are due, what they say when they are computed again from the events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet

from regard.conversations.models import Conversation, Merge
from regard.events.models import Event
from regard.promises.models import Clock, TeamCalendar
from regard.promises.queries.calendars import working_calendar
from regard.promises.rules.calendar import WorkingCalendar
from regard.promises.rules.clock import Pause, due_with_pauses
from regard.promises.rules.prediction import Prediction, Sample, hour_of_week, predict

HISTORY = timedelta(days=60)
#: How long a team's answer times are kept in memory before they are read again.
_FRESH = timedelta(minutes=10)
ANSWERS = (Clock.Target.FIRST_ANSWER, Clock.Target.NEXT_ANSWER)


def running(conversation: Conversation) -> "QuerySet[Clock]":
    """The clocks of a conversation that have not stopped."""
    return conversation.clocks.filter(stopped_at=None).select_related("policy__calendar")


def running_answer_clock(conversation: Conversation) -> Clock | None:
    """The clock of the answer the customer waits for."""
    return running(conversation).filter(target__in=ANSWERS).order_by("due_at").first()


def clocks_due(*, at: datetime, limit: int = 500) -> "QuerySet[Clock]":
    """Running clocks whose next rung is reached. They are found by their own time, so no lost job can hide one."""
    return Clock.objects.filter(stopped_at=None, next_rung_at__lte=at).order_by("next_rung_at")[:limit]


def pauses_of(clock: Clock) -> tuple[Pause, ...]:
    """The pauses of a clock as instants."""
    return tuple(
        (datetime.fromisoformat(begin), datetime.fromisoformat(end) if end else None) for begin, end in clock.pauses
    )


def predicted(*, team_id: UUID, zone: str, longest: timedelta, at: datetime) -> Prediction:
    """What a message to a team at a moment is promised: the time in which nine of ten were answered, at most `longest`."""
    return predict(history(team_id=team_id, at=at), queue=str(team_id), hour=hour_of_week(at, zone), policy=longest)


def history(*, team_id: UUID, at: datetime) -> tuple[Sample, ...]:
    """How long the team's messages of the last 60 days waited, in working seconds; unanswered ones included as such."""
    until = datetime.fromtimestamp(at.timestamp() // _FRESH.seconds * _FRESH.seconds, tz=at.tzinfo)
    return _history(team_id, until)


@lru_cache(maxsize=64)
def _history(team_id: UUID, until: datetime) -> tuple[Sample, ...]:
    hours = TeamCalendar.objects.filter(team_id=team_id).select_related("calendar").first()
    zone = hours.calendar.zone if hours else "UTC"
    rows = Clock.objects.filter(
        conversation__team_id=team_id, target__in=ANSWERS, started_at__gte=until - HISTORY, started_at__lt=until
    ).values_list("started_at", "working_seconds", "stopped_because")
    return tuple(
        Sample(str(team_id), hour_of_week(started_at, zone), seconds if because == "answered" else None)
        for started_at, seconds, because in rows
        if because in {"", "answered"}
    )


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """A clock as the event log alone tells it."""

    target: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None


def recompute(conversation: Conversation) -> list[Recomputed]:
    """All clocks of a conversation computed again from its events, earliest first; equal to the rows, or the rows are wrong.

    Where conversations were merged or split, a clock's events stand where it ran at the time.
    """
    rows = list(conversation.clocks.select_related("policy__calendar"))
    policies, known = {clock.policy_id: clock.policy for clock in rows}, {str(clock.id) for clock in rows}
    events = Event.objects.filter(subject_kind="conversation", subject_id__in=_family(conversation)).order_by(
        "at", "id"
    )
    made: dict[str, Recomputed] = {}
    minutes: dict[str, tuple[UUID, int]] = {}
    pauses: dict[str, list[Pause]] = {}
    for event in events:
        clock_id = str(event.data.get("clock", ""))
        if clock_id not in known:
            continue
        if event.kind == "promise.made":
            minutes[clock_id] = (UUID(event.data["policy"]), event.data["minutes"])
            made[clock_id] = Recomputed(target=event.data["target"], started_at=event.at, due_at=None, stopped_at=None)
        elif event.kind == "promise.paused":
            pauses.setdefault(clock_id, []).append((event.at, None))
        elif event.kind == "promise.resumed":
            pauses[clock_id][-1] = (pauses[clock_id][-1][0], event.at)
        elif event.kind in {"promise.kept", "promise.ended"}:
            made[clock_id] = replace(made[clock_id], stopped_at=event.at)
        elif event.kind == "promise.restored":
            made[clock_id] = replace(made[clock_id], stopped_at=None)
            pauses[clock_id] = _without(pauses.get(clock_id, []), event.data["answered_at"])
    return [
        _with_due(clock, working_calendar(policies[minutes[key][0]].calendar), minutes[key][1], pauses.get(key, []))
        for key, clock in made.items()
    ]


def _family(conversation: Conversation) -> set[UUID]:
    """A conversation and those it was merged with or split from, however long ago."""
    found, new = {conversation.id}, {conversation.id}
    while new:
        merges = Merge.objects.filter(Q(survivor__in=new) | Q(merged__in=new)).values_list("survivor_id", "merged_id")
        splits = Conversation.objects.filter(Q(id__in=new) | Q(split_from__in=new)).values_list("id", "split_from_id")
        new = {one for pair in (*merges, *splits) for one in pair if one} - found
        found |= new
    return found


def _without(pauses: Sequence[Pause], begin: str) -> list[Pause]:
    """The pauses but for those that an answer began which was taken back."""
    return [pause for pause in pauses if pause[0] != datetime.fromisoformat(begin)]


def _with_due(clock: Recomputed, calendar: WorkingCalendar, minutes: int, pauses: Sequence[Pause]) -> Recomputed:
    due = due_with_pauses(calendar, clock.started_at, timedelta(minutes=minutes), pauses)
    return Recomputed(target=clock.target, started_at=clock.started_at, due_at=due, stopped_at=clock.stopped_at)
