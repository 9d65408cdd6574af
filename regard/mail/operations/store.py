"""Keeping bytes."""

from collections.abc import Mapping
from datetime import datetime

from regard.kit.ids import uuid7
from regard.mail import store
from regard.mail.models import Raw


def keep(content: bytes, *, at: datetime) -> Raw:
    """Store bytes durably and return their row; the same bytes share one file and one row. Raises StoreError."""
    sha256 = store.put(content)
    return keep_rows({sha256: len(content)}, at=at)[sha256]


def keep_rows(sizes: Mapping[str, int], *, at: datetime) -> dict[str, Raw]:
    """The rows of bytes that lie in the store, by their SHA-256; `sizes` in bytes."""
    rows = [Raw(id=uuid7(), sha256=sha256, size=size, stored_at=at) for sha256, size in sizes.items()]
    Raw.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.sha256: row for row in Raw.objects.filter(sha256__in=list(sizes))}
