"""What was asked for, in the language of each database. Every word is quoted: nothing typed is ever syntax."""

from abc import ABC, abstractmethod

from django.db import connection
from django.db.models import QuerySet

from regard.search.models import Entry
from regard.search.rules import Query, Term
from regard.search.rules.kinds import KIND_MARK
from regard.search.rules.language import Phrase
from regard.search.rules.ranking import PEOPLE, TEXT, TITLE


class Matching(ABC):
    """How a database finds entries and says how relevant each is."""

    #: SQL of an entry's relevance, given the columns that `matching` selects.
    relevance: str

    @abstractmethod
    def matching(self, entries: "QuerySet[Entry]", query: Query, *, kind: str) -> "QuerySet[Entry]":
        """Those entries that have all terms, and are of the kind unless it is ''; the latest indexed first."""

    def parameters(self, query: Query) -> list[str]:
        """What `relevance` needs."""
        return [self.expression(query, kind="")] if "%s" in self.relevance else []

    @abstractmethod
    def expression(self, query: Query, *, kind: str) -> str:
        """The query as the database reads it."""


class SqliteMatching(Matching):
    """FTS5. In the order of its own row numbers it needs no sorting, and stops when there is enough."""

    relevance = "relevance"

    def matching(self, entries: "QuerySet[Entry]", query: Query, *, kind: str) -> "QuerySet[Entry]":
        return entries.extra(  # noqa: S610  constants; what was typed goes in as a parameter
            select={"relevance": f"-bm25(search_text, 0, {TITLE}, {PEOPLE}, {TEXT})"},
            tables=["search_text"],
            where=["search_text.rowid = search_entry.number", "search_text MATCH %s"],
            params=[self.expression(query, kind=kind)],
            order_by=["-search_text.rowid"],
        )

    def expression(self, query: Query, *, kind: str) -> str:
        terms = [f'kind : "{KIND_MARK}{kind}"'] if kind else []
        return " AND ".join([*terms, *(self._term(term) for term in query.terms)])

    def _term(self, term: Term) -> str:
        column = f"{term.field} : " if term.field else ""
        phrases = [f'"{" ".join(phrase)}"' for phrase in term.phrases]
        if term.is_prefix:
            phrases[0] += " *"
        return f"{column}({' OR '.join(phrases)})"


class PostgresqlMatching(Matching):
    """tsvector. Only the newest are ranked, because ranking has to fetch each vector."""

    relevance = f"ts_rank('{{{TEXT / TITLE}, 0, {PEOPLE / TITLE}, 1}}', vector, %s::tsquery, 1)"
    _WEIGHTS = {"title": "A", "people": "B", "": ""}

    def matching(self, entries: "QuerySet[Entry]", query: Query, *, kind: str) -> "QuerySet[Entry]":
        return entries.extra(
            select={"vector": "search_entry.vector"},
            where=["search_entry.vector @@ %s::tsquery"],
            params=[self.expression(query, kind=kind)],
            # By the number alone PostgreSQL might walk its primary key and look into every vector on the way.
            order_by=[],
        ).extra(select={"late": "search_entry.number + 0"}, order_by=["-late"])

    def expression(self, query: Query, *, kind: str) -> str:
        terms = [f"'{KIND_MARK}{kind}'"] if kind else []
        return " & ".join([*terms, *(self._term(term) for term in query.terms)])

    def _term(self, term: Term) -> str:
        weight = self._WEIGHTS[term.field]
        phrases = [
            self._phrase(phrase, weight, is_prefix=term.is_prefix and not at) for at, phrase in enumerate(term.phrases)
        ]
        return f"({' | '.join(phrases)})"

    def _phrase(self, phrase: Phrase, weight: str, *, is_prefix: bool) -> str:
        marks = [f":{weight}" if weight else "" for _ in phrase]
        if is_prefix:
            marks[-1] = f":*{weight}"
        return "(" + " <-> ".join(f"'{word}'{mark}" for word, mark in zip(phrase, marks, strict=True)) + ")"


def matching() -> Matching:
    """The way of the database in use."""
    return PostgresqlMatching() if connection.vendor == "postgresql" else SqliteMatching()
