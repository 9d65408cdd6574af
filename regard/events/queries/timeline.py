"""The timeline of a customer: what happened with them in every room, latest first.

A room says in its `apps.py` which of its events stand there, under which chip, and how each is told. What no room
registered is in the log and not in the timeline.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from regard.events.models import Event
from regard.kit.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a timeline, in words. `conversation` is what `url` opens; it `waits` while its question has no answer."""

    title: str
    detail: str = ""
    url: str = ""
    tag: str = ""
    is_theirs: bool = False
    language: str = ""
    conversation: UUID | None = None
    waits: bool = False


#: Many events at once, so that a room reads what it needs in one statement. What it leaves out is not shown.
Tell = Callable[[Sequence[Event]], Mapping[UUID, Entry]]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """How events of one kind stand in a timeline."""

    chip: str
    icon: str
    tell: Tell


@dataclass(frozen=True, kw_only=True)
class Chip:
    """What one can ask a timeline for. `label` is lazily translated; `place` says where it stands among the others."""

    label: Any
    icon: str
    place: int


@dataclass(frozen=True)
class Place:
    """Where a page of a timeline goes on: before this event."""

    at: datetime
    id: UUID | None = None


shown: Registry[Shown] = Registry("kind of timeline entry")
chips: Registry[Chip] = Registry("timeline chip")


def chips_in_order() -> list[tuple[str, Chip]]:
    """All chips with their names, as they stand above a timeline."""
    return sorted(((name, chips.get(name)) for name in chips), key=lambda pair: pair[1].place)


def kinds_of(chip: str = "") -> list[str]:
    """The kinds of events a chip asks for; all that are ever shown without one."""
    return [kind for kind in shown if not chip or shown.get(kind).chip == chip]


def page_of(
    *, accounts: Collection[UUID] = (), contacts: Collection[UUID] = (), kinds: Collection[str], but_not: Q | None = None,
    before: Place | None = None, limit: int, bring: Mapping[str, Any] | None = None,
) -> list[Event]:  # fmt: skip
    """The latest events of these accounts or people before a place. One statement for each of them, so that each is read by its index.

    `bring` are expressions by name that each event brings along, so that its teller need not ask (see `brought`).
    """
    owners = [*(("account_id", one) for one in accounts), *(("contact_id", one) for one in contacts)]
    found: dict[UUID, Event] = {}
    for column, owner in owners:
        rows = _before(Event.objects.filter(**{column: owner}, kind__in=kinds), before)
        if but_not is not None:
            rows = rows.exclude(but_not)
        found |= {row.id: row for row in rows.annotate(**(bring or {})).order_by("-at", "-id")[:limit]}
    return sorted(found.values(), key=lambda row: (row.at, row.id), reverse=True)[:limit]


def brought(event: Event, name: str) -> str | None:
    """What an event brought along; None when it was not asked for, or is nothing."""
    value: str | None = getattr(event, name, None)
    return value


def entries_of(events: Sequence[Event]) -> list[tuple[Event, Entry, Shown]]:
    """The events in words, in their order; each room tells its own at once."""
    told: dict[UUID, Entry] = {}
    by_teller: dict[Tell, list[Event]] = {}
    for event in events:
        by_teller.setdefault(shown.get(event.kind).tell, []).append(event)
    for tell, rows in by_teller.items():
        told |= tell(rows)
    return [(event, told[event.id], shown.get(event.kind)) for event in events if event.id in told]


def _before(rows: "QuerySet[Event]", place: Place | None) -> "QuerySet[Event]":
    if place is None:
        return rows
    if place.id is None:
        return rows.filter(at__lt=place.at)
    return rows.filter(Q(at__lt=place.at) | Q(at=place.at, id__lt=place.id), at__lte=place.at)
