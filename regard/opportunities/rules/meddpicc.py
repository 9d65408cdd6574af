"""MEDDPICC: what is known of a deal, letter by letter, and who says so.

Metrics, Economic buyer, Decision criteria, Decision process, Paper process, Identified pain, Champion, Competition (PTC, 1990s).
A letter counts 2 only where the customer's own letter, document or act shows it, 1 where a colleague noted it, 0 where nothing
is known: fields that were invented rather than discovered cannot fill it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Known:
    """One thing known for a letter: in words, and whether the customer shows it."""

    text: str
    is_theirs: bool


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter with what is known."""

    letter: str
    name: object
    score: int
    known: tuple[Known, ...]


NAMES = (
    ("M", "metrics", _("What they want to reach")),
    ("E", "buyer", _("Who holds the budget")),
    ("D", "criteria", _("By what they decide")),
    ("D", "process", _("In which steps they decide")),
    ("P", "paper", _("What paper it takes")),
    ("I", "pain", _("What hurts")),
    ("C", "champion", _("Who speaks for us")),
    ("C", "competition", _("Against whom")),
)
MOST = 2 * len(NAMES)


def score(known: Sequence[Known]) -> int:
    """2 where the customer shows it, 1 where we noted it, else 0."""
    return 2 if any(one.is_theirs for one in known) else 1 if known else 0


def letters(known: Mapping[str, Sequence[Known]]) -> list[Letter]:
    """All letters in their order, from what is known by the key of each."""
    return [
        Letter(letter=letter, name=name, score=score(known.get(key, ())), known=tuple(known.get(key, ())))
        for letter, key, name in NAMES
    ]
