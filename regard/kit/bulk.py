"""Many rows into one table at once: Django builds an object and a statement for each few dozen, which is most of the time."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import Model

Adapt = Callable[[Any], Any]


def insert(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose cells stand in the order of `columns` (names of fields, `account_id` for a foreign key).

    Inside the caller's transaction; raises IntegrityError and then nothing of it stands. Columns left out get no default.
    """
    if not rows:
        return
    fields = [_field(model, name) for name in columns]
    adapters = [_adapter(field) for field in fields]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  Django's own way
    ready = [[adapt(cell) if adapt else cell for adapt, cell in zip(adapters, row, strict=True)] for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", ready)  # noqa: S608  names of our own columns


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """While much is written: SQLite keeps more of its indexes in memory, and folds its log back less often.

    Begun outside of a transaction. Each commit is as durable as ever.
    """
    if connection.vendor != "sqlite":
        yield
        return
    _pragmas(_HURRIED)
    try:
        yield
    finally:
        _pragmas(_USUAL)


#: Cache in KiB (SQLite counts those as negative), log in pages of 4 KiB.
_HURRIED = ("cache_size = -65536", "wal_autocheckpoint = 16000")
_USUAL = ("cache_size = -2000", "wal_autocheckpoint = 1000")


def _pragmas(wanted: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for pragma in wanted:
            cursor.execute(f"PRAGMA {pragma}")


def _field(model: type[Model], name: str) -> "models.Field[Any, Any]":
    found: models.Field[Any, Any] = next(field for field in model._meta.concrete_fields if field.attname == name)  # noqa: SLF001
    return found


def _adapter(field: "models.Field[Any, Any]") -> Adapt | None:
    """How the database takes a value of this field; None where it takes it as it is. A value is met often, so it is kept."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.JSONField):
        return _as_json
    if isinstance(field, models.UUIDField | models.DateField):
        if connection.vendor == "postgresql":
            return None
        return _as_hex if isinstance(field, models.UUIDField) else lru_cache(maxsize=64)(_once(field))
    return None


def _once(field: "models.Field[Any, Any]") -> Adapt:
    return lambda value: field.get_db_prep_value(value, connection, prepared=True)


def _as_json(value: Any) -> str:
    return "{}" if value == {} else json.dumps(value)


def _as_hex(value: Any) -> str | None:
    return None if value is None else value.hex
