"""The seal on a night: nobody can change what was said without every later seal telling."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID


def digest(previous: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """SHA-256 in hexadecimal over the seal before, the night itself and its rows in the order given."""
    found = hashlib.sha256(previous.encode())
    for row in (header, *rows):
        found.update(b"\n" + "\x1f".join(map(_plain, row)).encode())
    return found.hexdigest()


def _plain(value: object) -> str:
    """A value as it is written into the seal; the same whichever database gave it back."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, float):
        return f"{value:.6f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else str(value)
