"""Bringing documents into the index, and taking them out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from regard.jobs.operations import enqueue
from regard.search.models import Entry, Word
from regard.search.operations.store import Indexed, Store, store
from regard.search.rules import Document, kinds
from regard.search.rules.spelling import halves, is_spelled
from regard.search.rules.words import compounds, words

#: So much of a document is searched, the latest of its texts first; a tsvector of PostgreSQL holds no more than a megabyte.
MOST_LETTERS = 100_000
A_BATCH = 100


def ask_for(*, kind: str, record_id: UUID, at: datetime) -> None:
    """Have a record indexed soon; asked for again before that, it is still indexed once."""
    arguments = {"kind": kind, "record_id": str(record_id)}
    enqueue("search.index_record", arguments, at, key=f"search:{kind}:{record_id}")


def index(*, kind: str, ids: Sequence[UUID]) -> int:
    """Index some records of a kind as they are now, and forget those that are gone; how many there are.

    Records are read after they are locked, so of two workers the later one never writes what it read earlier.
    """
    with transaction.atomic():
        where = store()
        where.lock(ids)
        documents = [_indexed(kind, document) for document in kinds.get(kind).load(ids)]
        known = _remove(where, Entry.objects.filter(kind=kind, record_id__in=ids).values_list("number", flat=True))
        where.insert(documents)
        words_now = {word for document in documents for word in document.words}
        _learn(where, words_now - known)
        _unlearn(where, known - words_now)
    return len(documents)


def forget(*, kind: str, ids: Sequence[UUID]) -> None:
    """Take records out of the index, with every word that stood only in them; for whoever removes or erases them."""
    with transaction.atomic():
        where = store()
        where.lock(ids)
        _unlearn(
            where, _remove(where, Entry.objects.filter(kind=kind, record_id__in=ids).values_list("number", flat=True))
        )


def rebuild(*, progress: Callable[[str, int, int], None] = lambda _kind, _done, _all: None) -> dict[str, int]:
    """Index everything again, batch by batch; searching goes on meanwhile. How many documents there are of each kind.

    What is left over from records that are gone is taken out. `progress` hears the kind, how many are done, and of how many.
    """
    latest = Entry.objects.aggregate(latest=Max("number"))["latest"] or 0
    counts = {name: _rebuild_kind(name, progress) for name in kinds}
    for numbers in _batches(list(Entry.objects.filter(number__lte=latest).values_list("number", flat=True))):
        with transaction.atomic():
            _unlearn(store(), _remove(store(), numbers))
    with transaction.atomic():
        store().tidy()
    return counts


def _rebuild_kind(name: str, progress: Callable[[str, int, int], None]) -> int:
    ids = list(kinds.get(name).ids())
    done = count = 0
    for some in _batches(ids):
        count += index(kind=name, ids=some)
        done += len(some)
        progress(name, done, len(ids))
    return count


def _indexed(kind: str, document: Document) -> Indexed:
    return Indexed(
        kind=kind,
        id=document.id,
        at=document.at,
        title=[*words(document.title), *compounds(document.title)],
        people=words(document.people),
        text=_text(document.texts),
    )


def _text(texts: Iterable[str]) -> list[str]:
    found: list[str] = []
    left = MOST_LETTERS
    for text in texts:
        found += [*words(text[:left]), *compounds(text[:left])]
        left -= len(text)
        if left <= 0:
            break
    return found


def _remove(where: Store, numbers: Iterable[int]) -> set[str]:
    """Remove entries; the words they had."""
    known = list(numbers)
    if not known:
        return set()
    said = where.words_of(known)
    Entry.objects.filter(number__in=known).delete()
    return said


def _learn(where: Store, said: Collection[str]) -> None:
    """Know these words, in the order of the alphabet: two workers that learn the same ones must not wait for each other."""
    where.learn([halves(word) for word in sorted(said) if is_spelled(word)])


def _unlearn(where: Store, said: Collection[str]) -> None:
    """Know no longer those words that stand nowhere any more: a person who was erased leaves no name behind."""
    for some in _batches(where.unused([word for word in said if is_spelled(word)])):
        Word.objects.filter(word__in=some).delete()


def _batches(rows: Sequence[UUID] | Sequence[int] | Sequence[str]) -> Iterator[list]:  # type: ignore[type-arg]
    return (list(rows[start : start + A_BATCH]) for start in range(0, len(rows), A_BATCH))
