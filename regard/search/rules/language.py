"""What people type into the search box, understood. Whatever is typed means something; nothing is an error."""

import re
from dataclasses import dataclass, replace

from regard.search.rules.words import spellings, words

LONGEST, MOST_TERMS = 200, 12
#: Shorter beginnings of a word match too much to be worth waiting for.
SHORTEST_PREFIX = 2
STATES = frozenset({"open", "closed", "waiting", "mine"})
_FIELDS = {"from": "people", "subject": "title"}
#: Operators that only the page understands, because it knows what records are.
FOR_THE_PAGE = frozenset({"team", "to", "has", "waiting", "promised", "tag", "before", "after", "in"})
_NAMES = "|".join(sorted({"from", "subject", "is", *FOR_THE_PAGE}))
#: What looks like an operator: letters before a colon, and neither an address (https://) nor a time.
_LIKE_AN_OPERATOR = re.compile(r"([a-z]{2,12}):[^\s/]", re.IGNORECASE)
_PIECE = re.compile(
    rf'(?:{_NAMES}):$|(?:(?P<name>{_NAMES}):\s*)?(?:"(?P<quoted>[^"]*)(?P<end>"?)|(?P<plain>[^\s"]+))', re.IGNORECASE
)
_NUMBER = re.compile(r"#(\d{1,18})")

Phrase = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Term:
    """Something that must be there: one of `phrases`, each a row of folded words.

    `field` is "title", "people" or "" (anywhere). With `is_prefix` the first phrase, the one that was typed, may go on.
    """

    phrases: tuple[Phrase, ...]
    field: str = ""
    is_prefix: bool = False


@dataclass(frozen=True, kw_only=True)
class Query:
    """A search: `terms` are looked up in the index; `states` and `asked` are for the page that knows what they mean.

    `asked` are operators and their values, in order. `unknown` looked like operators and were taken as words. `number` is set
    when nothing but "#1042" was typed.
    """

    terms: tuple[Term, ...] = ()
    states: frozenset[str] = frozenset()
    asked: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    number: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.terms or self.states or self.asked or self.number is not None)


def parse(typed: str) -> Query:
    """Understand what was typed: words, "phrases", #number, from:, subject:, is:, and what is for the page (team:, tag: …).

    The last word may be unfinished.
    """
    text = " ".join(typed[:LONGEST].replace("\0", " ").split())
    number = _NUMBER.fullmatch(text)
    if number:
        return Query(number=int(number[1]))
    query = Query()
    for match in _PIECE.finditer(text):
        query = _with(query, match, is_last=match.end() == len(text))
    return replace(query, terms=query.terms[:MOST_TERMS])


def _with(query: Query, match: re.Match[str], *, is_last: bool) -> Query:
    name, value = (match["name"] or "").lower(), match["quoted"] or match["plain"] or ""
    if name == "is" and value.lower() in STATES:
        return replace(query, states=query.states | {value.lower()})
    if name in FOR_THE_PAGE:
        return replace(query, asked=(*query.asked, (name, value.strip()))) if value.strip() else query
    like = _LIKE_AN_OPERATOR.match(match["plain"] or "")
    if not name and like:
        query = replace(query, unknown=(*query.unknown, like[1].lower()))
    phrases = _phrases(value, is_quoted=match["plain"] is None)
    if name == "is":
        phrases = _phrases(match[0], is_quoted=True)
    if not phrases:
        return query
    is_prefix = is_last and not match["end"] and len(phrases[0][-1]) >= SHORTEST_PREFIX
    return replace(query, terms=(*query.terms, Term(phrases=phrases, field=_FIELDS.get(name, ""), is_prefix=is_prefix)))


def _phrases(value: str, *, is_quoted: bool) -> tuple[Phrase, ...]:
    if is_quoted:
        phrase = tuple(words(value))
        return (phrase,) if phrase else ()
    return tuple(spellings(value))
