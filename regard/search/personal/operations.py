"""The index is made anew from what stands after an erasure: it comes after all rooms that register documents."""

from datetime import datetime

from regard.kit.holders import OF_OTHERS, Person, Plain
from regard.search.operations import index
from regard.search.rules import kinds

_A_BATCH = 100


class SearchHolder(Plain):
    """Documents of theirs, and those that mention them."""

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  documents have the times of their records
        """Index their records and those that mention them again: every word that stood only there is forgotten."""
        wanted = {"contact": person.contact_ids, "account": person.account_ids}
        for kind in kinds:
            ids = sorted(wanted.get(kind, frozenset()) | person.of(kind) | person.of(f"{kind}{OF_OTHERS}"))
            for start in range(0, len(ids), _A_BATCH):
                index(kind=kind, ids=ids[start : start + _A_BATCH])
        return 0
