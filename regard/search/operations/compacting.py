"""Letting what was removed from the index vanish from the files too, in steps that nobody has to wait for."""

from django.db import connection, transaction

from regard.search.operations.store import store

#: Pages merged in one step; about a tenth of a second (https://sqlite.org/fts5.html#the_merge_command).
_A_STEP = 500


def compact() -> None:
    """Rewrite the parts of the index that hold removed words."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            store().tidy()
        return
    _merge(-_A_STEP)  # begins to make one part of all there are now; what is written meanwhile stays beside it
    while _merge(_A_STEP):
        pass


def _merge(pages: int) -> bool:
    """Whether there was something to merge: the command itself changes one row, and says no more about it."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = _changes(cursor)
        cursor.execute("INSERT INTO search_text (search_text, rank) VALUES ('merge', %s)", [pages])
        return _changes(cursor) - before >= 2


def _changes(cursor: object) -> int:
    cursor.execute("SELECT total_changes()")  # type: ignore[attr-defined]
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]
