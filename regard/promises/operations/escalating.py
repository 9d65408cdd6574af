"""The ladder: who is told when a promise runs out, again and again until a named person takes it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from regard.conversations import operations as conversations
from regard.conversations.models import Conversation
from regard.conversations.operations.story import tell
from regard.kit.ids import uuid7
from regard.promises.models import Clock, Escalation
from regard.promises.operations.clocks import note_breach
from regard.promises.queries import clocks_due, working_calendar
from regard.promises.queries.clocks import pauses_of
from regard.promises.rules.calendar import WorkingCalendar
from regard.promises.rules.clock import add_working_time
from regard.promises.rules.ladder import LADDER, REPEAT_AFTER, Audience, Rung, rung_times, rungs_due
from regard.staff import queries as staff
from regard.staff.models import User


def sweep(*, at: datetime, limit: int = 500) -> int:
    """Climb every ladder whose next rung is reached by `at`; how many clocks were looked at.

    It reads clocks, not jobs, and may run twice at once or late: each rung is told once, and its event has the time at
    which it was reached.
    """
    due = [clock.id for clock in clocks_due(at=at, limit=limit)]
    for clock_id in due:
        _climb(clock_id, at)
    return len(due)


def take_over(*, conversation: Conversation, by: User, at: datetime) -> None:
    """A named person takes a conversation, and with it every rung of its ladders reached so far."""
    with transaction.atomic():
        conversations.take(conversation=conversation, by=by, at=at)
        for clock in Clock.objects.select_for_update().filter(conversation=conversation, stopped_at=None):
            clock.taken_by, clock.taken_at = by, at
            clock.next_rung_at = next_rung(clock)
            clock.save(update_fields=["taken_by", "taken_at", "next_rung_at"])
            if clock.rung:
                tell("promise.taken", conversation, at=at, by=by, data={"clock": str(clock.id), "rung": clock.rung})


def next_rung(clock: Clock) -> datetime | None:
    """When the ladder of a clock is next due, from what was told so far."""
    told = {step.percent: step.told_at for step in clock.escalations.all()}
    return _next(clock, working_calendar(clock.policy.calendar), told)


def _climb(clock_id: UUID, at: datetime) -> None:
    with transaction.atomic():
        clock = Clock.objects.select_for_update().select_related("conversation").get(id=clock_id)
        if clock.stopped_at or clock.next_rung_at is None or clock.next_rung_at > at:
            return
        calendar = working_calendar(clock.policy.calendar)
        told = {step.percent: step.told_at for step in clock.escalations.all()}
        times = rung_times(calendar, clock.started_at, _promised(clock), pauses_of(clock))
        for rung in rungs_due(calendar, times, at=at, told=told, taken=_taken(clock), pauses=pauses_of(clock)):
            reached = next(step.at for step in times if step.rung == rung) or at
            _tell_rung(clock, rung, reached=reached, at=at)
            told[rung.percent] = at
        clock.next_rung_at = _next(clock, calendar, told)
        clock.save(update_fields=["rung", "next_rung_at", "breached_at"])


def _tell_rung(clock: Clock, rung: Rung, *, reached: datetime, at: datetime) -> None:
    people = _audience(clock.conversation, rung.audience)
    escalation, is_new = Escalation.objects.get_or_create(
        clock=clock,
        percent=rung.percent,
        defaults={"id": uuid7(), "audience": rung.audience, "reached_at": reached, "told_at": at},
    )
    if not is_new:
        escalation.told_at, escalation.times = at, escalation.times + 1
        escalation.save(update_fields=["told_at", "times"])
    escalation.told.add(*people)
    clock.rung = max(clock.rung, rung.percent)
    if rung.percent >= 100 and clock.breached_at is None:
        note_breach(clock, at=max(clock.due_at, clock.started_at))
    tell(
        "promise.escalated", clock.conversation, at=reached if is_new else at,
        data={
            "clock": str(clock.id), "percent": rung.percent, "audience": rung.audience,
            "told": [str(person.id) for person in people], "times": escalation.times,
        },
    )  # fmt: skip


def _audience(conversation: Conversation, audience: Audience) -> list[User]:
    """The people of a rung; where it has none (nobody assigned, no lead), those of the next one up."""
    if audience == Audience.OWNER and conversation.assignee and conversation.assignee.is_active:
        return [conversation.assignee]
    if audience in {Audience.OWNER, Audience.TEAM}:
        members = list(staff.members(conversation.team))
        if members:
            return members
    if audience != Audience.MANAGING_DIRECTOR and conversation.team.lead and conversation.team.lead.is_active:
        return [conversation.team.lead]
    return list(staff.managing_directors())


def _promised(clock: Clock) -> timedelta:
    return timedelta(minutes=clock.minutes)


def _taken(clock: Clock) -> set[int]:
    """Rungs reached before somebody took the conversation need no more telling."""
    return {rung.percent for rung in LADDER if clock.taken_at and rung.percent <= clock.rung}


def _next(clock: Clock, calendar: WorkingCalendar, told: dict[int, datetime]) -> datetime | None:
    times = rung_times(calendar, clock.started_at, _promised(clock), pauses_of(clock))
    coming = [step.at for step in times if step.at is not None and step.rung.percent not in told]
    repeats = [
        add_working_time(calendar, at, REPEAT_AFTER)
        for percent, at in told.items()
        if percent == max(told) and percent not in _taken(clock)
    ]
    return min([*coming, *repeats], default=None)
