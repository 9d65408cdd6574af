"""Starting, pausing and stopping the clocks of a conversation."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from regard.conversations.models import Conversation, Message
from regard.conversations.operations import set_due
from regard.conversations.operations.story import tell
from regard.kit.ids import uuid7
from regard.promises.models import Clock, Policy
from regard.promises.queries import policy_for, predicted, running, working_calendar
from regard.promises.queries.clocks import ANSWERS, pauses_of
from regard.promises.rules.clock import add_working_time, customer_time, due_with_pauses, elapsed_with_pauses
from regard.promises.rules.ladder import LADDER


def start_clock(*, message: Message, topics: Collection[str], at: datetime, begins: bool = False) -> Clock:
    """Start the clock of a message that needs an answer; when one runs for an earlier message, that one goes on.

    The promise is the time in which nine of ten such messages were answered, never longer than the policy. The clock of
    the resolution, where the policy has one, starts with the first message. `begins`: the conversation begins with this
    message, so there is nothing to look for. Raises NoPolicyError.
    """
    conversation = message.conversation
    with transaction.atomic(savepoint=False):
        tier = conversation.account.tier if conversation.account else ""
        policy = policy_for(channel_kind=conversation.channel_kind, tier=tier, topics=topics)
        clocks = [] if begins else list(running(conversation))
        clock = next((one for one in clocks if one.target in ANSWERS), None)
        clock = clock or _start_answer_clock(
            message, policy, at, was_answered=not begins and _was_answered(conversation)
        )
        resolution = next((one for one in clocks if one.target == Clock.Target.RESOLUTION), None)
        if resolution is None and policy.resolution_minutes:
            _start(message, policy, Clock.Target.RESOLUTION, minutes=policy.resolution_minutes, basis="policy", at=at)
        elif resolution is not None and resolution.paused_at:
            _resume(resolution, at)
        set_due(conversation=conversation, due_at=clock.due_at)
    return clock


def stop_clocks(
    *, conversation: Conversation, at: datetime, because: str, targets: Collection[str] = ANSWERS
) -> list[Clock]:
    """Stop running clocks and keep both times: the customer's and the working one. `because` is "answered" when it was.

    `targets` name at least those of the answers, so nothing is due afterwards.
    """
    with transaction.atomic(savepoint=False):
        clocks = list(running(conversation).select_for_update(of=("self",)).filter(target__in=targets))
        for clock in clocks:
            end_clock(clock, at=at, because=because)
        set_due(conversation=conversation, due_at=None)
    return clocks


def pause_resolution(*, conversation: Conversation, at: datetime) -> None:
    """The customer has the word: the clock of the resolution rests until they write."""
    with transaction.atomic(savepoint=False):
        for clock in running(conversation).filter(target=Clock.Target.RESOLUTION, paused_at=None):
            clock.paused_at, clock.next_rung_at = at, None
            clock.pauses = [*clock.pauses, [at.isoformat(), None]]
            clock.save(update_fields=["paused_at", "pauses", "next_rung_at"])
            tell("promise.paused", conversation, at=at, data={"clock": str(clock.id)})


def _was_answered(conversation: Conversation) -> bool:
    return conversation.messages.filter(kind=Message.Kind.OUTBOUND, is_holding=False).exists()


def _start_answer_clock(message: Message, policy: Policy, at: datetime, *, was_answered: bool) -> Clock:
    conversation = message.conversation
    target = Clock.Target.NEXT_ANSWER if was_answered else Clock.Target.FIRST_ANSWER
    longest = timedelta(minutes=policy.next_answer_minutes if was_answered else policy.first_answer_minutes)
    prediction = predicted(team_id=conversation.team_id, zone=policy.calendar.zone, longest=longest, at=at)
    return _start(
        message, policy, target, minutes=prediction.duration // timedelta(minutes=1), basis=prediction.basis, at=at
    )


def _start(message: Message, policy: Policy, target: Clock.Target, *, minutes: int, basis: str, at: datetime) -> Clock:
    calendar, promised = working_calendar(policy.calendar), timedelta(minutes=minutes)
    half_at = add_working_time(calendar, at, promised * LADDER[0].percent / 100)
    clock = Clock.objects.create(
        id=uuid7(), conversation=message.conversation, message=message, target=target, policy=policy, minutes=minutes,
        basis=basis, started_at=at, due_at=add_working_time(calendar, at, promised), half_at=half_at, next_rung_at=half_at,
    )  # fmt: skip
    tell(
        "promise.made", message.conversation, at=at,
        data={
            "clock": str(clock.id), "target": target, "policy": str(policy.id), "minutes": minutes, "basis": basis,
            "due_at": clock.due_at.isoformat(), "message": str(message.id),
        },
    )  # fmt: skip
    return clock


def _resume(clock: Clock, at: datetime) -> None:
    calendar = working_calendar(clock.policy.calendar)
    clock.pauses = [*clock.pauses[:-1], [clock.pauses[-1][0], at.isoformat()]]
    clock.paused_at = None
    due = due_with_pauses(calendar, clock.started_at, timedelta(minutes=clock.minutes), pauses_of(clock))
    clock.due_at = due or clock.due_at
    clock.next_rung_at = at
    clock.save(update_fields=["pauses", "paused_at", "due_at", "next_rung_at"])
    tell("promise.resumed", clock.conversation, at=at, data={"clock": str(clock.id)})


def end_clock(clock: Clock, *, at: datetime, because: str) -> None:
    """Stop one clock and tell how it ended; the caller holds the transaction."""
    calendar = working_calendar(clock.policy.calendar)
    end = max(at, clock.started_at)
    clock.stopped_at, clock.stopped_because, clock.next_rung_at = end, because, None
    clock.customer_seconds = int(customer_time(clock.started_at, end).total_seconds())
    clock.working_seconds = int(elapsed_with_pauses(calendar, clock.started_at, end, pauses_of(clock)).total_seconds())
    if end > clock.due_at and not clock.paused_at and clock.breached_at is None:
        note_breach(clock, at=end)
    clock.save()
    was_kept = because == "answered" and end <= clock.due_at
    tell(
        "promise.kept" if was_kept else "promise.ended", clock.conversation, at=end,
        data={
            "clock": str(clock.id), "because": because, "late_seconds": max(0, int((end - clock.due_at).total_seconds())),
            "working_seconds": clock.working_seconds, "customer_seconds": clock.customer_seconds,
        },
    )  # fmt: skip


def note_breach(clock: Clock, *, at: datetime) -> None:
    """Record that a promise was broken, once; the caller saves the clock."""
    clock.breached_at = clock.due_at
    tell("promise.broken", clock.conversation, at=at, data={"clock": str(clock.id), "due_at": clock.due_at.isoformat()})
