"""Instants as whole microseconds since 1970, made by the database: a report of a year reads hundreds of thousands of them."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func
from django.db.models.sql.compiler import SQLCompiler

SECOND = 1_000_000


class Micros(Func):
    """`Micros("at")`: exact on both databases; null stays null."""

    arity = 1
    output_field = BigIntegerField()
    template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002  Django's signature
        **extra_context: Any,  # noqa: ARG002
    ) -> tuple[str, tuple[str | int, ...]]:
        """SQLite keeps instants as text in UTC, `2026-03-10 08:30:00.250000`, without the fraction when it is nought."""
        sql, params = compiler.compile(self.source_expressions[0])
        seconds = f"CAST(strftime('%%s', {sql}) AS INTEGER) * 1000000"
        fraction = f"CAST(substr(substr({sql}, 21) || '000000', 1, 6) AS INTEGER)"
        return f"({seconds} + {fraction})", (*params, *params)
