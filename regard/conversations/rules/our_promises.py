"""What we promise in what we write: each sentence that names one day. Rules over words, English and German.

They propose; only whoever wrote the letter makes a promise of it.
"""

from dataclasses import dataclass
from datetime import date

from regard.conversations.rules.checks import promised_days
from regard.conversations.rules.sentences import sentences
from regard.conversations.rules.their_promises import day_meant

#: A letter that promises more is a plan of a project.
MOST = 3
LONGEST = 300


@dataclass(frozen=True)
class OurPromise:
    """A sentence of ours; `named` is the day as it was written, `due` the day it means."""

    text: str
    named: str
    due: date


def promised_by_us(text: str, *, said_on: date) -> list[OurPromise]:
    """The first sentences that promise something for a day, of a letter written on `said_on` (a day on the writer's wall clock).

    Of several days in one sentence the last counts: then all of it is to be done. Words that name no single day ("next week"),
    and days that had passed, promise nothing that could be looked after.
    """
    found: dict[str, OurPromise] = {}
    for sentence in sentences(text):
        days = [(named, day_meant(named, said_on=said_on)) for named in promised_days(sentence.text)]
        ahead = [(due, named) for named, due in days if due and due >= said_on]
        if ahead:
            due, named = max(ahead, key=lambda one: one[0])
            words = sentence.text[:LONGEST]
            found.setdefault(words, OurPromise(text=words, named=named, due=due))
    return list(found.values())[:MOST]
