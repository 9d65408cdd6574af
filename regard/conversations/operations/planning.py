"""Answers that leave by themselves later. The customer is not answered until they do."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Draft
from regard.conversations.operations.drafts import NotAheadError
from regard.conversations.operations.sending import Answer, check_answer
from regard.conversations.operations.story import tell
from regard.conversations.queries.drafts import addressed, enclosures
from regard.jobs.operations import enqueue
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

JOB = "promises.send_planned"


def plan(*, draft: Draft, send_at: datetime, by: User, at: datetime) -> Draft:
    """Let a draft leave at `send_at`, as its author. Raises NotAheadError and what `reply` raises about its content."""
    staff.require(by, Right.ANSWER)
    if send_at <= at:
        raise NotAheadError(_("Choose a time that lies ahead. Nothing is planned; your text is kept."))
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(id=draft.id, author=by, sent_as=None)
        check_answer(answer_of(draft))
        draft.send_at, draft.held_at, draft.held_because, draft.updated_at = send_at, None, "", at
        draft.save(update_fields=["send_at", "held_at", "held_because", "updated_at"])
        # The time is part of the key: a draft planned anew for an earlier time must not wait for the job of the later one.
        key = f"planned:{draft.id}:{send_at.timestamp():.0f}"
        enqueue(JOB, {"draft_id": str(draft.id)}, at, run_after=send_at, key=key)
        tell(
            "answer.planned",
            draft.conversation,
            at=at,
            by=by,
            data={"draft": str(draft.id), "send_at": send_at.isoformat()},
        )
    return draft


def unplan(*, conversation: Conversation, by: User, at: datetime) -> bool:
    """Take a planned answer back before it leaves; False when it left already or none was planned."""
    with transaction.atomic():
        planned = Draft.objects.filter(conversation=conversation, author=by, sent_as=None, send_at__isnull=False)
        taken = planned.update(send_at=None, updated_at=at)
        if taken:
            tell("answer.unplanned", conversation, at=at, by=by)
    return bool(taken)


def hold(*, draft: Draft, because: str, at: datetime) -> None:
    """A planned answer was not sent. `because` is a sentence for its author; the text is theirs to change and send."""
    with transaction.atomic():
        Draft.objects.filter(id=draft.id).update(send_at=None, held_at=at, held_because=because)
        author = str(draft.author_id) if draft.author_id else None
        data = {"draft": str(draft.id), "user": author, "because": because}
        tell("answer.not_sent", draft.conversation, at=at, data=data)


def answer_of(draft: Draft) -> Answer:
    """A draft as the answer it would be. Raises AddressError."""
    people = addressed(draft)
    return Answer(
        text=draft.text, to=people.to, cc=people.cc, is_holding=draft.is_holding, files=enclosures(draft), seen=draft.seen,
        draft_id=draft.id,
    )  # fmt: skip
