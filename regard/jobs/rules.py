"""What a job is, and how long to wait after it failed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from regard.kit.registry import Registry

#: A worker that does not report for this long is taken for dead and its job is given to another.
LEASE = timedelta(seconds=120)
#: What waits longer is behind. Workers then do three fresh jobs for one of those, so that who writes now is not kept waiting
#: by what has been late for long.
FRESH = timedelta(seconds=45)
FRESH_FOR_ONE_OLD = 3
#: What may be taken as fresh: what a customer waits for, and what tells a colleague of it. Housekeeping is not.
FRESH_UP_TO_PRIORITY = 3


class Lane(Enum):
    """Out of which jobs a worker takes the next: the most urgent of all; the fresh ones, oldest first; or, most urgent first,
    all but those of priority 1."""

    URGENT = auto()
    FRESH = auto()
    REST = auto()


@dataclass
class Turns:
    """Which lane a thread of a worker turns to.

    While it is behind, it does three fresh jobs for each old one, counted job by job: eight letters read together bring
    eight receipts to send. Every second time it takes an old one, priority 1 stands back, so that a backlog of letters keeps
    neither receipts nor news nor the search index waiting for its end.
    """

    owed: int = 0
    is_for_rest: bool = False

    def lanes(self) -> tuple[Lane, ...]:
        """The lanes to try, in order."""
        fresh = (Lane.FRESH,) if self.owed else ()
        return (*fresh, Lane.REST, Lane.URGENT) if self.is_for_rest else (*fresh, Lane.URGENT)

    def note(self, lane: Lane, *, taken: int, is_old: bool) -> None:
        """Remember what was taken."""
        if is_old:
            self.owed, self.is_for_rest = FRESH_FOR_ONE_OLD * taken, not self.is_for_rest
        else:
            self.owed = max(0, self.owed - taken)
            self.is_for_rest = self.is_for_rest and lane is Lane.FRESH


RunMany = Callable[[list[tuple[Any, dict[str, Any]]]], list[Exception | None]]


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """A registered function. `max_attempts` failures make the job failed and visible; it is never dropped.

    A worker may take up to `together` waiting jobs of the kind at once and give them, as a list of (lease, arguments), to
    `run_many`. That finishes each inside its own `lease.finish()` and returns for each what kept it from being done, or None.
    """

    name: str
    run: Callable[..., Any]
    max_attempts: int
    priority: int
    together: int = 1
    run_many: RunMany | None = None


kinds: Registry[JobKind] = Registry("job")


def job(
    *, name: str, max_attempts: int = 12, priority: int = 5, together: int = 1, run_many: RunMany | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a job. It gets the job's arguments and `lease`, and finishes inside `lease.finish()`.

    Lower `priority` runs earlier: 1 for what a customer waits for, 9 for housekeeping.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        kind = JobKind(
            name=name, run=function, max_attempts=max_attempts, priority=priority, together=together, run_many=run_many
        )
        kinds.add(name, kind)
        return function

    return register


def wait_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt: 5 s doubled each time, at most an hour."""
    return min(timedelta(seconds=5 * 2 ** min(attempts - 1, 12)), timedelta(hours=1))
