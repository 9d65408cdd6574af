"""Taking an answer back, with everything it did to the promises: the clocks run as if they had never stopped."""

from datetime import datetime, timedelta

from django.db import transaction

from regard.conversations.models import Conversation, Draft, Message
from regard.conversations.operations import set_due, taking_back
from regard.conversations.operations.story import tell
from regard.promises.models import Clock, Promise
from regard.promises.operations.clocks import end_clock
from regard.promises.operations.escalating import next_rung
from regard.promises.queries import running, running_answer_clock, working_calendar
from regard.promises.queries.clocks import pauses_of
from regard.promises.rules.clock import due_with_pauses
from regard.staff.models import User


def take_back(*, message: Message, by: User, at: datetime) -> Draft:
    """Take one's answer back before it leaves. Its draft is open again. Raises TooLateError, ForbiddenError."""
    answered_at = message.at
    with transaction.atomic():
        draft = taking_back.take_back(conversation=message.conversation, message=message, by=by, at=at)
        conversation = draft.conversation
        _withdraw_promise(conversation, message, by, at)
        _restore_promises(conversation, answered_at, at)
        _restore_clocks(conversation, answered_at, at)
    return draft


def _withdraw_promise(conversation: Conversation, message: Message, by: User, at: datetime) -> None:
    """The date a holding reply gave was never told to anybody."""
    if not message.is_holding:
        return
    given = conversation.promises.filter(source="holding reply", holder=by, made_at=message.at)
    for promise in list(given):
        tell("ledger.withdrawn", conversation, at=at, by=by, data={"promise": str(promise.id)})
    given.delete()


def _restore_promises(conversation: Conversation, answered_at: datetime, at: datetime) -> None:
    for promise in Promise.objects.filter(conversation=conversation, source="holding reply", kept_at=answered_at):
        promise.kept_at = None
        promise.save(update_fields=["kept_at"])
        tell("ledger.restored", conversation, at=at, data={"promise": str(promise.id)})


def _restore_clocks(conversation: Conversation, answered_at: datetime, at: datetime) -> None:
    """What the answer stopped or paused runs on; what was started since for a newer message gives way to it."""
    stopped = conversation.clocks.select_for_update(of=("self",)).filter(
        stopped_at__gte=answered_at, stopped_because__in=["answered", "closed"]
    )
    clocks = list(stopped.select_related("policy__calendar"))
    targets = {"answer" if clock.target != Clock.Target.RESOLUTION else clock.target for clock in clocks}
    for clock in running(conversation).filter(started_at__gt=answered_at):
        if ("answer" if clock.target != Clock.Target.RESOLUTION else clock.target) in targets:
            end_clock(clock, at=at, because="taken back")
    paused = running(conversation).filter(target=Clock.Target.RESOLUTION)
    for clock in [*clocks, *(one for one in paused if _pauses_without(one, answered_at) != one.pauses)]:
        _restore(clock, answered_at, at)
    now_runs = running_answer_clock(conversation)
    set_due(conversation=conversation, due_at=now_runs.due_at if now_runs else None)


def _restore(clock: Clock, answered_at: datetime, at: datetime) -> None:
    clock.stopped_at, clock.stopped_because = None, ""
    clock.customer_seconds = clock.working_seconds = None
    clock.pauses = _pauses_without(clock, answered_at)
    clock.paused_at = next((begin for begin, end in pauses_of(clock) if end is None), None)
    calendar, promised = working_calendar(clock.policy.calendar), timedelta(minutes=clock.minutes)
    clock.due_at = due_with_pauses(calendar, clock.started_at, promised, pauses_of(clock)) or clock.due_at
    clock.next_rung_at = None if clock.paused_at else next_rung(clock)
    clock.save()
    data = {"clock": str(clock.id), "answered_at": answered_at.isoformat()}
    tell("promise.restored", clock.conversation, at=at, data=data)


def _pauses_without(clock: Clock, begin: datetime) -> list[list[str | None]]:
    return [pause for pause in clock.pauses if datetime.fromisoformat(pause[0]) != begin]
