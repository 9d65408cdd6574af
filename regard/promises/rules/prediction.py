"""What an acknowledgement may promise, learned from what was kept (docs/algorithms/promise-prediction.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import inf
from zoneinfo import ZoneInfo

ENOUGH = 30
QUARTER, HOUR, FOUR_HOURS = timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4)


class Basis(StrEnum):
    HOUR = "hour"
    DAY_PART = "day part"
    QUEUE = "queue"
    POLICY = "policy"


@dataclass(frozen=True)
class Sample:
    """One message that needed an answer. `hour_of_week` is of its arrival; `seconds` of working time, None: unanswered."""

    queue: str
    hour_of_week: int
    seconds: int | None


@dataclass(frozen=True)
class Prediction:
    """Working time to promise, what it rests on, and how many messages that were."""

    duration: timedelta
    basis: Basis
    n: int


def hour_of_week(at: datetime, zone: str) -> int:
    """0 is Monday 00:00 to 00:59 in the zone, 167 the last hour of Sunday."""
    local = at.astimezone(ZoneInfo(zone))
    return local.weekday() * 24 + local.hour


def day_part(hour: int) -> str:
    """The part of the day of an hour of the week."""
    of_day = hour % 24
    if of_day < 6 or of_day >= 22:
        return "night"
    if of_day < 12:
        return "morning"
    return "afternoon" if of_day < 18 else "evening"


def predict(samples: Iterable[Sample], *, queue: str, hour: int, policy: timedelta) -> Prediction:
    """The time within which nine of ten comparable messages were answered, rounded up, never beyond the policy."""
    in_queue = [sample for sample in samples if sample.queue == queue]
    for basis, group in _groups(in_queue, hour):
        if len(group) >= ENOUGH:
            duration = _rounded_up(_ninth_tenth(group))
            if duration is None or duration >= policy:
                return Prediction(policy, Basis.POLICY, len(group))
            return Prediction(duration, basis, len(group))
    return Prediction(policy, Basis.POLICY, len(in_queue))


def _groups(in_queue: list[Sample], hour: int) -> Iterator[tuple[Basis, list[Sample]]]:
    yield Basis.HOUR, [sample for sample in in_queue if sample.hour_of_week == hour]
    part = day_part(hour)
    yield Basis.DAY_PART, [sample for sample in in_queue if day_part(sample.hour_of_week) == part]
    yield Basis.QUEUE, in_queue


def _ninth_tenth(group: list[Sample]) -> float:
    """Nearest rank. Unanswered messages rank last, so ignoring customers cannot shorten a promise."""
    ranked = sorted(inf if sample.seconds is None else sample.seconds for sample in group)
    return ranked[-(-9 * len(ranked) // 10) - 1]


def _rounded_up(seconds: float) -> timedelta | None:
    if seconds == inf:
        return None
    exact = timedelta(seconds=seconds)
    step = QUARTER if exact <= FOUR_HOURS else HOUR
    return max(-(-exact // step) * step, QUARTER)
