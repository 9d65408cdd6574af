"""Having a conversation out of one's list until a time. The customer's clock runs on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Reminder
from regard.conversations.operations.story import tell
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class ReminderRefusedError(Exception):
    """There can be no such reminder. The message says why; nothing was changed."""


def remind(*, conversation: Conversation, until: datetime, by: User, at: datetime, note: str = "") -> Reminder:
    """Have a conversation come back on top of `by`'s list at `until`; it takes the place of an earlier reminder.

    A customer who waits comes back at the latest when the answer is due, whatever `until` says. Raises ReminderRefusedError.
    """
    staff.require(by, Right.ANSWER)
    if until <= at:
        raise ReminderRefusedError(_("That time is over. Choose one that lies ahead."))
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(id=conversation.id)
        if conversation.state == Conversation.State.CLOSED:
            raise ReminderRefusedError(_("This conversation is closed. Open it again to be reminded of it."))
        reminder = _replace(conversation, by, note=note, until=until, at=at)
        tell("conversation.reminded", conversation, at=at, by=by, data={"until": until.isoformat()})
    return reminder


def bring_back(*, conversation: Conversation, by: User, note: str, at: datetime) -> Reminder:
    """Put a conversation on top of `by`'s list now, with a word why; the caller tells what happened."""
    with transaction.atomic():
        return _replace(conversation, by, note=note, until=at, at=at)


def _replace(conversation: Conversation, by: User, *, note: str, until: datetime, at: datetime) -> Reminder:
    Reminder.objects.filter(conversation=conversation, user=by, ended_at=None).update(ended_at=at)
    return Reminder.objects.create(
        id=uuid7(), conversation=conversation, user=by, note=" ".join(note.split())[:200], made_at=at, until=until
    )


def end_reminder(*, conversation: Conversation, by: User, at: datetime) -> bool:
    """A person dealt with what they were reminded of; False when there was nothing."""
    with transaction.atomic():
        ended = Reminder.objects.filter(conversation=conversation, user=by, ended_at=None).update(ended_at=at)
        if ended:
            tell("reminder.ended", conversation, at=at, by=by)
    return bool(ended)


def end_all_reminders(*, conversation: Conversation, at: datetime) -> None:
    """The conversation ended, and with it everybody's reminders of it."""
    Reminder.objects.filter(conversation=conversation, ended_at=None).update(ended_at=at)


def wake_reminders(*, conversation: Conversation, at: datetime) -> None:
    """The customer wrote: whoever wanted to be reminded later has it back now."""
    later = Reminder.objects.filter(conversation=conversation, ended_at=None, until__gt=at)
    later.update(until=at, back_because=Reminder.Back.CUSTOMER_WROTE)
