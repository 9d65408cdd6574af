"""What a job is, and how long to wait after it failed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from regard.kit.registry import Registry

#: A worker that does not report for this long is taken for dead and its job is given to another.
LEASE = timedelta(seconds=120)


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """A registered function. `max_attempts` failures make the job failed and visible; it is never dropped."""

    name: str
    run: Callable[..., Any]
    max_attempts: int
    priority: int


kinds: Registry[JobKind] = Registry("job")


def job(*, name: str, max_attempts: int = 12, priority: int = 5) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a job. It gets the job's arguments and `lease`, and finishes inside `lease.finish()`.

    Lower `priority` runs earlier: 1 for what a customer waits for, 9 for housekeeping.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        kinds.add(name, JobKind(name=name, run=function, max_attempts=max_attempts, priority=priority))
        return function

    return register


def wait_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt: 5 s doubled each time, at most an hour."""
    return min(timedelta(seconds=5 * 2 ** min(attempts - 1, 12)), timedelta(hours=1))
