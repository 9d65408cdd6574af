"""Which pairs are worth comparing: those that share a rare enough key.

Comparing everybody with everybody grows with the square of the records; a key that many share says little, so blocks that
are larger than `LARGEST` are left to other keys (Christen, Data Matching, 2012, chapter 4).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from regard.data_quality.rules.columns import Column, Kind

Numbers = NDArray[np.int64]
#: Records that share a key, at most.
LARGEST = 50
#: Up to so many records everybody is compared with everybody.
_ALL_PAIRS = 200
#: Columns with fewer values say too little to be a key, alone or with another.
_FEW_VALUES, _MOST_COLUMNS, _MOST_WORDS = 10, 9, 12
#: Pairs held twice until they are put in order.
_AT_ONCE = 2_000_000
_SOFT = re.compile(r"(?<=.)[aeiouyhw ]+|(.)(?=\1)")
_OF_WORDS = {Kind.NAME, Kind.ORGANISATION, Kind.STREET, Kind.TEXT, Kind.PLACE, Kind.NUMBERS}


def candidates(columns: Sequence[Column]) -> tuple[Numbers, Numbers]:
    """Positions of the records of each pair, the lower first, every pair once."""
    size = len(columns[0].plain) if columns else 0
    if size <= _ALL_PAIRS:
        first, second = np.triu_indices(size, k=1)
        return first.astype(np.int64), second.astype(np.int64)
    found, fresh = np.zeros(0, dtype=np.int64), list[Numbers]()
    for keyed in _rules(columns):
        fresh.append(_together(keyed, size))
        if sum(map(len, fresh)) > len(found) + _AT_ONCE:
            found, fresh = _distinct([found, *fresh]), []
    found = _distinct([found, *fresh])
    return found // max(1, size), found % max(1, size)


def _distinct(parts: Sequence[Numbers]) -> Numbers:
    """Each number once, in order; sorting is several times as quick as numpy's hashing here."""
    found = np.sort(np.concatenate(parts))
    return found[np.concatenate([[True], found[1:] != found[:-1]])] if len(found) else found


def _rules(columns: Sequence[Column]) -> Iterator[Iterable[tuple[int, str]]]:
    """For each rule the keys of the records: whole values, rare words, and parts of two columns together."""
    telling = [column for column in columns if len(set(column.plain)) > _FEW_VALUES]
    for column in telling:
        yield enumerate(column.plain)
        if column.kind in _OF_WORDS:
            yield _rare_words(column.plain)
    keyed = [
        (column, [make(text) if text else "" for text in column.plain])
        for column in telling[:_MOST_COLUMNS]
        for make in _PARTS.get(column.kind, (_start,))
    ]
    for (one, first), (other, second) in combinations(keyed, 2):
        if one is not other:
            yield enumerate(f"{a}|{b}" if a and b else "" for a, b in zip(first, second, strict=True))


def _rare_words(plain: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The rarest words of each record: a model's number, an unusual name."""
    words = [set(text.split()) for text in plain]
    counts = Counter(word for found in words for word in found)
    for number, found in enumerate(words):
        rare = sorted((counts[word], word) for word in found if 1 < counts[word] <= LARGEST)
        yield from ((number, word) for _count, word in rare[:_MOST_WORDS])


def _together(keyed: Iterable[tuple[int, str]], size: int) -> Numbers:
    """All pairs of records with the same key, as first * size + second; too large blocks are left out."""
    known: dict[str, int] = {}
    rows = [(number, known.setdefault(key, len(known))) for number, key in keyed if key]
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    table = table[np.argsort(table[:, 1], kind="stable")]
    _codes, starts, counts = np.unique(table[:, 1], return_index=True, return_counts=True)
    found = [np.zeros(0, dtype=np.int64)]
    for length in range(2, LARGEST + 1):
        first = starts[counts == length]
        if len(first):
            members = np.sort(table[first[:, None] + np.arange(length), 0], axis=1)
            one, other = np.triu_indices(length, k=1)
            found.append((members[:, one] * size + members[:, other]).ravel())
    return np.concatenate(found)


def _start(text: str) -> str:
    return text[:4]


def _sound(text: str) -> str:
    """The first letter and the consonants behind it: "meier" and "mayer" share it."""
    return _SOFT.sub("", text)[:4]


def _whole(text: str) -> str:
    return text


def _end(text: str) -> str:
    return text[-4:]


def _month_and_day(text: str) -> str:
    return text[4:]


def _house(text: str) -> str:
    """A house's number and the start of its street."""
    number = re.search(r"\d+", text)
    street = max(text.split(), key=lambda word: (word.isalpha(), len(word)))
    return f"{number.group() if number else ''}{street[:4]}"


def part_of(kind: Kind, text: str) -> str:
    """The first part of a value that makes a block together with that of another column."""
    return _PARTS.get(kind, (_start,))[0](text) if text else ""


_PARTS: dict[Kind, tuple[Callable[[str], str], ...]] = {
    Kind.GIVEN_NAME: (_start, _sound), Kind.FAMILY_NAME: (_start, _sound), Kind.NAME: (_start, _sound),
    Kind.DAY: (_start, _month_and_day), Kind.POSTCODE: (_whole,), Kind.PHONE: (_end,), Kind.EMAIL: (_start,),
    Kind.STREET: (_house,), Kind.IDENTIFIER: (_start, _end), Kind.CHOICE: (_whole,), Kind.AMOUNT: (_whole,),
}  # fmt: skip
