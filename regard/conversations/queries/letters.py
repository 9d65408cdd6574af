"""Reading letters that are being written to somebody who did not ask."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from regard.conversations.models import LetterDraft, Message
from regard.mail.models import Outgoing
from regard.staff.models import User


def letter_drafts(user: User) -> "QuerySet[LetterDraft]":
    """A person's letters that were not sent yet, latest first."""
    return LetterDraft.objects.filter(~Exists(_said(OuterRef("id"))), author=user).order_by("-updated_at", "-id")


def is_begun(letter_id: UUID) -> bool:
    """Whether a letter with this id left, or waits in the outbox."""
    return _said(letter_id).exists()


def leaves_at(message_id: UUID) -> datetime | None:
    """When an answer of ours leaves that can still be taken back; None when it left, came in, or is gone."""
    waiting = Message.objects.filter(id=message_id, outgoing__state=Outgoing.State.QUEUED, outgoing__attempts=0)
    return waiting.values_list("outgoing__next_attempt_at", flat=True).first()


def _said(letter_id: UUID | OuterRef) -> "QuerySet[Message]":
    return Message.objects.filter(conversation=letter_id).exclude(kind=Message.Kind.NOTE)
