"""What was said, its letters and files, once they are older than the company wants to keep them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from regard.conversations.models import Attachment, Conversation, Message
from regard.conversations.personal.operations import erase_files, erase_messages
from regard.kit import clock
from regard.kit.holders import ERASED, ERASED_WORDS, Keeping
from regard.mail.models import Inbound, Outgoing, Raw
from regard.mail.personal.operations import erase_inbound, erase_outgoing
from regard.mail.personal.rules import ERASED_SHA256

_ENDED = Conversation.State.CLOSED


def _messages(before: datetime, held: Collection[UUID]) -> "QuerySet[Message]":
    """Of conversations that have ended: nothing is taken from a customer who waits."""
    ended = Message.objects.filter(
        at__lt=before, conversation__state=_ENDED, conversation__latest_message_at__lt=before
    )
    return ended.exclude(conversation__contact__in=held).exclude(contact__in=held)


def _said(before: datetime, held: Collection[UUID]) -> "QuerySet[Message]":
    return _messages(before, held).exclude(text=ERASED, has_files=False, html="", quoted="")


def _files(before: datetime, held: Collection[UUID]) -> "QuerySet[Attachment]":
    return Attachment.objects.filter(message__in=_messages(before, held).order_by())


def _letters(before: datetime, held: Collection[UUID]) -> "QuerySet[Message]":
    """Messages whose letter is still kept as it came or left."""
    whole = ~Exists(Raw.objects.filter(sha256=ERASED_SHA256, id=OuterRef("inbound__raw"))) & ~Exists(
        Raw.objects.filter(sha256=ERASED_SHA256, id=OuterRef("outgoing__raw"))
    )
    with_letter = _messages(before, held).exclude(inbound=None, outgoing=None)
    return with_letter.filter(whole)


def _purge_said(before: datetime, held: Collection[UUID], limit: int) -> int:
    ids = list(_said(before, held).values_list("id", flat=True)[:limit])
    conversations = Conversation.objects.filter(messages__in=ids).values("id")
    count = erase_messages(Message.objects.filter(id__in=ids), "", at=clock.now())
    Conversation.objects.filter(id__in=conversations).update(subject=ERASED_WORDS, preview="")
    return count


def _purge_files(before: datetime, held: Collection[UUID], limit: int) -> int:
    rows = list(_files(before, held).values_list("id", "message_id")[:limit])
    gone = erase_files(Attachment.objects.filter(id__in=[one for one, _message in rows]), at=clock.now())
    bare = Message.objects.filter(id__in=[message for _one, message in rows], attachments=None)
    bare.update(has_files=False)
    return gone


def _purge_letters(before: datetime, held: Collection[UUID], limit: int) -> int:
    rows = list(_letters(before, held).values_list("inbound_id", "outgoing_id")[:limit])
    settled = [Outgoing.State.SENT, Outgoing.State.FAILED, Outgoing.State.CANCELLED]
    sent = Outgoing.objects.filter(id__in=[out for _in, out in rows if out], state__in=settled)
    came = Inbound.objects.filter(id__in=[one for one, _out in rows if one])
    at = clock.now()
    return erase_inbound(list(came.values_list("id", flat=True)), at=at) + erase_outgoing(
        list(sent.values_list("id", flat=True)), at=at
    )


MESSAGES = Keeping(
    label=_("Messages of closed conversations"), months=None, count=lambda before, held: _said(before, held).count(),
    purge=_purge_said,
)  # fmt: skip
FILES = Keeping(
    label=_("Files that came or went with them"), months=None, count=lambda before, held: _files(before, held).count(),
    purge=_purge_files,
)  # fmt: skip
LETTERS = Keeping(
    label=_("Letters as they came and left"), months=None, count=lambda before, held: _letters(before, held).count(),
    purge=_purge_letters,
)  # fmt: skip
