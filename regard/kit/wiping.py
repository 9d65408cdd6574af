"""Taking one person's name, addresses and numbers out of texts that are somebody else's."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from regard.kit.holders import ERASED_WORDS, Person

#: A name of one word is a word like any other: only names of at least two are looked for in texts of others.
_SHORTEST_NUMBER = 7
_SEPARATORS = r"[\s\u00a0./()\-]*"
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")


class Wiper:
    """Knows one person's names, addresses and numbers in a text, in any case and spelling."""

    def __init__(self, person: Person) -> None:
        parts = [re.escape(address) for address in person.addresses]
        parts += [_spaced(name.split()) for name in person.names if len(name.split()) > 1]
        parts += [_number(phone) for phone in person.phones if sum(map(str.isdigit, phone)) >= _SHORTEST_NUMBER]
        longest_first = sorted(parts, key=len, reverse=True)
        self._pattern = re.compile("|".join(longest_first), re.IGNORECASE) if parts else None

    def text(self, text: str) -> str:
        """The text with "(erased)" in their place."""
        return self._pattern.sub(ERASED_WORDS, text) if self._pattern and text else text

    def json(self, value: Any) -> Any:
        """The same inside lists and objects, keys too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(one) for one in value]
        if isinstance(value, dict):
            return {self.text(key): self.json(one) for key, one in value.items()}
        return value


def facts_only(value: Any, *, words: Iterable[str] = ()) -> Any:
    """What counting needs of a JSON value: numbers, yes and no, ids and times, and what stands under the keys of `words`.

    Every other text becomes "(erased)".
    """
    kept = frozenset(words)
    if isinstance(value, Mapping):
        return {key: one if key in kept else facts_only(one, words=kept) for key, one in value.items()}
    if isinstance(value, list):
        return [facts_only(one, words=kept) for one in value]
    if not isinstance(value, str) or not value or _is_id(value) or _ISO_TIME.fullmatch(value):
        return value
    return ERASED_WORDS


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _spaced(words: list[str]) -> str:
    return r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words) + r"(?!\w)"


def _number(phone: str) -> str:
    """+4533112233 as +45 33 11 22 33, as 0045/33112233 and as 33-11-22-33: its last eight digits, with what stands before."""
    digits = [digit for digit in phone if digit.isdigit()][-8:]
    return rf"(?<!\d)\+?(?:\d{_SEPARATORS}){{0,8}}{_SEPARATORS.join(digits)}(?!\d)"
