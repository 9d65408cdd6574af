"""One thing done to many conversations, and undoing it for those that nobody touched since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations import operations as conversations
from regard.conversations import queries
from regard.conversations.models import BulkRun, Conversation, Message, Reminder, Tag
from regard.conversations.operations import CustomerWaitsError, reminders, tags
from regard.conversations.operations.story import tell
from regard.events.models import Event
from regard.events.operations import Subject
from regard.kit.ids import uuid7
from regard.kit.rows import columns, write_back
from regard.promises.models import Clock
from regard.promises.operations.answering import close
from regard.promises.queries import running
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

#: So many at once: a person can still look through them, and nobody waits for the page.
MOST_AT_ONCE = 200
UNDO_WITHIN = timedelta(days=30)
#: What each verb changes in the row of a conversation.
_CLOSING = (
    "state", "closed_at", "closed_by_id", "closed_by_customer", "close_reason", "waiting_since", "next_due_at",
)  # fmt: skip
_HANDING = ("assignee_id", "team_id", "assigned_why")


class BulkRefusedError(Exception):
    """It cannot be done to these. The message says why; nothing was changed."""


class NotForThemError(Exception):
    """Nobody is given what they may not read."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of it: `run` to undo, and those left as they are: their customers wait, or the colleague may not read them."""

    run: BulkRun
    left: list[Conversation]

    @property
    def number(self) -> int:
        """How many were changed."""
        return len(self.run.changes)


@dataclass(frozen=True, kw_only=True)
class Undone:
    """How many stand as before, and how many somebody touched since and stay as they are."""

    restored: int
    touched: int


Change = dict[str, Any]
Verb = Callable[[Conversation], Change]


def hand_over_all(*, chosen: Sequence[Conversation], to: User, note: str, by: User, at: datetime) -> Done:
    """Give conversations to a colleague, each with the note in its thread. Those they may not read stay (`Done.left`).

    Raises NoteNeededError, BulkRefusedError.
    """

    def verb(one: Conversation) -> Change:
        if not queries.visible_to(to).filter(id=one.id).exists():
            raise NotForThemError
        before = columns(one, only=_HANDING)
        ended = _open_reminders(one, by)
        assignment = conversations.hand_over(conversation=one, to=to, note=note, by=by, at=at)
        said = Message.objects.filter(conversation=one, kind=Message.Kind.NOTE, author=by, at=at).latest("id")
        return {"columns": before, "assignment": str(assignment.id), "note": str(said.id), "reminders": ended}

    return _run("hand over", chosen, verb, by, at)


def tag_all(*, chosen: Sequence[Conversation], tag: Tag, by: User, at: datetime) -> Done:
    """Put a tag on conversations; those that have it stay as they are. Raises BulkRefusedError."""

    def verb(one: Conversation) -> Change:
        added = tags.change_tags(conversation=one, add=[tag], by=by, at=at)
        return {"tags": [str(tag.id) for tag in added]} if added else {}

    return _run("tag", chosen, verb, by, at)


def remind_all(*, chosen: Sequence[Conversation], until: datetime, note: str, by: User, at: datetime) -> Done:
    """Have conversations come back at a time. Closed ones stay as they are. Raises ReminderRefusedError, BulkRefusedError."""

    def verb(one: Conversation) -> Change:
        if one.state == Conversation.State.CLOSED:
            return {}
        ended = _open_reminders(one, by)
        reminder = reminders.remind(conversation=one, until=until, note=note, by=by, at=at)
        return {"reminder": str(reminder.id), "reminders": ended}

    return _run("remind", chosen, verb, by, at)


def close_all(*, chosen: Sequence[Conversation], reason: str, by: User, at: datetime) -> Done:
    """Close conversations with a reason; each is closed by `by`, by name.

    Those whose customer waits and for whom the reason is none stay open (`Done.left`). Raises BulkRefusedError.
    """

    def verb(one: Conversation) -> Change:
        if one.state == Conversation.State.CLOSED:
            return {}
        before = columns(one, only=_CLOSING)
        waved = [str(message.id) for message in queries.unanswered_messages(one)]
        ended = [str(row.id) for row in Reminder.objects.filter(conversation=one, ended_at=None)]
        clocks = {str(clock.id): columns(clock) for clock in running(one)}
        close(conversation=one, reason=reason, by=by, at=at)
        return {"columns": before, "messages": waved, "clocks": clocks, "reminders": ended}

    return _run("close", chosen, verb, by, at)


def undo(*, run: BulkRun, by: User, at: datetime) -> Undone:
    """Put everything back that nobody touched since, exactly as it stood. Raises BulkRefusedError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        run = BulkRun.objects.select_for_update().get(id=run.id)
        if run.by_id != by.id:
            raise BulkRefusedError(_("Only who did it undoes it."))
        if run.undone_at is not None or at > run.at + UNDO_WITHIN:
            raise BulkRefusedError(_("This cannot be undone any more. Nothing was changed."))
        rows = _locked([UUID(change["id"]) for change in run.changes])
        restored = [change for change in run.changes if _put_back(change, rows.get(UUID(change["id"])), run, by, at)]
        run.undone_at = at
        run.save(update_fields=["undone_at"])
    return Undone(restored=len(restored), touched=len(run.changes) - len(restored))


def _run(action: str, chosen: Sequence[Conversation], verb: Verb, by: User, at: datetime) -> Done:
    staff.require(by, Right.ANSWER)
    if not chosen:
        raise BulkRefusedError(_("Choose at least one conversation."))
    if len(chosen) > MOST_AT_ONCE:
        raise BulkRefusedError(
            _("That is %(number)s at once; at most %(most)s go together. Choose fewer, then do the rest.")
            % {"number": len(chosen), "most": MOST_AT_ONCE}
        )
    changes, left = [], []
    with transaction.atomic():
        for one in _locked([row.id for row in chosen]).values():
            try:
                change = verb(one)
            except (CustomerWaitsError, NotForThemError):
                left.append(one)
                continue
            if change:
                changes.append({"id": str(one.id), "mark": _latest_event(one), **change})
        run = BulkRun.objects.create(id=uuid7(), by=by, at=at, action=action, changes=changes)
    return Done(run=run, left=left)


def _locked(ids: Sequence[UUID]) -> dict[UUID, Conversation]:
    rows = Conversation.objects.select_for_update().filter(id__in=ids, merged_into=None).order_by("id")
    return {row.id: row for row in rows}


def _open_reminders(one: Conversation, by: User) -> list[str]:
    return [str(row.id) for row in Reminder.objects.filter(conversation=one, user=by, ended_at=None)]


def _events_of(one: Conversation) -> Any:
    subject = Subject("conversation", one.id)
    return Event.objects.filter(subject_kind=subject.kind, subject_id=subject.id)


def _latest_event(one: Conversation) -> str:
    return str(_events_of(one).order_by("-id").values_list("id", flat=True).first() or "")


def _put_back(change: Change, one: Conversation | None, run: BulkRun, by: User, at: datetime) -> bool:
    """Whether it could be undone: not when the conversation is gone, or a person or the customer did something in it since."""
    if one is None:
        return False
    since = _events_of(one).exclude(actor=Event.Actor.MACHINE)
    if change["mark"] and since.filter(id__gt=UUID(change["mark"])).exists():
        return False
    if run.action == "tag":
        tags.change_tags(conversation=one, remove=list(Tag.objects.filter(id__in=change["tags"])), by=by, at=at)
    else:
        _put_rows_back(change, one, run)
        tell("conversation.restored", one, at=at, by=by, data={"run": str(run.id), "action": run.action})
    return True


def _put_rows_back(change: Change, one: Conversation, run: BulkRun) -> None:
    if "columns" in change:
        write_back(one, change["columns"])
    one.messages.filter(id__in=change.get("messages", [])).update(
        needs_answer=True, no_answer_reason="", no_answer_by=None
    )
    for clock_id, kept in change.get("clocks", {}).items():
        clock = Clock.objects.select_related("conversation").get(id=clock_id)
        write_back(clock, kept)
        data = {"clock": clock_id, "answered_at": run.at.isoformat()}
        tell("promise.restored", one, at=run.at, data=data)
    if "assignment" in change:
        one.assignments.filter(id=change["assignment"]).delete()
        one.messages.filter(id=change["note"], kind=Message.Kind.NOTE).delete()
    if "reminder" in change:
        one.reminders.filter(id=change["reminder"]).delete()
    one.reminders.filter(id__in=change.get("reminders", [])).update(ended_at=None)
