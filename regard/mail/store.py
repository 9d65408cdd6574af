"""The store of letters: each body of bytes in one file named by its SHA-256, written so that a crash leaves all or nothing."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


class StoreError(Exception):
    """The bytes could not be stored (a full disk, most often). Nothing was accepted; the sender keeps the letter."""


def put(content: bytes) -> str:
    """Write and fsync the bytes; returns their SHA-256 in hex. Raises StoreError when the disk refuses."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if path.exists():
        return sha256
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        message = f"cannot store {len(content)} bytes: {error.strerror}"
        raise StoreError(message) from error
    return sha256


def get(sha256: str) -> bytes:
    """The bytes stored under this hash; raises FileNotFoundError when the file is gone."""
    return path_of(sha256).read_bytes()


def path_of(sha256: str) -> Path:
    """Where the bytes of this hash lie."""
    return Path(settings.DATA) / "letters" / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    """The new name must survive a power loss too, not only the bytes."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
