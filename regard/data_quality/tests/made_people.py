"""Made-up people, some of them written down twice with the slips that people make."""

import random
from dataclasses import dataclass

GIVEN = [
    "anna",
    "ben",
    "carla",
    "david",
    "elena",
    "felix",
    "greta",
    "hugo",
    "ines",
    "jonas",
    "klara",
    "lars",
    "marta",
    "nils",
    "olga",
    "pablo",
    "rosa",
    "simon",
    "tina",
    "udo",
    "vera",
    "willem",
]
FAMILY = [
    "bauer",
    "conti",
    "dubois",
    "eriksen",
    "fischer",
    "garcia",
    "hansen",
    "ivanov",
    "jensen",
    "keller",
    "lopez",
    "moreau",
    "novak",
    "olsen",
    "petersen",
    "quist",
    "rossi",
    "schmidt",
    "tanaka",
    "urban",
    "vogel",
    "weber",
]
PLACES = [
    "aarhus",
    "berlin",
    "bologna",
    "cork",
    "dresden",
    "esbjerg",
    "firenze",
    "gent",
    "hamburg",
    "innsbruck",
    "jena",
    "kiel",
    "lyon",
    "malmo",
    "nantes",
    "odense",
    "porto",
    "riga",
    "siena",
    "turku",
]


@dataclass(frozen=True)
class People:
    """Records by column, and which of them are the same: `who[n]` is the person of record n."""

    texts: dict[str, list[str]]
    who: list[int]

    @property
    def pairs(self) -> set[tuple[int, int]]:
        size = len(self.who)
        return {(a, b) for a in range(size) for b in range(a + 1, size) if self.who[a] == self.who[b]}


def people(*, count: int, twice: int, seed: int = 1) -> People:
    """So many people, so many of whom stand in a second record with one or two slips."""
    chance = random.Random(seed)
    rows = [_person(chance) for _number in range(count)]
    again = [(_slipped(rows[one], chance), one) for one in chance.sample(range(count), twice)]
    all_rows = [(row, one) for one, row in enumerate(rows)] + again
    chance.shuffle(all_rows)
    texts = {column: [row[column] for row, _one in all_rows] for column in rows[0]}
    return People(texts=texts, who=[one for _row, one in all_rows])


def _person(chance: random.Random) -> dict[str, str]:
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    return {
        "First name": given.title(),
        "Last name": family.title(),
        "Date of birth": f"{chance.randint(1940, 2005)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "City": chance.choice(PLACES).title(),
        "E-mail": f"{given}.{family}{chance.randint(1, 99)}@{chance.choice(PLACES)}.example",
        "Phone": f"+45 {chance.randint(10**7, 10**8 - 1)}",
    }


def _slipped(row: dict[str, str], chance: random.Random) -> dict[str, str]:
    changed = dict(row)
    for column in chance.sample(list(row), chance.randint(1, 2)):
        changed[column] = "" if chance.random() < 0.4 else _slip(row[column], chance)
    return changed


def _slip(text: str, chance: random.Random) -> str:
    """Two letters exchanged, or one doubled."""
    place = chance.randrange(1, len(text) - 1)
    if chance.random() < 0.5:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place] + text[place:]
