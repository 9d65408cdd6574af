"""Merging, taking apart and splitting conversations, with what it means for their clocks.

The promise that is due first runs on, so that merging can make nobody wait longer; the other one ends as "merged" and is
counted neither as kept nor as broken. Taken apart, it runs again as if it had never stopped.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation, Merge, Message
from regard.conversations.operations import merging, set_due, splitting
from regard.conversations.operations.story import tell
from regard.kit.rows import columns, write_back
from regard.promises.models import Clock, Promise
from regard.promises.operations.clocks import end_clock, start_clock
from regard.promises.operations.escalating import next_rung
from regard.promises.queries import running, running_answer_clock
from regard.promises.queries.clocks import ANSWERS
from regard.staff.models import User


def merge(
    *, conversation: Conversation, into: Conversation, by: User, at: datetime, is_other_customer: bool = False
) -> Merge:
    """Move everything of `conversation` to `into`. Raises MergeRefusedError, OtherCustomerError."""
    with transaction.atomic():
        row = merging.merge(conversation=conversation, into=into, by=by, at=at, is_other_customer=is_other_customer)
        altered = _end_later_ones(row, at)
        clocks, promises = (
            Clock.objects.filter(conversation=row.merged),
            Promise.objects.filter(conversation=row.merged),
        )
        moved = {
            "clocks": [str(clock.id) for clock in clocks.order_by("id")],
            "promises": [str(promise.id) for promise in promises.order_by("id")],
            "altered": altered,
        }
        clocks.update(conversation=row.survivor)
        promises.update(conversation=row.survivor)
        _settle(row.survivor, at)
        merging.note_moved(merge=row, **moved)
    return row


def take_apart(*, merge: Merge, by: User, at: datetime) -> Merge:
    """Undo a merge: rows go back, and what ended by merging runs on as if it had not. Raises MergeRefusedError."""
    with transaction.atomic():
        row = merging.take_apart(merge=merge, by=by, at=at)
        back = Q(id__in=row.moved["clocks"]) | Q(message__in=row.moved["messages"])
        Clock.objects.filter(back, conversation=row.survivor).update(conversation=row.merged)
        Promise.objects.filter(id__in=row.moved["promises"], conversation=row.survivor).update(conversation=row.merged)
        for clock_id, kept in row.moved["altered"].items():
            clock = Clock.objects.select_related("message", "conversation", "policy__calendar").get(id=clock_id)
            _run_again(clock, kept, merged_at=row.at)
        for conversation in (row.merged, row.survivor):
            _settle(conversation, at)
    return row


def split(*, message: Message, by: User, at: datetime, subject: str = "") -> Conversation:
    """Move a message and what follows to a new conversation; the clock of what waits there goes along. Raises SplitRefusedError."""
    with transaction.atomic():
        new = splitting.split(message=message, by=by, at=at, subject=subject)
        old = Conversation.objects.get(id=new.split_from_id)
        said = Message.objects.filter(conversation=new)
        Clock.objects.filter(conversation=old, message__in=said).update(conversation=new)
        held = said.filter(is_holding=True).values("at")
        Promise.objects.filter(conversation=old, source="holding reply", made_at__in=held).update(conversation=new)
        for conversation in (old, new):
            _settle(conversation, at)
    return new


def _end_later_ones(row: Merge, at: datetime) -> dict[str, Any]:
    """Of two running promises of a kind, end the one that is due later; what the ended ones were, by id."""
    both = Clock.objects.select_for_update(of=("self",)).filter(
        conversation__in=[row.merged, row.survivor], stopped_at=None
    )
    clocks = list(both.select_related("conversation", "policy__calendar").order_by("due_at", "started_at", "id"))
    altered = {}
    for kind in (_of_answers(clocks), _of_resolutions(clocks)):
        for clock in kind[1:]:
            altered[str(clock.id)] = columns(clock)
            end_clock(clock, at=at, because="merged")
    return altered


def _of_answers(clocks: Iterable[Clock]) -> list[Clock]:
    return [clock for clock in clocks if clock.target in ANSWERS]


def _of_resolutions(clocks: Iterable[Clock]) -> list[Clock]:
    return [clock for clock in clocks if clock.target == Clock.Target.RESOLUTION]


def _run_again(clock: Clock, kept: dict[str, Any], *, merged_at: datetime) -> None:
    """A clock that merging ended runs on; when its message was answered in between, it stops when that happened."""
    if clock.stopped_because != "merged" or str(clock.conversation_id) != kept["conversation_id"]:
        return
    same = Q(target__in=ANSWERS) if clock.target in ANSWERS else Q(target=clock.target)
    if running(clock.conversation).filter(same).exists():
        return
    # Told behind what ended it last: a later merge may have, and in the log the later word counts.
    ended_at = max(merged_at, clock.stopped_at or merged_at)
    write_back(clock, kept)
    data = {"clock": str(clock.id), "answered_at": merged_at.isoformat()}
    tell("promise.restored", clock.conversation, at=ended_at, data=data)


def _settle(conversation: Conversation, at: datetime) -> None:
    """After messages moved: a clock runs where a customer waits, none where nobody does, and the list knows the next due time."""
    oldest = conversations.unanswered_messages(conversation).select_related(
        "conversation__account", "conversation__team"
    )
    waiting = oldest.first() if conversation.state == Conversation.State.OPEN else None
    clock = running_answer_clock(conversation)
    if waiting is None:
        for one in running(conversation).filter(target__in=ANSWERS):
            _end_as_answered(one, at)
        set_due(conversation=conversation, due_at=None)
    elif clock is None and not _revive(waiting, at):
        start_clock(message=waiting, topics=(), at=waiting.at)
    elif clock is not None:
        set_due(conversation=conversation, due_at=clock.due_at)


def _revive(waiting: Message, at: datetime) -> bool:
    """The message has a clock that merging ended, while the one that ran for both is gone: it runs on."""
    ended = Clock.objects.select_related("conversation", "policy__calendar").filter(
        message=waiting, conversation=waiting.conversation, target__in=ANSWERS, stopped_because="merged"
    )
    clock = ended.first()
    if clock is None:
        return False
    data = {"clock": str(clock.id), "answered_at": str(clock.stopped_at)}
    clock.stopped_at, clock.stopped_because = None, ""
    clock.customer_seconds = clock.working_seconds = None
    clock.next_rung_at = next_rung(clock)
    clock.save()
    tell("promise.restored", clock.conversation, at=at, data=data)
    set_due(conversation=clock.conversation, due_at=clock.due_at)
    return True


def _end_as_answered(clock: Clock, at: datetime) -> None:
    answered_at = clock.message.answered_at
    end_clock(clock, at=answered_at or at, because="answered" if answered_at else "closed")
