"""One moment: within it, what does not change between two letters is read once.

A worker that takes in many letters in one transaction reads policies, calendars and people for the first of them. Marked
reads outside a moment are made anew each time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_known: ContextVar[dict[Any, Any] | None] = ContextVar("moment", default=None)


@contextmanager
def moment() -> Iterator[None]:
    """Let marked reads in this block be made once."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once_a_moment(read: Callable[P, R]) -> Callable[P, R]:
    """Mark a read whose answer nothing in a moment changes. Its arguments must be hashable, its answer is not written to."""

    @wraps(read)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _known.get()
        if known is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = read(*args, **kwargs)
        answer: R = known[key]
        return answer

    return remembered
