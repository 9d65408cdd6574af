"""Looking for doubles: of all records of a kind at night, and of one record when it changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from regard.customers.models import Contact, ContactMethod, Identifier
from regard.data_quality.models import Candidate, Distinct, Learned
from regard.data_quality.queries.alike import MOST, by_name, by_number, every, learned
from regard.data_quality.queries.records import rows_of
from regard.data_quality.rules.customers import columns_of, judge_one, model_to_json, said
from regard.data_quality.rules.linkage import judge
from regard.kit.ids import uuid7
from regard.kit.rows import in_parts

KEEP_FROM = 0.5
#: Records stand three or four times at most, by far.
_MOST_A_RECORD = 3.0
#: So many rows are written in one transaction: what others write in between waits for less than a moment.
_AT_ONCE = 500

Ids = tuple[UUID, UUID]


@dataclass(frozen=True)
class Found:
    """A pair, the lower id first."""

    ids: Ids
    probability: float
    why: list[Any] = field(compare=False)


def scan_all(*, kind: str, at: datetime) -> int:
    """Compare all records of a kind, remember what was learned, and the pairs; how many there are.

    Safe to be run twice or broken off: each part is written by itself, and what is no pair any more is taken out at the end.
    """
    keys, rows = rows_of(kind)
    columns = columns_of(kind, rows)
    judged = judge(columns, threshold=KEEP_FROM, most=_MOST_A_RECORD) if columns else None
    if judged is None:
        _forget_others(kind, set(), at=at)
        return 0
    names = [column.title for column in columns]
    Learned.objects.update_or_create(
        kind=kind, defaults={"at": at, "size": len(rows), "model": model_to_json(names, judged.model)}
    )
    found = (
        Found(_ordered(keys[first], keys[second]), p, said(names, levels, weights))
        for first, second, p, levels, weights in judged.rows()
    )
    kept = {ids for some in in_parts(found, _AT_ONCE) for ids in _remember(kind, some, at=at)}
    _forget_others(kind, kept, at=at)
    return len(kept)


def scan_some(*, kind: str, ids: Iterable[UUID], at: datetime) -> None:
    """Compare some records with those that share something with them. Within the caller's transaction."""
    for key in ids:
        found = _compare(kind, key)
        if found is None:
            continue
        _remember(kind, found, at=at)
        own = Candidate.objects.filter(Q(one_id=key) | Q(other_id=key), kind=kind, found_at__lt=at)
        own.exclude(state=Candidate.State.DISTINCT).delete()


def _compare(kind: str, key: UUID) -> list[Found] | None:
    """What one record is probably the same as; None when it is gone."""
    others = _sharing(kind, key)
    keys, rows = rows_of(kind, [key, *others])
    if key not in keys:
        return None
    at = keys.index(key)
    rest = [(one, row) for one, row in zip(keys, rows, strict=True) if one != key]
    verdicts = judge_one(kind, rows[at], [row for _one, row in rest], model=learned(kind))
    pairs = zip(rest, verdicts, strict=True)
    return [Found(_ordered(key, one), said.p, said.why) for (one, _row), said in pairs if said.p >= KEEP_FROM]


def _sharing(kind: str, key: UUID) -> set[UUID]:
    """Others with the same number, telephone, domain or name."""
    row = every(kind).filter(pk=key).first()
    if row is None:
        return set()
    found = set(by_name(kind, row.name, among=every(kind)))
    if kind == "account":
        numbers = list(Identifier.objects.filter(account_id=key).values_list("normalised", flat=True))
        found |= set(by_number(numbers))
        if row.legal_name:
            found |= set(by_name(kind, row.legal_name, among=every(kind)))
    else:
        phones = ContactMethod.objects.filter(contact_id=key, kind=ContactMethod.Kind.PHONE).values("normalised")
        same = Contact.objects.filter(methods__kind=ContactMethod.Kind.PHONE, methods__normalised__in=phones)
        found |= set(same.values_list("id", flat=True)[: 2 * MOST])
    return found - {key}


def _remember(kind: str, found: Sequence[Found], *, at: datetime) -> Iterator[Ids]:
    """Write some pairs, but for those a person decided about; all pairs that were given."""
    with transaction.atomic():
        ids = [one for pair in found for one in pair.ids]
        decided = _pairs(Distinct.objects.filter(kind=kind, one_id__in=ids))
        rows = [
            Candidate(
                id=uuid7(), kind=kind, one_id=one.ids[0], other_id=one.ids[1], probability=one.probability, why=one.why,
                found_at=at, state=Candidate.State.DISTINCT if one.ids in decided else Candidate.State.OPEN,
            )
            for one in found
        ]  # fmt: skip
        Candidate.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["kind", "one_id", "other_id"],
            update_fields=["probability", "why", "found_at"],
        )  # fmt: skip
    return iter([one.ids for one in found])


def _forget_others(kind: str, kept: set[Ids], *, at: datetime) -> None:
    """Take out pairs that this scan did not find; those found since it began stay."""
    old = Candidate.objects.filter(kind=kind, found_at__lt=at).exclude(state=Candidate.State.DISTINCT)
    gone = [row for row, one, other in old.values_list("id", "one_id", "other_id") if (one, other) not in kept]
    for some in in_parts(gone, _AT_ONCE):
        Candidate.objects.filter(id__in=some).delete()


def _pairs(rows: Any) -> set[Ids]:
    return set(rows.values_list("one_id", "other_id"))


def _ordered(one: UUID, other: UUID) -> Ids:
    return (one, other) if one < other else (other, one)
