"""Keeping the rows that cannot be used, so that they can be corrected and brought in again."""

from collections.abc import Iterable

from regard.imports.models import ImportProblem, ImportRun
from regard.imports.queries.records import Read
from regard.kit.bulk import insert
from regard.kit.ids import uuid7

_COLUMNS = ("id", "run_id", "number", "reason", "cells", "is_kept")


def keep_problems(run: ImportRun, rows: Iterable[Read]) -> None:
    """Keep why rows did not come in, or not wholly. Inside the caller's transaction."""
    insert(ImportProblem, _COLUMNS, [_row(run, one) for one in rows])


def _row(run: ImportRun, one: Read) -> tuple[object, ...]:
    return uuid7(), run.id, one.number, " ".join(map(_sentence, one.reasons)), one.cells, one.incoming is not None


def _sentence(reason: str) -> str:
    """Begun with a capital and ended with a full stop, whoever wrote it."""
    text = reason[:500].strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?", "…")) else ".")
