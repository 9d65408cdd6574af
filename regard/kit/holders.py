"""Who holds data about people: every room that does registers a holder, so that a person can be given all of it, or erased.

Filled in `apps.py` while the program starts. Holders are asked in the order in which rooms stand in the house, upper ones
first, so that each still finds what its rows point at. `docs/privacy.md` lists every column with what erasing does to it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.utils.functional import Promise

from regard.kit.registry import Registry

#: What stands where a text was erased. The pages show it as it is, in English, like any text somebody wrote.
ERASED = "What stood here was erased."
#: What stands where a few words were erased: a subject, a name inside a sentence.
ERASED_WORDS = "(erased)"
OF_OTHERS = " of others"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody to be told about or erased, as the rooms know them.

    `contact_ids` are the contact and those that were joined into it, `account_ids` the accounts that go with the person.
    Addresses and phone numbers are normalised, names whole ("Carla Customer"). `records` names further rows by the kind of
    record ("message"): theirs, or with "of others" behind it those of somebody else that may name them. Every room may add kinds.
    """

    contact_id: UUID
    pseudonym: str
    contact_ids: frozenset[UUID] = frozenset()
    account_ids: frozenset[UUID] = frozenset()
    addresses: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    records: Mapping[str, frozenset[UUID]] = field(default_factory=dict)

    def of(self, kind: str) -> frozenset[UUID]:
        """The ids of their records of a kind."""
        return self.records.get(kind, frozenset())

    def own_ids(self) -> frozenset[UUID]:
        """The ids of everything that is theirs."""
        own = (ids for kind, ids in self.records.items() if not kind.endswith(OF_OTHERS))
        return self.contact_ids.union(self.account_ids, *own)

    def widened(
        self,
        *,
        contact_ids: Iterable[UUID] = (),
        addresses: Iterable[str] = (),
        phones: Iterable[str] = (),
        names: Iterable[str] = (),
        records: Mapping[str, Iterable[UUID]] | None = None,
    ) -> "Person":
        """The same person, of whom more is known."""
        more = {kind: self.of(kind).union(ids) for kind, ids in (records or {}).items()}
        return replace(
            self,
            contact_ids=self.contact_ids.union(contact_ids),
            addresses=self.addresses.union(filter(None, addresses)),
            phones=self.phones.union(filter(None, phones)),
            names=self.names.union(name.strip() for name in names if name.strip()),
            records={**self.records, **more},
        )


class Item(NamedTuple):
    """One thing held on a person: the path it gets in the archive, and its bytes, or values that can be written as JSON.

    Bytes may come from a function, so that an archive never holds more than one of them in memory.
    """

    path: str
    content: bytes | Callable[[], bytes] | Mapping[str, Any] | list[Any]


class Holder(Protocol):
    """What a room that stores personal data can do about one person.

    `widen` adds what the room knows the person by and is asked, all rooms again, until nothing new comes; `look_through` then
    finds, once, what only reading shows: who is named in texts of others. `export` gives what is held, without what is held on
    others. `erase` runs in the caller's transaction, may be run twice, and returns how
    many rows it changed.
    """

    def widen(self, person: Person) -> Person: ...

    def look_through(self, person: Person) -> Person: ...

    def export(self, person: Person) -> Iterable[Item]: ...

    def erase(self, person: Person, *, at: datetime) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """A kind of data that the schedule may take away once it is old.

    `months` is proposed where nobody chose (None: kept). `count` and `purge` are given a time and the contacts on hold, whose
    data stays; `purge` takes away at most `limit` of what is older, in the caller's transaction, and returns how many.
    """

    label: str | Promise
    months: int | None
    count: Callable[[datetime, Collection[UUID]], int]
    purge: Callable[[datetime, Collection[UUID], int], int]


class Plain:
    """A holder to begin from: knows nothing more, holds nothing."""

    def widen(self, person: Person) -> Person:
        """Nothing more is known here."""
        return person

    def look_through(self, person: Person) -> Person:
        """Nothing more to be found by reading."""
        return person

    def export(self, person: Person) -> Iterable[Item]:  # noqa: ARG002  for those who hold nothing a person could be given
        """Nothing to give."""
        return ()


holders: Registry[Holder] = Registry("holder of personal data")
#: The name of a holder, for people: what stands in the report of an erasure.
holder_labels: dict[str, str | Promise] = {}
keepings: Registry[Keeping] = Registry("kind of data with a period")


def hold(name: str, label: str | Promise, holder: Holder) -> None:
    """Register a room's holder."""
    holders.add(name, holder)
    holder_labels[name] = label


def known_by(person: Person) -> Person:
    """Everything all rooms know the person by, without reading through texts."""
    while True:
        widened = person
        for name in reversed(list(holders)):
            widened = holders.get(name).widen(widened)
        if widened == person:
            return person
        person = widened


def looked_through(person: Person) -> Person:
    """What reading through texts finds, too; minutes where a company has millions of letters."""
    for name in holders:
        person = holders.get(name).look_through(person)
    return known_by(person)
