"""Invented words for invented companies, as frequent as words are (Zipf)."""

import random
from itertools import accumulate

VOCABULARY = 120_000
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


class Speech:
    """Invented words, the first ones frequent, the last ones rare."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            made["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5)))] = None
        self.words = list(made)
        self._rare = self.words[2000:]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def say(self, count: int) -> str:
        return " ".join(self._chance.choices(self.words, cum_weights=self._weights, k=count))

    def name(self) -> str:
        return " ".join(word.capitalize() for word in self._chance.choices(self._rare, k=2))
