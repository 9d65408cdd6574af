"""Whether what somebody was told has been dealt with, so that nobody is mailed about it any more."""

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation, Message
from regard.notifications.models import Notification
from regard.notifications.queries.told import unseen
from regard.promises.models import Clock, Promise
from regard.promises.rules.ladder import Audience


def is_handled(told: Notification) -> bool:
    """Seen, done, given to somebody else, closed, or no longer for this person's eyes."""
    if told.conversation_id is None:
        return not told.user.is_active or not may_know(told)
    if not told.user.is_active or not conversations.visible_to(told.user).filter(id=told.conversation_id).exists():
        return True
    if told.reason in {Notification.Reason.ANSWER, Notification.Reason.FOLLOWED}:
        return False
    if not unseen(told.user).filter(id=told.id).exists():
        return True
    conversation = Conversation.objects.get(id=told.conversation_id)
    if conversation.state == Conversation.State.CLOSED and told.reason != Notification.Reason.MENTIONED:
        return True
    return _BY_REASON[Notification.Reason(told.reason)](told, conversation)


def may_know(told: Notification) -> bool:
    """Whether the customer it is about is one the person may know of."""
    return (
        told.contact_id is None or conversations.few_contacts_visible_to(told.user).filter(id=told.contact_id).exists()
    )


def _given(told: Notification, conversation: Conversation) -> bool:
    answers = conversation.messages.filter(kind=Message.Kind.OUTBOUND, at__gt=told.moment)
    return conversation.assignee_id != told.user_id or answers.exists()


def _mentioned(told: Notification, conversation: Conversation) -> bool:
    """Whoever wrote there since has read the note."""
    return conversation.messages.filter(author=told.user, at__gt=told.moment).exists()


def _clock(told: Notification, conversation: Conversation) -> bool:
    clock = Clock.objects.filter(id=told.subject_id).first()
    if clock is None or clock.stopped_at or (clock.taken_at and clock.taken_at > told.moment):
        return True
    is_owners = told.facts.get("audience") == Audience.OWNER
    return is_owners and conversation.assignee_id not in {None, told.user_id}


def _promise(told: Notification, _conversation: Conversation) -> bool:
    return not Promise.objects.filter(id=told.subject_id, kept_at=None, holder=told.user).exists()


_BY_REASON = {
    Notification.Reason.GIVEN: _given,
    Notification.Reason.MENTIONED: _mentioned,
    Notification.Reason.CLOCK: _clock,
    Notification.Reason.PROMISE: _promise,
}
