"""Taking an answer back before it leaves: as if it had not been sent, with its text in the composer again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations import queries
from regard.conversations.models import Conversation, Draft, Message
from regard.conversations.operations.drafts import open_again
from regard.conversations.operations.reminders import bring_back
from regard.conversations.operations.story import tell
from regard.conversations.rules.formatting import preview
from regard.mail import operations as mail
from regard.staff.models import User
from regard.staff.queries import ForbiddenError


class TooLateError(Exception):
    """The answer cannot be taken back any more. Nothing was changed."""


def take_back(*, conversation: Conversation, message: Message, by: User, at: datetime) -> Draft:
    """Take one's answer back: the letter is cancelled, the message gone, and what it answered waits again.

    Cancelling the letter is the moment of truth: the delivering worker locks the same row, so either it goes or it does not.
    Raises TooLateError, ForbiddenError.
    """
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(id=conversation.id)
        said = conversation.messages.select_related("outgoing").filter(id=message.id).first()
        if said is None:
            raise TooLateError(_("It was taken back before. Nothing was changed."))
        if said.author_id != by.id:
            raise ForbiddenError(_("Only who wrote an answer takes it back."))
        _cancel(conversation, said, at)
        answered = conversation.messages.filter(answered_by=said)
        waits = [str(identifier) for identifier in answered.values_list("id", flat=True)]
        answered.update(answered_at=None, answered_by=None)
        draft = open_again(message=said, at=at)
        conversation.participants.filter(reason="added", since=said.at).delete()
        said.delete()
        _restore(conversation, at)
        if queries.nothing_was_said(conversation):
            bring_back(conversation=conversation, by=by, note=_("taken back, not sent"), at=at)
        tell("answer.taken_back", conversation, at=at, by=by, data={"message": str(message.id), "waits": waits})
        draft.conversation = conversation
    return draft


def _cancel(conversation: Conversation, said: Message, at: datetime) -> None:
    if conversation.messages.filter(kind=Message.Kind.OUTBOUND, id__gt=said.id).exists():
        raise TooLateError(_("Another answer was sent after it. Nothing was changed."))
    if said.outgoing is None or not mail.cancel(outgoing=said.outgoing, at=at):
        raise TooLateError(_("It has left already and cannot be taken back. Nothing was changed."))


def _restore(conversation: Conversation, at: datetime) -> None:
    """The conversation's state, from the messages that are there."""
    said = list(conversation.messages.exclude(kind=Message.Kind.NOTE).order_by("at", "id"))
    spoken = [one for one in said if not one.is_automatic]
    words = [one for one in spoken if not one.is_holding]
    oldest = queries.unanswered_messages(conversation).first()
    conversation.waiting_since = oldest.at if oldest else None
    conversation.latest_message_at = max((one.at for one in said), default=conversation.created_at)
    conversation.preview = preview((spoken or said)[-1].text) if said else ""
    conversation.latest_speaker = _speaker(words[-1]) if words else _nobody(said)
    if oldest and conversation.state == Conversation.State.CLOSED:
        conversation.state, conversation.closed_at, conversation.closed_by = Conversation.State.OPEN, None, None
        conversation.closed_by_customer, conversation.close_reason = False, ""
        tell("conversation.reopened", conversation, at=at)
    conversation.save()


def _nobody(said: list[Message]) -> Conversation.Speaker:
    """Machines, where there are any. Where nothing is said at all we do not wait for the customer, and nobody need look at it:
    the customer's side with nobody waiting stands in no list but its writer's.
    """
    return Conversation.Speaker.MACHINE if said else Conversation.Speaker.CUSTOMER


def _speaker(message: Message) -> Conversation.Speaker:
    is_ours = message.kind == Message.Kind.OUTBOUND
    return Conversation.Speaker.US if is_ours else Conversation.Speaker.CUSTOMER
