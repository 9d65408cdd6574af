"""Much of something, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(many: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of up to `size`, in order; only one is held at a time."""
    iterator = iter(many)
    while some := list(islice(iterator, size)):
        yield some
