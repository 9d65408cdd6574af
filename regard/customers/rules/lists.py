"""What of a list of companies or people is wanted: words, conditions, order, columns; and how an address carries it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

#: How a condition looks at a field. The last two take no value.
HAS, IS, NOT, FROM, TO, EMPTY, FILLED = "has", "is", "not", "from", "to", "empty", "filled"
WITHOUT_VALUE = frozenset({EMPTY, FILLED})
_SENSES = {
    "text": (HAS, IS, NOT, EMPTY, FILLED),
    "number": (IS, FROM, TO, EMPTY, FILLED),
    "money": (IS, FROM, TO, EMPTY, FILLED),
    "date": (IS, FROM, TO, EMPTY, FILLED),
    "moment": (FROM, TO),
    "way": (HAS, EMPTY, FILLED),
}
MOST_CONDITIONS, MOST_COLUMNS, LONGEST = 20, 30, 200
#: Who reads, where a value is a person.
ME = "me"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition; `value` is as typed."""

    field: str
    sense: str
    value: str = ""

    def word(self) -> str:
        """As an address has it: city.has.aar"""
        return ".".join(filter(None, [self.field, self.sense, self.value]))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A list. `sort` is a field's name, with "-" before it where the greatest comes first."""

    kind: str
    words: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: str = "name"
    columns: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The list as the query of an address, without what is usual."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [("where", condition.word()) for condition in self.conditions]
        pairs += [("sort", self.sort)] if self.sort != "name" else []
        return pairs + ([("columns", ",".join(self.columns))] if self.columns else [])

    def without(self, condition: Condition) -> "Wanted":
        """The same list, one condition less."""
        return replace(self, conditions=tuple(one for one in self.conditions if one != condition))


def senses_of(kind: str) -> tuple[str, ...]:
    """How a field of this kind can be looked at."""
    return _SENSES.get(kind, (IS, NOT, EMPTY, FILLED))


def read_condition(word: str) -> Condition | None:
    """A condition from an address; None for what is none."""
    field, _dot, rest = word.partition(".")
    sense, _dot, value = rest.partition(".")
    if sense not in {HAS, IS, NOT, FROM, TO, EMPTY, FILLED} or len(value) > LONGEST:
        return None
    if (sense in WITHOUT_VALUE) == bool(value):
        return None
    return Condition(field=field, sense=sense, value=value)


def read_wanted(kind: str, query: Mapping[str, Any], *, many: "ManyValues") -> Wanted:
    """A list from an address. `many` gives all values of a name. What means nothing is left out."""
    read = (read_condition(word) for word in many("where")[:MOST_CONDITIONS])
    columns = tuple(dict.fromkeys(filter(None, str(query.get("columns", "")).split(","))))[:MOST_COLUMNS]
    return Wanted(
        kind=kind, words=str(query.get("q", "")).strip()[:LONGEST], sort=str(query.get("sort", "")) or "name",
        conditions=tuple(dict.fromkeys(one for one in read if one)), columns=columns,
    )  # fmt: skip


class ManyValues:
    """All values that a query has of a name."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = list(pairs)

    def __call__(self, name: str) -> list[str]:
        return [value for known, value in self._pairs if known == name]


def as_json(wanted: Wanted) -> dict[str, Any]:
    """A list as it is kept."""
    return {"pairs": [list(pair) for pair in wanted.pairs()]}


def from_json(kind: str, kept: Mapping[str, Any]) -> Wanted:
    """A list that was kept."""
    pairs = [(str(name), str(value)) for name, value in kept.get("pairs", [])]
    return read_wanted(kind, dict(pairs), many=ManyValues(pairs))
