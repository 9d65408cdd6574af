"""Looking for words in everything a database and a folder hold, however it is encoded."""

import base64
import binascii
import gzip
import quopri
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from django.db import connection

_BASE64 = re.compile(rb"[A-Za-z0-9+/\r\n]{16,}={0,2}")


def found(words: Mapping[str, str], data: Path) -> dict[str, list[str]]:
    """Where each word still stands: by place of planting, the tables and files."""
    return _hits(words, chain(_tables(), _files(data)))


def in_files(words: Mapping[str, str], data: Path) -> dict[str, list[str]]:
    """The same in files alone, the database's own too."""
    return _hits(words, _files(data))


def _hits(words: Mapping[str, str], places: Iterable[tuple[str, bytes]]) -> dict[str, list[str]]:
    planted = {word.lower().encode(): place for place, word in words.items()}
    any_word = re.compile(b"|".join(map(re.escape, planted)))
    hits: dict[str, list[str]] = {}
    for where, content in places:
        for reading in _readings(content):
            for word in set(any_word.findall(reading)):
                if where not in hits.setdefault(planted[word], []):
                    hits[planted[word]].append(where)
    return hits


def _tables() -> Iterator[tuple[str, bytes]]:
    """Every column of every row, shadow tables of the full-text index and all."""
    with connection.cursor() as cursor:
        for table in _names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield (
                        f"{table}.{column}",
                        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode(),
                    )


def _names(cursor: object) -> list[str]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")  # type: ignore[attr-defined]
        return [row[0] for row in cursor.fetchall()]  # type: ignore[attr-defined]
    return connection.introspection.table_names()


def _files(data: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(data.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(data)), path.read_bytes()


def _readings(content: bytes) -> Iterator[bytes]:
    yield content.lower()
    yield quopri.decodestring(content).lower()
    for run in _BASE64.findall(content):
        packed = b"".join(run.split())
        try:
            plain = base64.b64decode(packed[: len(packed) // 4 * 4])
        except binascii.Error:
            continue
        yield plain.lower()
        yield _unpacked(plain).lower()
    yield _unpacked(content).lower()


def _unpacked(content: bytes) -> bytes:
    for unpack in (gzip.decompress, zlib.decompress):
        try:
            return unpack(content)
        except (OSError, EOFError, zlib.error):
            continue
    return b""
