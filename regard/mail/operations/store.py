"""Keeping bytes."""

from datetime import datetime

from regard.kit.ids import uuid7
from regard.mail import store
from regard.mail.models import Raw


def keep(content: bytes, *, at: datetime) -> Raw:
    """Store bytes durably and return their row; the same bytes share one file and one row. Raises StoreError."""
    sha256 = store.put(content)
    Raw.objects.bulk_create([Raw(id=uuid7(), sha256=sha256, size=len(content), stored_at=at)], ignore_conflicts=True)
    return Raw.objects.get(sha256=sha256)
