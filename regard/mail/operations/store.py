"""Keeping bytes."""

from datetime import datetime

from regard.kit.ids import uuid7
from regard.mail import store
from regard.mail.models import Raw


def keep(content: bytes, *, at: datetime) -> Raw:
    """Store bytes durably and return their row; the same bytes share one file and one row. Raises StoreError."""
    sha256 = store.put(content)
    raw, _ = Raw.objects.get_or_create(sha256=sha256, defaults={"id": uuid7(), "size": len(content), "stored_at": at})
    return raw
