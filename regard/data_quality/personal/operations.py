"""A join keeps the record that went. Once the person is erased nothing can be taken apart, so nothing needs to be kept."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from regard.data_quality.models import Candidate, Join, PostReturn
from regard.kit.holders import ERASED_WORDS, Person, Plain


class JoinsHolder(Plain):
    """Records that were joined into the person's, and what was written over in them."""

    def widen(self, person: Person) -> Person:
        """The contacts that became this one, by the names they had."""
        joined = list(_joins(person.contact_ids).filter(undone_at=None, kind=Join.Kind.CONTACT))
        texts = [row.gone.get("name", "") for row in joined] + [row.kept_before.get("name", "") for row in joined]
        ids = {row.gone_id for row in joined if row.kept_id in person.contact_ids}
        return person.widened(contact_ids=ids, names=filter(None, texts))

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  a join keeps its own time
        """Keep that they were joined, when and by whom; forget what stood in either."""
        every = [*person.contact_ids, *person.account_ids]
        Candidate.objects.filter(Q(one_id__in=every) | Q(other_id__in=every)).delete()
        PostReturn.objects.filter(record_id__in=every).update(address=ERASED_WORDS)
        rows = _joins(person.contact_ids) | _joins(person.account_ids)
        nothing: dict[str, Any] = {"gone": {}, "kept_before": {}, "kept_after": {}, "aside": []}
        return rows.exclude(**nothing).update(**nothing)


def _joins(ids: Iterable[UUID]) -> "QuerySet[Join]":
    every = list(ids)
    return Join.objects.filter(Q(kept_id__in=every) | Q(gone_id__in=every))
