"""The store of letters: each body of bytes in one file named by its SHA-256, written so that a crash leaves all or nothing."""

import hashlib
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, TypeVar

from django.conf import settings

from regard.kit.ids import uuid7

DISK_THREADS = 8
_PIECE = 1 << 20
T = TypeVar("T")


class StoreError(Exception):
    """The bytes could not be stored (a full disk, most often). Nothing was accepted; the sender keeps the letter."""


def put(content: bytes) -> str:
    """Write and fsync the bytes; returns their SHA-256 in hex. Raises StoreError when the disk refuses."""
    (sha256,) = put_all([content])
    return sha256


def put_all(contents: Sequence[bytes]) -> list[str]:
    """Write and fsync several bodies at once, which a disk does much faster than one after the other. Raises StoreError."""
    hashes = [hashlib.sha256(content).hexdigest() for content in contents]
    news = {sha256: content for sha256, content in zip(hashes, contents, strict=True) if not path_of(sha256).exists()}
    try:
        _each(_write, news.items())
        _each(_sync_folder, {path_of(sha256).parent for sha256 in news})
    except OSError as error:
        message = f"cannot store {sum(map(len, contents))} bytes: {error.strerror}"
        raise StoreError(message) from error
    return hashes


def put_file(source: BinaryIO) -> tuple[str, int]:
    """Write and fsync what a file of any size holds, piece by piece; its SHA-256 in hex and its size. Raises StoreError."""
    folder = Path(settings.DATA) / "letters"
    temporary, digest, size = folder / f".new-{uuid7().hex}", hashlib.sha256(), 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while piece := source.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        path = path_of(digest.hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StoreError(f"cannot store {size} bytes: {error.strerror}") from error
    return digest.hexdigest(), size


def make_sure(contents: Mapping[str, bytes]) -> None:
    """Write those of the bytes, by their hash, whose file was removed since they were put. Raises StoreError."""
    put_all([content for sha256, content in contents.items() if not path_of(sha256).exists()])


def get(sha256: str) -> bytes:
    """The bytes stored under this hash; raises FileNotFoundError when the file is gone."""
    return path_of(sha256).read_bytes()


def path_of(sha256: str) -> Path:
    """Where the bytes of this hash lie."""
    return Path(settings.DATA) / "letters" / sha256[:2] / sha256


def _each(act: Callable[[T], None], items: Collection[T]) -> None:
    """Do it to each; to several at once, because nearly all of it is waiting for the disk."""
    if len(items) < 2:
        for item in items:
            act(item)
    else:
        list(_disk_threads().map(act, items))


@lru_cache(maxsize=1)
def _threads_of(_process: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=DISK_THREADS, thread_name_prefix="store")


def _disk_threads() -> ThreadPoolExecutor:
    return _threads_of(os.getpid())  # threads do not survive a fork


def _write(named: tuple[str, bytes]) -> None:
    sha256, content = named
    path = path_of(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".new-{uuid7().hex}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """The new name must survive a power loss too, not only the bytes."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
