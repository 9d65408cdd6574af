"""Ending a conversation, never silently."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations import queries
from regard.conversations.models import CloseReason, Conversation
from regard.conversations.operations.reminders import end_all_reminders
from regard.conversations.operations.story import tell
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

#: Reasons for which a customer's last word may stay unanswered.
NO_ANSWER_NEEDED = frozenset(
    {
        CloseReason.CUSTOMER_ENDED, CloseReason.SPAM, CloseReason.THANKS_ONLY, CloseReason.DUPLICATE, CloseReason.AUTOMATIC,
        CloseReason.HANDLED_ELSEWHERE,
    }
)  # fmt: skip


class CustomerWaitsError(Exception):
    """The customer still waits for an answer, and no reason was given why none is needed. Nothing was changed."""


def close(*, conversation: Conversation, reason: str, by: User, at: datetime, note: str = "") -> None:
    """Close a conversation with a reason from the closed list. Raises CustomerWaitsError.

    While the customer waits, "answered" is no reason: the messages get the reason why they need no answer.
    """
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(id=conversation.id)
        unanswered = queries.unanswered_messages(conversation)
        if unanswered.exists() and reason not in NO_ANSWER_NEEDED:
            raise CustomerWaitsError(_("The customer still waits. Answer first, or say why no answer is needed."))
        unanswered.update(needs_answer=False, no_answer_reason=reason, no_answer_by=by)
        conversation.state = Conversation.State.CLOSED
        conversation.closed_at, conversation.closed_by, conversation.close_reason = at, by, CloseReason(reason)
        conversation.waiting_since = conversation.next_due_at = None
        conversation.save()
        end_all_reminders(conversation=conversation, at=at)
        tell("conversation.closed", conversation, at=at, by=by, data={"reason": reason, "note": note})


def reopen(*, conversation: Conversation, by: User, at: datetime) -> None:
    """Open a closed conversation again; messages that were waved through need an answer again."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(id=conversation.id)
        waved = conversation.messages.exclude(no_answer_reason="").filter(answered_at=None, is_automatic=False)
        waved.update(needs_answer=True, no_answer_reason="", no_answer_by=None)
        oldest = queries.unanswered_messages(conversation).first()
        conversation.state = Conversation.State.OPEN
        conversation.closed_at = conversation.closed_by = None
        conversation.closed_by_customer, conversation.close_reason = False, ""
        conversation.waiting_since = oldest.at if oldest else None
        conversation.save()
        tell("conversation.reopened", conversation, at=at, by=by)


def declare_answer_needed(*, conversation: Conversation, by: User, at: datetime) -> None:
    """A person says that what looked automatic was written by a customer: it needs an answer, and its clock starts."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(id=conversation.id)
        conversation.messages.filter(kind="inbound", is_automatic=True).update(is_automatic=False, needs_answer=True)
        oldest = queries.unanswered_messages(conversation).first()
        conversation.latest_speaker = Conversation.Speaker.CUSTOMER
        conversation.waiting_since = oldest.at if oldest else None
        conversation.save()
        tell("conversation.needs_answer", conversation, at=at, by=by)
