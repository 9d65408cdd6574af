"""Which conversations a list holds, as a value: written in an address, kept in a saved view, shown as chips.

In an address it is one word: the name of a view ("team"), or what is asked for ("assignee=me;tag=0192…"). Whatever stands
there that means nothing is left out, so that an old link shows the rest.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any
from uuid import UUID

#: What a filter can ask for, in the order in which chips and addresses name it; each with the closed list of its values, or
#: () where it is an id.
CHOICES: dict[str, tuple[str, ...]] = {
    "waiting": ("us", "them", "machine"),
    "state": ("open", "closed"),
    "assignee": ("me", "nobody"),
    "team": (),
    "channel": (),
    "tag": (),
    "language": (),
    "reminded": ("yes",),
    "mentioned": ("yes",),
    "receipt": ("none",),
}
MOST_TAGS = 5
#: What may be an id besides (or instead of) the words of CHOICES.
_IDS = frozenset({"assignee", "team", "channel", "tag"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")


class Order(Enum):
    """How a list is sorted."""

    DUE = "next due"
    LATEST = "latest"
    CLOSED = "latest closed"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list asks for; all of it must hold. Ids are 32 hexadecimal digits."""

    waiting: str = ""
    state: str = ""
    assignee: str = ""
    team: str = ""
    channel: str = ""
    tag: tuple[str, ...] = ()
    language: str = ""
    reminded: str = ""
    mentioned: str = ""
    receipt: str = ""

    @property
    def is_mine(self) -> bool:
        """Whether it is a person's own list of those who wait: there their reminders count."""
        return self.waiting == "us" and self.assignee == "me"

    @property
    def order(self) -> Order:
        """Those who wait by when they are due, closed ones by when they were closed, all others by what was said last."""
        if self.waiting == "us":
            return Order.DUE
        return Order.CLOSED if self.state == "closed" else Order.LATEST

    def parts(self) -> list[tuple[str, str]]:
        """Each thing asked for as a name and a value; several tags are several parts."""
        found = []
        for name in CHOICES:
            value = getattr(self, name)
            found += [(name, one) for one in (value if isinstance(value, tuple) else [value]) if one]
        return found

    def without(self, name: str, value: str) -> "Filter":
        """The filter without one of its parts."""
        if name == "tag":
            return replace(self, tag=tuple(one for one in self.tag if one != value))
        return replace(self, **{name: ""})  # type: ignore[arg-type]  # all others are texts

    def as_json(self) -> dict[str, Any]:
        """What a saved view keeps; `read` understands it."""
        return {field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name)}

    def word(self) -> str:
        """How an address names it. Made of letters that need no escaping there."""
        named = next((name for name, view in VIEWS.items() if view == self), None)
        return named or ";".join(f"{name}={value}" for name, value in self.parts()) or "all"


#: The views that everybody has.
VIEWS: dict[str, Filter] = {
    "mine": Filter(waiting="us", assignee="me"),
    "not-taken": Filter(waiting="us", assignee="nobody"),
    "team": Filter(waiting="us"),
    "them": Filter(waiting="them"),
    "automatic": Filter(waiting="machine"),
    "closed": Filter(state="closed"),
    "no-receipt": Filter(receipt="none"),
    "all": Filter(),
}


def read(given: Mapping[str, Any]) -> Filter:
    """A filter of what was given by name, from a form or a saved view. Nonsense is left out."""
    values: dict[str, Any] = {}
    for name in CHOICES:
        value = given.get(name) or ""
        if name == "tag":
            listed = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
            values[name] = _tags(str(one) for one in listed)
        else:
            values[name] = _clean(name, str(value))
    return Filter(**values)


def read_word(word: str) -> Filter | None:
    """The filter an address names; None when it names none."""
    if word in VIEWS:
        return VIEWS[word]
    pairs = [part.partition("=")[::2] for part in word.split(";") if "=" in part]
    given = {name: value for name, value in pairs if name != "tag"} | {"tag": [v for name, v in pairs if name == "tag"]}
    found = read(given)
    return found if found != Filter() else None


def _clean(name: str, value: str) -> str:
    if name == "language":
        return value if _LANGUAGE.fullmatch(value) else ""
    if value in CHOICES[name]:
        return value
    return _hex(value) if name in _IDS else ""


def _tags(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({cleaned for value in values if (cleaned := _hex(value))}))[:MOST_TAGS]


def _hex(value: str) -> str:
    try:
        return UUID(value).hex
    except ValueError:
        return ""
