"""Keeping bytes."""

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import connection, transaction
from django.db.models import ProtectedError

from regard.kit.ids import uuid7
from regard.mail import store
from regard.mail.models import Raw
from regard.mail.store import StoreError

_INSERT = "INSERT INTO mail_raw (id, sha256, size, stored_at) VALUES {rows} ON CONFLICT DO NOTHING RETURNING id"
_COLUMNS = tuple(Raw._meta.concrete_fields)  # noqa: SLF001  Django's own way


def keep(content: bytes, *, at: datetime) -> Raw:
    """Store bytes durably and return their row; the same bytes share one file and one row. Raises StoreError."""
    sha256 = store.put(content)
    row = keep_rows({sha256: len(content)}, at=at)[sha256]
    store.make_sure({sha256: content})  # the row keeps them from being removed from now on
    return row


def keep_file(source: BinaryIO, *, at: datetime) -> Raw:
    """As `keep`, for a file of any size: it is never held in memory as a whole. Raises StoreError."""
    sha256, size = store.put_file(source)
    return keep_rows({sha256: size}, at=at)[sha256]


def keep_rows(sizes: Mapping[str, int], *, at: datetime) -> dict[str, Raw]:
    """The rows of bytes that lie in the store, by their SHA-256; `sizes` in bytes."""
    rows = [Raw(id=uuid7(), sha256=sha256, size=size, stored_at=at) for sha256, size in sizes.items()]
    made = _inserted(rows)
    kept = {row.sha256: row for row in rows if row.id in made}
    known = [sha256 for sha256 in sizes if sha256 not in kept]
    return kept | ({row.sha256: row for row in Raw.objects.filter(sha256__in=known)} if known else {})


def _inserted(rows: list[Raw]) -> set[UUID]:
    """Insert those whose bytes were not kept before: one statement says which, so that most letters need no second one."""
    if not rows:
        return set()
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(rows))), values)
        return {found if isinstance(found, UUID) else UUID(found) for (found,) in cursor.fetchall()}


def throw_away(kept: Raw) -> bool:
    """Take bytes out of the store that nothing is made of any more; False when something is."""
    try:
        with transaction.atomic():
            kept.delete()
    except ProtectedError:
        return False
    store.path_of(kept.sha256).unlink(missing_ok=True)
    return True


__all__ = ["StoreError", "keep", "keep_file", "keep_rows", "throw_away"]
