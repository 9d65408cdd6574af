"""Who is named in a note: `@` and a colleague's full name, first name, or the unmistakable beginning of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

#: Behind a letter or digit an @ belongs to an address; before a digit it says a time or a price.
_AT = re.compile(r"(?<![\w.@+-])@(?=[^\W\d_])")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True)
class Person:
    """Somebody who can be named."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Named:
    """An @ in the text from `start` to `end`, and everybody it can mean: none, one, or several."""

    start: int
    end: int
    written: str
    people: tuple[Person, ...]


def named_in(text: str, people: Sequence[Person]) -> list[Named]:
    """Every @ before a word, with the people it can mean. A full name counts more than a beginning."""
    return [_named(text, at.end(), people) for at in _AT.finditer(text)]


def _named(text: str, begin: int, people: Sequence[Person]) -> Named:
    rest = text[begin : begin + 200]
    folded = rest.casefold()
    full = [person for person in people if person.name and _begins_with(folded, person.name.casefold())]
    if full:
        longest = max(len(person.name) for person in full)
        meant = tuple(person for person in full if len(person.name) == longest)
        return Named(begin - 1, begin + longest, rest[:longest], meant)
    found = _WORD.match(rest)
    word = found.group() if found else rest[:1]
    return Named(begin - 1, begin + len(word), word, _called(word.casefold(), people))


def _begins_with(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()


def _called(word: str, people: Sequence[Person]) -> tuple[Person, ...]:
    firsts = [(person, person.name.casefold().split(" ")[0]) for person in people]
    exact = tuple(person for person, first in firsts if first == word)
    return exact or tuple(person for person, first in firsts if first.startswith(word))
