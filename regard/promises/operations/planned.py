"""Planned answers: at their time they leave as their author's, or the author is told why not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Draft, Message
from regard.conversations.operations import EmptyAnswerError, NewerMessageError, NoRecipientError
from regard.conversations.operations.planning import answer_of, hold
from regard.conversations.operations.sending import AlreadySentError, FillInError, TooManyRecipientsError
from regard.conversations.queries.drafts import AddressError
from regard.mail.models import Mailbox
from regard.promises.operations.answering import PromiseNeedsDateError, answer
from regard.staff.models import User
from regard.staff.queries import ForbiddenError


class _NotSentError(Exception):
    """Why a planned answer stays, in a sentence for its author."""


_WHY_NOT = (
    AddressError, AlreadySentError, EmptyAnswerError, FillInError, ForbiddenError, NewerMessageError, NoRecipientError,
    TooManyRecipientsError, _NotSentError,
)  # fmt: skip


def send_planned(*, draft_id: UUID, at: datetime) -> Message | None:
    """Send a planned answer whose time has come; None when there is nothing to send, or it must not go.

    It may be called late and twice: what was taken back, sent, or planned for later is left alone. Nothing goes that its
    author, on seeing the conversation now, might not send.
    """
    with transaction.atomic():
        draft = _due(draft_id, at)
        if draft is None:
            return None
        try:
            with transaction.atomic():
                return _send(draft, at)
        except _WHY_NOT as why:
            hold(draft=draft, because=str(why), at=at)
    return None


def _due(draft_id: UUID, at: datetime) -> Draft | None:
    """The draft, locked after its conversation as everywhere else, if it is still to leave by now."""
    known = Draft.objects.filter(id=draft_id, send_at__lte=at, sent_as=None).first()
    if known is None:
        return None
    Conversation.objects.select_for_update().get(id=known.conversation_id)
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("author", "conversation__account")
    return drafts.filter(id=draft_id, send_at__lte=at, sent_as=None).first()


def _send(draft: Draft, at: datetime) -> Message:
    author = draft.author
    with translation.override(author.language if author else None):
        by = _author(draft, author)
        content = answer_of(draft)
        try:
            return answer(
                conversation=draft.conversation, answer=content, mailbox=Mailbox.objects.get(address=draft.conversation.our_address),
                by=by, at=at, promised_for=draft.promised_until if draft.is_holding else None,
            )  # fmt: skip
        except PromiseNeedsDateError:
            raise _NotSentError(_("The date you promise in it has passed.")) from None


def _author(draft: Draft, author: User | None) -> User:
    if author is None or not author.is_active:
        raise _NotSentError(_("Its author cannot sign in any more."))
    if draft.conversation.state == Conversation.State.CLOSED:
        raise _NotSentError(_("The conversation was closed."))
    return author
