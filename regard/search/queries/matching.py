"""What was asked for, in the language of each database. Every word is quoted: nothing typed is ever syntax."""

from abc import ABC, abstractmethod
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from regard.search.models import Entry
from regard.search.rules import Query, Term
from regard.search.rules.kinds import KIND_MARK
from regard.search.rules.language import Phrase
from regard.search.rules.ranking import PEOPLE, TEXT, TITLE

#: SQL and its parameters.
Statement = tuple[str, list[Any]]


class Matching(ABC):
    """How a database finds entries and says how relevant each is."""

    @abstractmethod
    def select(self, entries: "QuerySet[Entry]", query: Query, *, kind: str, most: int, is_few: bool) -> Statement:
        """Kind, record, time and relevance of those entries that have all terms, `most` of them, those indexed last.

        With a `kind` only entries of that kind are looked at from the beginning; '' leaves that to the rows. `is_few`: the
        entries are few, to be known before the matches are gone through.
        """

    @abstractmethod
    def expression(self, query: Query, *, kind: str) -> str:
        """The query as the database reads it."""


class SqliteMatching(Matching):
    """FTS5. In the order of its own row numbers it needs no sorting, and stops when there is enough."""

    def select(self, entries: "QuerySet[Entry]", query: Query, *, kind: str, most: int, is_few: bool) -> Statement:
        where, values = (
            ["search_text.rowid = search_entry.number", "search_text MATCH %s"],
            [self.expression(query, kind=kind)],
        )
        if is_few:
            few, few_values = entries.order_by().values("number").query.sql_with_params()
            # The plus keeps SQLite from asking its full-text table anew for each of them.
            where, values = [*where, f"+search_text.rowid IN ({few})"], [*values, *few_values]
            entries = Entry.objects.all()
        rows = entries.extra(  # noqa: S610  constants; what was typed goes in as a parameter
            select={"relevance": f"-bm25(search_text, 0, {TITLE}, {PEOPLE}, {TEXT})"},
            tables=["search_text"],
            where=where,
            params=values,
            order_by=["-search_text.rowid"],
        )
        sql, parameters = rows[:most].query.sql_with_params()
        return f"SELECT kind, record_id, at, relevance FROM ({sql}) AS matches", list(parameters)  # noqa: S608

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
    """tsvector. What matches comes from `search_matching`, a function of the first migration that always uses the index:
    left to itself PostgreSQL would read every vector for a frequent word, not knowing that each has to be fetched and
    unpacked. For the same reason only the newest are ranked.
    """

    _RANK = f"ts_rank('{{{TEXT / TITLE}, 0, {PEOPLE / TITLE}, 1}}', vector, %s::tsquery, 1)"
    _WEIGHTS = {"title": "A", "people": "B", "": ""}

    def select(self, entries: "QuerySet[Entry]", query: Query, *, kind: str, most: int, is_few: bool) -> Statement:  # noqa: ARG002
        sql, values = entries.order_by("-number")[:most].query.sql_with_params()
        rows = sql.replace('FROM "search_entry"', 'FROM search_matching(%s::tsquery) AS "search_entry"', 1)
        rank = f"(SELECT {self._RANK} FROM search_entry WHERE search_entry.number = matches.number)"  # noqa: S608
        ranked = f"SELECT kind, record_id, at, {rank} FROM ({rows}) AS matches"  # noqa: S608
        return ranked, [self.expression(query, kind=""), self.expression(query, kind=kind), *values]

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
