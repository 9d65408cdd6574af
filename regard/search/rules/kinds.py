"""The registry of what can be searched. Rooms fill it in their `apps.py`; the index calls them back by it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from regard.kit.registry import Registry, subscribe


@dataclass(frozen=True, kw_only=True)
class Document:
    """What can be found of one record: its title, the people in it, and its texts, the latest first.

    `at` is when something last happened in it; of two equal matches the later stands first.
    """

    id: UUID
    at: datetime
    title: str
    people: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of record that can be found.

    `load` makes the documents of some ids, in as few statements as it can; ids whose records are gone it leaves out. `ids`
    names every record, the one with the oldest `at` first. An event of one of `events` makes the record it is about stale.
    `is_most`: most documents are of this kind, so that asking for it narrows nothing.
    """

    name: str
    load: Callable[[Sequence[UUID]], Iterable[Document]]
    ids: Callable[[], Iterable[UUID]]
    events: tuple[str, ...]
    is_most: bool = False


#: What stands before the name of a kind in the index: no word has it, so no search for a word finds it.
KIND_MARK = "⁂"

kinds: Registry[Kind] = Registry("kind of document")


def register(kind: Kind) -> None:
    """Have a kind indexed now and after each of its events."""
    kinds.add(kind.name, kind)
    for event in kind.events:
        subscribe(event=event, job="search.index")
