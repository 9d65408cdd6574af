"""A stage on which the past is played: acts happen in order of their time, and between them the ladder is climbed and jobs
are run, as the worker and the timetable would have done."""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from regard.channels.email import processing
from regard.config.demo.people import Company
from regard.events.operations import Order, delivering_through
from regard.jobs.models import Job
from regard.jobs.operations import Lease
from regard.jobs.rules import JobKind, kinds
from regard.mail import operations as mail
from regard.mail.models import Inbound
from regard.mail.transports import FolderTransport
from regard.mime.queries import parse
from regard.promises import operations as promises
from regard.promises import queries as promise_queries
from regard.promises.models import Clock
from regard.promises.rules.calendar import WorkingCalendar
from regard.promises.rules.clock import add_working_time, working_time

SWEEP_SECONDS = 10
"""How often the timetable climbs the ladders."""
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)

Act = Callable[[datetime], None]


def folder() -> Path:
    """Where the letters lie that the sample company sent."""
    return Path(settings.DATA) / "demo-mail"


@dataclass(order=True)
class _Planned:
    at: datetime
    turn: int
    act: Act = field(compare=False)


class Stage:
    """Plays acts up to `now`. Nothing is planned for later: what has not happened yet is left to the real clock."""

    def __init__(self, company: Company, *, now: datetime, rng: Random) -> None:
        self.company, self.now, self.rng = company, now, rng
        self._planned: list[_Planned] = []
        self._turns = 0
        self._transport = FolderTransport(folder())
        self._following: list[tuple[JobKind, Mapping[str, Any]]] = []
        self._hours = {key: promise_queries.calendar_of_team(team) for key, team in company.teams.items()}

    def plan(self, at: datetime, act: Act) -> bool:
        """Have `act` played at a time; False when that lies ahead of now, or after it would have to be answered."""
        if at > self.now:
            return False
        self._turns += 1
        heapq.heappush(self._planned, _Planned(at=at.replace(microsecond=0), turn=self._turns, act=act))
        return True

    def play(self, *, until: datetime, on_day: Callable[[datetime], None] = lambda _day: None) -> None:
        """Play everything planned up to a time; `on_day` hears of each new day."""
        with delivering_through(self._follow):
            self._play(until, on_day)

    def _play(self, until: datetime, on_day: Callable[[datetime], None]) -> None:
        day = None
        while self._planned and self._planned[0].at <= until:
            planned = heapq.heappop(self._planned)
            if planned.at.date() != day:
                day = planned.at.date()
                on_day(planned.at)
            self.climb(until=planned.at)
            planned.act(planned.at)
            self.work(planned.at)
        self.climb(until=until)
        self.work(until)

    def climb(self, *, until: datetime) -> None:
        """Climb the ladders at the times at which the timetable would have."""
        while reached := self._next_rung(until):
            late = -int(reached.timestamp()) % SWEEP_SECONDS
            promises.sweep(at=min(reached.replace(microsecond=0) + (late or SWEEP_SECONDS) * SECOND, until))

    def work(self, at: datetime) -> None:
        """Run what follows from the events so far, and send the letters that are due, at a time in the past."""
        while self._following:
            kind, arguments = self._following.pop(0)
            kind.run(lease=_HERE, **arguments)
        for job in Job.objects.filter(name="mail.deliver", run_after__lte=at).order_by("run_after"):
            mail.deliver(outgoing_id=UUID(job.arguments["outgoing_id"]), transport=self._transport, at=at)
            job.delete()

    def read(self, inbound: Inbound, raw: bytes, *, at: datetime) -> None:
        """Tell the story of an accepted letter; our own letters need no guarded child to be read in."""
        processing.tell(parse(raw), inbound=inbound, now=at)
        self.work(at)

    def later(self, at: datetime, minutes: float, *, team: str = "service") -> datetime:
        """The time after so many working minutes of a team."""
        return add_working_time(self.hours(team), at, timedelta(minutes=minutes)).replace(microsecond=0)

    def before(self, minutes: float, *, team: str = "service") -> datetime:
        """The latest time since which so many working minutes of a team have passed by now."""
        low, high = self.now - 60 * DAY, self.now
        while high - low > SECOND:
            middle = low + (high - low) / 2
            is_early = working_time(self.hours(team), middle, self.now) >= timedelta(minutes=minutes)
            low, high = (middle, high) if is_early else (low, middle)
        return low.replace(microsecond=0)

    def hours(self, team: str) -> WorkingCalendar:
        """When a team works."""
        return self._hours[team]

    def _next_rung(self, until: datetime) -> datetime | None:
        waiting = Clock.objects.filter(stopped_at=None, next_rung_at__lte=until).order_by("next_rung_at")
        return waiting.values_list("next_rung_at", flat=True).first()

    def _follow(self, orders: Sequence[Order]) -> None:
        """What a worker would do after the commit is done by `work`; letters that came in are read by `read`, and the
        search index is made once at the end.
        """
        elsewhere = {"channels.process_letter", "search.index"}
        self._following += [(kinds.get(one.name), one.arguments) for one in orders if one.name not in elsewhere]


class _NoLease(Lease):
    """Jobs that are run on the spot are held by nobody else."""

    @contextmanager
    def finish(self) -> Iterator[None]:
        with transaction.atomic():
            yield


_HERE = _NoLease(job_id=UUID(int=0), fence=0)
