"""Words that are spelled alike: one slip apart, or two in a long word.

A slip is a letter too many, too few, wrong, or two neighbours swapped (Damerau-Levenshtein distance, in its restricted
form: no part of a word is changed twice). One slip leaves one half of a word as it was: words are looked up by their halves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

SHORTEST, LONGEST = 3, 24
#: From this length on a word may be two slips away.
LONG = 8


@dataclass(frozen=True)
class Halves:
    """A word as it is looked up by: its length and its two halves, the second not shorter than the first."""

    size: int
    head: str
    tail: str


def is_spelled(word: str) -> bool:
    """Whether a word is one that people misspell: letters only, neither tiny nor endless."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def halves(word: str) -> Halves:
    """The halves of a word."""
    middle = len(word) // 2
    return Halves(len(word), word[:middle], word[middle:])


def slips_allowed(word: str) -> int:
    """How far a word may be off; 0 for words too short to guess at."""
    return 0 if len(word) <= SHORTEST or not is_spelled(word) else 2 if len(word) >= LONG else 1


def probes(word: str) -> Iterator[Halves]:
    """For each length a neighbour can have, the halves it shares with the word when the slip is in the other one."""
    slips = slips_allowed(word)
    for size in range(max(SHORTEST, len(word) - slips), len(word) + slips + 1):
        yield Halves(size, word[: size // 2], word[-(size - size // 2) :])


def swapped_in_the_middle(word: str) -> str:
    """The neighbour that no half gives away: the letters on both sides of the middle swapped."""
    middle = len(word) // 2
    return word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]


def distance(first: str, second: str, *, most: int) -> int:
    """How many slips lie between two words; anything over `most` is told as `most + 1`."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for at, letter in enumerate(first, start=1):
        above, row, earlier = row, [at], before
        for column, other in enumerate(second, start=1):
            cost = min(above[column] + 1, row[column - 1] + 1, above[column - 1] + (letter != other))
            if at > 1 and column > 1 and letter == second[column - 2] and first[at - 2] == other:
                cost = min(cost, earlier[column - 2] + 1)
            row.append(cost)
        before = above
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
