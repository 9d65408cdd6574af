"""Where the words of documents are kept: a table of FTS5 on SQLite, a column of type tsvector on PostgreSQL."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from regard.search.models import Entry
from regard.search.rules.kinds import KIND_MARK
from regard.search.rules.spelling import Halves


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """A document as it is kept: folded words."""

    kind: str
    id: UUID
    at: datetime
    title: Sequence[str]
    people: Sequence[str]
    text: Sequence[str]

    @property
    def words(self) -> set[str]:
        """Every word once."""
        return {*self.title, *self.people, *self.text}


class Store(ABC):
    """What each database does in its own way. Runs inside the caller's transaction."""

    @abstractmethod
    def lock(self, ids: Sequence[UUID]) -> None:
        """Let nobody else index these records until the transaction ends."""

    @abstractmethod
    def words_of(self, numbers: Sequence[int]) -> set[str]:
        """The words of some entries."""

    @abstractmethod
    def insert(self, documents: Sequence[Indexed]) -> None:
        """Add entries with their words."""

    @abstractmethod
    def learn(self, words: Sequence[Halves]) -> None:
        """Add words to those that are known; without models, because a batch of documents brings thousands."""

    @abstractmethod
    def unused(self, words: Collection[str]) -> list[str]:
        """Those of the words that no entry has."""

    @abstractmethod
    def tidy(self) -> None:
        """After much was changed: make searching quick again, and let what was removed vanish from the files."""


class SqliteStore(Store):
    """FTS5 with its `ascii` tokenizer, which leaves our own folded words as they are."""

    def lock(self, ids: Sequence[UUID]) -> None:
        """Nothing to do: a transaction that writes is alone from its beginning (see the settings)."""

    def words_of(self, numbers: Sequence[int]) -> set[str]:
        marks = ", ".join(["%s"] * len(numbers))
        sql = f"SELECT title || ' ' || people || ' ' || text FROM search_text WHERE rowid IN ({marks})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, numbers)
            return {word for row in cursor.fetchall() for word in row[0].split()}

    def insert(self, documents: Sequence[Indexed]) -> None:
        entries = [Entry(kind=one.kind, record_id=one.id, at=one.at) for one in documents]
        entries = Entry.objects.bulk_create(entries)
        rows = [
            (entry.number, KIND_MARK + one.kind, " ".join(one.title), " ".join(one.people), " ".join(one.text))
            for entry, one in zip(entries, documents, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_text (rowid, kind, title, people, text) VALUES (%s, %s, %s, %s, %s)", rows
            )

    def learn(self, words: Sequence[Halves]) -> None:
        rows = [(half.head + half.tail, half.size, half.head, half.tail) for half in words]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR IGNORE INTO search_word (word, size, head, tail) VALUES (%s, %s, %s, %s)", rows
            )

    def unused(self, words: Collection[str]) -> list[str]:
        sql = "SELECT 1 FROM search_text WHERE search_text MATCH %s LIMIT 1"
        with connection.cursor() as cursor:
            return [word for word in words if cursor.execute(sql, [f'"{word}"']).fetchone() is None]

    def tidy(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_text (search_text) VALUES ('optimize')")


class PostgresqlStore(Store):
    """A tsvector made of our own words and places, not by one of PostgreSQL's parsers, with a GIN index on it."""

    #: Weights: A title, B people, D text. A gap between the three keeps phrases from reaching across.
    GAP = 16
    #: The last place a tsvector can hold (PostgreSQL, "Limitations" of text search).
    LAST_PLACE = 16383

    def lock(self, ids: Sequence[UUID]) -> None:
        keys = [identifier.int & (2**63 - 1) for identifier in ids]
        sql = "SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest(%s::bigint[]) AS key ORDER BY 1) AS keys"
        with connection.cursor() as cursor:
            cursor.execute(sql, [keys])

    def words_of(self, numbers: Sequence[int]) -> set[str]:
        sql = "SELECT DISTINCT unnest(tsvector_to_array(vector)) FROM search_entry WHERE number = ANY(%s)"
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(numbers)])
            return {row[0] for row in cursor.fetchall() if not row[0].startswith(KIND_MARK)}

    def insert(self, documents: Sequence[Indexed]) -> None:
        sql = "INSERT INTO search_entry (kind, record_id, at, vector) VALUES (%s, %s, %s, %s::tsvector)"
        with connection.cursor() as cursor:
            cursor.executemany(sql, [(one.kind, one.id, one.at, self._vector(one)) for one in documents])

    def learn(self, words: Sequence[Halves]) -> None:
        sql = """
            INSERT INTO search_word (word, size, head, tail)
            SELECT head || tail, size, head, tail FROM unnest(%s::int[], %s::text[], %s::text[]) AS halves (size, head, tail)
            ON CONFLICT DO NOTHING"""
        columns = ([half.size for half in words], [half.head for half in words], [half.tail for half in words])
        with connection.cursor() as cursor:
            cursor.execute(sql, columns)

    def unused(self, words: Collection[str]) -> list[str]:
        sql = """
            SELECT word FROM unnest(%s::text[]) AS word
            WHERE NOT EXISTS (SELECT 1 FROM search_entry WHERE vector @@ quote_literal(word)::tsquery)"""
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(words)])
            return [row[0] for row in cursor.fetchall()]

    def tidy(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('search_vector'::regclass)")
            cursor.execute("ANALYZE search_entry")

    def _vector(self, document: Indexed) -> str:
        places: dict[str, list[str]] = {}
        for place, weight, word in self._placed(document):
            places.setdefault(word, []).append(f"{min(place, self.LAST_PLACE)}{weight}")
        words = [f"'{word}':{','.join(at)}" for word, at in places.items()]
        return " ".join([f"'{KIND_MARK}{document.kind}'", *words])

    def _placed(self, document: Indexed) -> Iterator[tuple[int, str, str]]:
        place = 0
        for weight, words in (("A", document.title), ("B", document.people), ("D", document.text)):
            for word in words:
                place += 1
                yield place, weight, word
            place += self.GAP


def store() -> Store:
    """The store of the database in use."""
    return PostgresqlStore() if connection.vendor == "postgresql" else SqliteStore()
