"""Giving a conversation to somebody, taking it, handing it over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Assignment, Conversation
from regard.conversations.operations.notes import add_note
from regard.conversations.operations.reminders import end_reminder
from regard.conversations.operations.story import tell
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import Team, User
from regard.staff.rules import Right


class NoteNeededError(Exception):
    """A hand-over without a word of explanation makes the customer start again. Nothing was changed."""


def assign(
    *,
    conversation: Conversation,
    to: User | None,
    reasons: Sequence[dict[str, Any]],
    at: datetime,
    team: Team | None = None,
) -> Assignment:
    """Give a conversation to a person, or to the team when `to` is None; the router's decision, with its reasons.

    The caller holds the conversation: it was begun or locked in this transaction.
    """
    return _give(conversation, to, team or conversation.team, by=None, note="", reasons=reasons, at=at)


def take(*, conversation: Conversation, by: User, at: datetime) -> Assignment:
    """A person takes a conversation by name."""
    staff.require(by, Right.ANSWER)
    return _assign(conversation, by, conversation.team, by=by, note="", reasons=[{"kind": "took"}], at=at)


def hand_over(*, conversation: Conversation, to: User, note: str, by: User, at: datetime) -> Assignment:
    """Give a conversation to a colleague, with a note in the thread that spares the customer from repeating.

    Raises NoteNeededError.
    """
    staff.require(by, Right.ANSWER)
    if not note.strip():
        raise NoteNeededError(_("Say in a sentence what %(name)s needs to know.") % {"name": to.first_name})
    reasons = [{"kind": "handed_over", "by": by.first_name}]
    with transaction.atomic():
        add_note(conversation=conversation, text=note, by=by, at=at)
        end_reminder(conversation=conversation, by=by, at=at)
        return _assign(conversation, to, conversation.team, by=by, note=note.strip(), reasons=reasons, at=at)


def _assign(
    conversation: Conversation,
    to: User | None,
    team: Team,
    *,
    by: User | None,
    note: str,
    reasons: Sequence[dict[str, Any]],
    at: datetime,
) -> Assignment:
    with transaction.atomic(savepoint=False):
        held = Conversation.objects.select_for_update().get(id=conversation.id)
        return _give(held, to, team, by=by, note=note, reasons=reasons, at=at)


def _give(
    conversation: Conversation,
    to: User | None,
    team: Team,
    *,
    by: User | None,
    note: str,
    reasons: Sequence[dict[str, Any]],
    at: datetime,
) -> Assignment:
    with transaction.atomic(savepoint=False):
        assignment = Assignment.objects.create(
            id=uuid7(), conversation=conversation, user=to, team=team, by=by, at=at, reasons=list(reasons), note=note
        )
        conversation.assignee, conversation.team, conversation.assigned_why = to, team, list(reasons)
        conversation.save(update_fields=["assignee", "team", "assigned_why"])
        tell(
            "conversation.assigned", conversation, at=at, by=by,
            data={"to": str(to.id) if to else None, "team": str(team.id), "reasons": list(reasons), "note": note},
        )  # fmt: skip
    return assignment
