"""Letters to somebody who did not ask, while they are written: kept, and thrown away."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from regard.conversations.models import LetterDraft
from regard.conversations.queries.letters import is_begun
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


@dataclass(frozen=True, kw_only=True)
class TypedLetter:
    """What stands in the form, as typed: half an address is no mistake yet."""

    channel_id: UUID | None = None
    to: str = ""
    cc: str = ""
    subject: str = ""
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """An address alone, often brought by a link, is nothing yet that a person would miss."""
        return not any(part.strip() for part in (self.cc, self.subject, self.text))


def keep_letter(*, letter_id: UUID, typed: TypedLetter, by: User, at: datetime) -> LetterDraft | None:
    """Keep what a person has written so far under the form's id; None when there is nothing to keep.

    A save that was overtaken by its own sending is dropped, and so is one under an id of somebody else. Raises ForbiddenError.
    """
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        if typed.is_empty or is_begun(letter_id):
            LetterDraft.objects.filter(id=letter_id, author=by).delete()
            return None
        values = {**asdict(typed), "updated_at": at}
        new = {**values, "author": by, "started_at": at}
        draft, is_new = LetterDraft.objects.select_for_update().get_or_create(id=letter_id, defaults=new)
        if draft.author_id != by.id:
            return None
        if not is_new:
            for name, value in values.items():
                setattr(draft, name, value)
            draft.save()
    return draft


def end_letter(*, letter_id: UUID, by: User) -> None:
    """It was sent, or its writer throws it away."""
    LetterDraft.objects.filter(id=letter_id, author=by).delete()
