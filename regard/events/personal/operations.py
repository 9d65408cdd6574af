"""The log keeps that something happened, when and by whom; the words in it go."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from regard.events.models import Event
from regard.kit.holders import Item, Person, Plain
from regard.kit.wiping import Wiper, facts_only

#: Keys under which stands a word from a closed list: clocks are computed from some of these again.
_CLOSED = ("action", "audience", "automatic", "basis", "kind", "letter", "mailbox", "on", "state", "target")
#: Kinds of events whose reason is such a word, where elsewhere it may be what a server wrote.
_CLOSED_REASONS = {"acknowledgement.skipped", "colleague.told", "conversation.closed"}
_CLOSED_BECAUSE = {"promise.ended", "promise.kept"}
#: Kinds of records whose events name their contact, or are found by the ids of what is the person's.
_OF_CUSTOMERS = ("conversation", "letter", "notification")
_A_QUERY = 500


class EventsHolder(Plain):
    """Events about the person, and about what is theirs."""

    def export(self, person: Person) -> Iterator[Item]:
        """What the log tells about the person, earliest first."""
        rows = _about(person.contact_ids, "contact_id").order_by("at", "id")
        told = [{"at": row.at, "what": row.kind, "data": row.data} for row in rows.iterator()]
        if told:
            yield Item("history.json", told)

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  the log keeps its own times
        """Leave ids, times, numbers and words from closed lists; take the person's name out of what their account's log says."""
        changed = sum(_rewrite(rows, _facts) for rows in _theirs(person))
        wiper = Wiper(person)
        work = Event.objects.filter(account_id=None, contact_id=None).exclude(subject_kind__in=_OF_CUSTOMERS)
        others = [
            work,
            *_in_portions(person.of("account of others"), "account_id"),
            *_in_portions(_others(person), "subject_id"),
        ]
        return changed + sum(_rewrite(rows, lambda event: wiper.json(event.data)) for rows in others)


def _facts(event: Event) -> Any:
    words = [*_CLOSED, *(["reason"] if event.kind in _CLOSED_REASONS else [])]
    return facts_only(event.data, words=[*words, *(["because"] if event.kind in _CLOSED_BECAUSE else [])])


def _theirs(person: Person) -> "Iterator[QuerySet[Event]]":
    yield _about(person.contact_ids, "contact_id")
    yield _about(person.account_ids, "account_id")
    yield from _in_portions(person.own_ids(), "subject_id")


def _others(person: Person) -> frozenset[UUID]:
    return person.of("conversation of others") | person.of("contact of others")


def _in_portions(ids: Iterable[UUID], column: str) -> "Iterator[QuerySet[Event]]":
    every = sorted(ids)
    return (_about(every[start : start + _A_QUERY], column) for start in range(0, len(every), _A_QUERY))


def _about(ids: Iterable[UUID], column: str) -> "QuerySet[Event]":
    return Event.objects.filter(Q((f"{column}__in", list(ids))))


def _rewrite(rows: "QuerySet[Event]", clean: Any) -> int:
    changed = []
    for event in rows.exclude(data={}).iterator():
        data = clean(event)
        if data != event.data:
            event.data = data
            changed.append(event)
    Event.objects.bulk_update(changed, ["data"], batch_size=_A_QUERY)
    return len(changed)
