"""What rooms tell each other about without importing each other: names that lower rooms look up and higher rooms fill.

Filled in `apps.py` of each room while the program starts, read-only afterwards. A name given twice, or asked for and
never given, is a mistake of ours and raises at once.
"""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from django.utils.functional import Promise

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """A table of named entries that can be added once and never changed."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._entries: dict[str, Entry] = {}

    def add(self, name: str, entry: Entry) -> None:
        """Add an entry; the same name with another entry raises ValueError."""
        if self._entries.get(name, entry) != entry:
            message = f"{self._what} {name!r} is registered twice"
            raise ValueError(message)
        self._entries[name] = entry

    def get(self, name: str) -> Entry:
        """The entry of that name; an unknown name raises LookupError naming the known ones."""
        try:
            return self._entries[name]
        except KeyError:
            known = ", ".join(sorted(self._entries))
            message = f"no {self._what} is called {name!r}; there are: {known}"
            raise LookupError(message) from None

    def find(self, name: str) -> Entry | None:
        """The entry of that name, or None."""
        return self._entries.get(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)


#: Events, by kind ("conversation.answered"), with the sentence a person reads in a timeline.
event_sentences: Registry[str | Promise] = Registry("event")
#: Jobs to enqueue after an event of a kind was committed: kind -> tuple of job names.
_subscriptions: dict[str, tuple[tuple[str, str], ...]] = {}


def subscribe(*, event: str, job: str, when: str = "") -> None:
    """Have `job` enqueued, with the event's id as argument, in the transaction that records the event.

    `when` names what must stand in the event's data and be true: a job that has nothing to do with most letters is not put
    in line for each of them.
    """
    known = _subscriptions.get(event, ())
    if (job, when) not in known:
        _subscriptions[event] = (*known, (job, when))


def subscribers(event: str, data: Mapping[str, object] | None = None) -> tuple[str, ...]:
    """The jobs that follow an event of this kind with these data; without data all that ever do."""
    follow = _subscriptions.get(event, ())
    return tuple(job for job, when in follow if data is None or not when or data.get(when))
