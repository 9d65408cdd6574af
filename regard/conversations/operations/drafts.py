"""Keeping what a person writes before it is sent. Only the writer's own acts touch their draft."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Draft, DraftFile, Message
from regard.conversations.operations.presence import note_left
from regard.conversations.operations.story import tell
from regard.kit.ids import uuid7
from regard.mail.operations import keep
from regard.mail.rules.compose import Enclosure
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

#: A save that comes so soon after its answer was sent was on its way when the answer went.
_ON_ITS_WAY = timedelta(seconds=60)
#: Longer than an answer can be taken back.
_PAST_UNDO = timedelta(minutes=5)


class PlannedError(Exception):
    """An answer of the person is planned to leave by itself. Nothing was changed."""


class NotAheadError(Exception):
    """The time at which an answer is to leave must lie ahead. Nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What stands in the composer. `recipients` None: everybody who takes part; `dropped` are kept files that were unticked."""

    text: str
    recipients: tuple[str, ...] | None = None
    cc: str = ""
    is_holding: bool = False
    promised_until: datetime | None = None
    ticked: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    seen: UUID | None = None
    files: tuple[Enclosure, ...] = ()
    dropped: tuple[UUID, ...] = ()


def keep_draft(
    *, conversation: Conversation, written: Written, by: User, at: datetime, by_itself: bool = False
) -> Draft | None:
    """Keep what a person has written so far; None when there is nothing to keep.

    `by_itself`: the page saves while somebody types; a save that was overtaken by its own sending is dropped. Raises PlannedError while an answer of theirs is planned, ForbiddenError.
    """
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        draft = _open(conversation, by)
        if draft is None and (_is_empty(written) or (by_itself and _was_just_sent(conversation, written, by, at))):
            return None
        draft = draft or _begin(conversation, by, at)
        if draft.send_at:
            raise PlannedError(_("This answer is planned already. Take it back to change it."))
        _keep_files(draft, written, at)
        if _is_empty(written) and not draft.has_files:
            draft.delete()
            return None
        for name, value in _fields(written).items():
            setattr(draft, name, value)
        draft.updated_at = at
        draft.save()
    return draft


def discard_draft(*, conversation: Conversation, by: User) -> None:
    """The writer puts their draft away."""
    with transaction.atomic():
        Draft.objects.filter(conversation=conversation, author=by, sent_as=None, send_at=None).delete()
        note_left(conversation=conversation, user=by)


def adopt_draft(*, draft: Draft, by: User, at: datetime) -> Draft:
    """Go on with what a colleague had begun who cannot sign in any more; it stands before what one has written oneself."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(id=draft.id, sent_as=None)
        own = _open(draft.conversation, by)
        if own and own.send_at:
            raise PlannedError(_("You have planned an answer here. Take it back first."))
        if own:
            draft.text = "\n\n".join(filter(None, [draft.text, own.text]))
            draft.has_files = draft.has_files or own.has_files
            own.files.update(draft=draft)
            own.delete()
        whose, draft.author, draft.author_name = draft.author_name, by, by.name
        draft.send_at, draft.updated_at = None, at
        draft.save()
        tell("draft.adopted", draft.conversation, at=at, by=by, data={"draft": str(draft.id), "whose": whose})
    return draft


def mark_sent(*, conversation: Conversation, message: Message, written: Written, draft: Draft | None) -> None:
    """The draft became this message. It stays, so that the answer can be taken back; one sent earlier goes."""
    author = message.author
    sent = Draft.objects.filter(conversation=conversation, author=author, sent_as__isnull=False)
    sent.filter(updated_at__lt=message.at - _PAST_UNDO).delete()
    if draft is None:
        draft = Draft(
            id=uuid7(), conversation=conversation, author=author, author_name=message.author_name,
            started_at=message.at, **_fields(written),
        )  # fmt: skip
    draft.text, draft.sent_as, draft.send_at, draft.updated_at = written.text, message, None, message.at
    draft.held_at, draft.held_because = None, ""
    draft.save()


def open_again(*, message: Message, at: datetime) -> Draft:
    """The draft an answer was, open again. What its writer has begun since stands behind it."""
    draft = Draft.objects.select_for_update().get(sent_as=message)
    later = _open(draft.conversation, draft.author) if draft.author else None
    if later:
        draft.text = "\n\n".join(filter(None, [draft.text, later.text]))
        draft.has_files = draft.has_files or later.has_files
        later.files.update(draft=draft)
        later.delete()
    draft.sent_as, draft.updated_at = None, at
    draft.save()
    return draft


def _open(conversation: Conversation, by: User) -> Draft | None:
    rows = Draft.objects.select_for_update().filter(conversation=conversation, author=by, sent_as=None)
    return rows.first()


def _begin(conversation: Conversation, by: User, at: datetime) -> Draft:
    values = {"id": uuid7(), "author_name": by.name, "started_at": at, "updated_at": at}
    draft, _new = Draft.objects.get_or_create(conversation=conversation, author=by, sent_as=None, defaults=values)
    return draft


def _is_empty(written: Written) -> bool:
    return not written.text.strip() and not written.files


def _was_just_sent(conversation: Conversation, written: Written, by: User, at: datetime) -> bool:
    sent = Draft.objects.filter(conversation=conversation, author=by, sent_as__at__gt=at - _ON_ITS_WAY).first()
    return sent is not None and sent.text.startswith(written.text.rstrip())


def _keep_files(draft: Draft, written: Written, at: datetime) -> None:
    draft.files.filter(id__in=written.dropped).delete()
    new = [
        DraftFile(
            id=uuid7(), draft=draft, raw=keep(file.content, at=at), filename=file.filename[:255],
            content_type=file.content_type[:120], size=len(file.content),
        )
        for file in written.files
    ]  # fmt: skip
    DraftFile.objects.bulk_create(new)
    draft.has_files = bool(new) or (draft.has_files and draft.files.exists())


def _fields(written: Written) -> dict[str, Any]:
    return {
        "text": written.text,
        "recipients": None if written.recipients is None else list(written.recipients),
        "cc": written.cc,
        "is_holding": written.is_holding,
        "promised_until": written.promised_until,
        "ticked": _list(written.ticked),
        "denied": _list(written.denied),
        "seen": written.seen,
    }


def _list(names: Collection[str]) -> list[str]:
    return sorted(set(names))[:200]
