"""Finding records: one statement for all kinds, and a second try with words that are spelled alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from regard.search.models import Entry
from regard.search.queries.matching import Matching, Statement, matching
from regard.search.queries.spelling import spelled_alike
from regard.search.rules import Query, Segment, excerpt, kinds
from regard.search.rules.ranking import Place, score

#: So many matches of a kind, those touched last, are ranked: a word that half of all documents have must not cost seconds.
MOST_RANKED = 1000


@dataclass(frozen=True, kw_only=True)
class Hits:
    """The matches of one kind that a reader may see: one page of ids, the best first.

    `count` is how many were ranked, at most MOST_RANKED; `more` is what to ask for after this page, "" at the end.
    """

    ids: tuple[UUID, ...] = ()
    count: int = 0
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search found, by kind. With `is_alike` nothing had the words, and this has words that are spelled alike.

    `query` is what was looked for in the end.
    """

    hits: Mapping[str, Hits]
    query: Query
    is_alike: bool = False


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Records of a kind to look among, and how many to show. Nothing about others comes back, not even their number.

    `is_few` says that these are a small part of all records of the kind, as those that are open are.
    """

    among: "QuerySet[Any]"
    limit: int
    is_few: bool = False


def find(query: Query, *, wanted: Mapping[str, Wanted], after: str = "") -> Found:
    """Search records for a reader. `after` is `Hits.more` of the page before, for one kind. One to three statements."""
    hits = _find(query, wanted, after)
    if any(one.count for one in hits.values()):
        return Found(hits=hits, query=query)
    alike = spelled_alike(query)
    if alike is None:
        return Found(hits=hits, query=query)
    hits = _find(alike, wanted, after)
    return Found(hits=hits, query=alike, is_alike=any(one.count for one in hits.values()))


def excerpts(kind: str, ids: Sequence[UUID], query: Query) -> dict[UUID, tuple[Segment, ...]]:
    """For each record the stretch of its texts that the search met, where it met them. One call of the kind's `load`."""
    return {document.id: excerpt(document.texts, query) for document in kinds.get(kind).load(ids)} if ids else {}


def _find(query: Query, wanted: Mapping[str, Wanted], after: str) -> dict[str, Hits]:
    start = Place.read(after)
    places: dict[str, list[Place]] = {kind: [] for kind in wanted}
    for kind, record_id, at, relevance in _matches(query, wanted):
        places[kind].append(Place(score(relevance=relevance, at=at), record_id))
    return {kind: _page(places[kind], one.limit, start) for kind, one in wanted.items()}


def _page(places: list[Place], limit: int, start: Place | None) -> Hits:
    places.sort(reverse=True)
    left = [place for place in places if start is None or place < start]
    shown = left[:limit]
    more = str(shown[-1]) if len(left) > limit else ""
    return Hits(ids=tuple(place.id for place in shown), count=len(places), more=more)


def _matches(query: Query, wanted: Mapping[str, Wanted]) -> Iterator[tuple[str, UUID, datetime, float]]:
    how = matching()
    parts = [_part(how, query, kind, one) for kind, one in wanted.items()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _ in parts), [value for _, values in parts for value in values])
        for kind, record_id, at, relevance in cursor.fetchall():
            yield kind, _uuid(record_id), _aware(at), relevance


def _part(how: Matching, query: Query, kind: str, wanted: Wanted) -> Statement:
    entries = Entry.objects.filter(kind=kind)
    if wanted.is_few:
        entries = entries.filter(record_id__in=wanted.among.order_by().values("pk"))
    else:
        entries = entries.filter(Exists(wanted.among.filter(pk=OuterRef("record_id"))))
    if query.terms:
        narrow = "" if kinds.get(kind).is_most else kind
        return how.select(entries, query, kind=narrow, most=MOST_RANKED, is_few=wanted.is_few)
    sql, values = entries.order_by("-number")[:MOST_RANKED].query.sql_with_params()
    return f"SELECT kind, record_id, at, 1.0 FROM ({sql}) AS entries", list(values)  # noqa: S608


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _aware(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)
