"""Compare the promise clock with a minute-by-minute count, and time it: `python -m benchmarks clock [--count N] [--seed N] [--json]`.

Every interval gets a random calendar (several intervals a day, holidays, dates with their own hours) in a random zone of
`zoneinfo`, more often one that changes its clocks, and then mostly around one of the two changes of a year. Compared are the
working time of the interval and three due times inside it, and that running and paused parts add up.
"""

import json
import random
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from regard.promises.rules.calendar import Hours, WorkingCalendar
from regard.promises.rules.clock import add_working_time, elapsed_with_pauses, working_time
from regard.promises.tests.oracle import end_of, open_minutes

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
YEARS = range(1990, 2041)
LONGEST = 21 * 24 * 60  # minutes


@dataclass
class Tally:
    seed: int
    intervals: int = 0
    near_a_change: int = 0
    zones: set[str] = field(default_factory=set)
    due_times: int = 0
    pauses: int = 0
    minutes_counted: int = 0
    differences: list[str] = field(default_factory=list)


def main(argv: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="benchmarks clock", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    started = time.perf_counter()
    tally = compare(options.count, options.seed)
    result = asdict(tally) | {"zones": len(tally.zones), "differences": len(tally.differences)}
    result |= {"seconds": round(time.perf_counter() - started, 1)} | speed(options.seed)
    for difference in tally.differences[:20]:
        print(difference, file=sys.stderr)
    print(json.dumps(result) if options.json else "\n".join(f"{name:26} {value}" for name, value in result.items()))
    return 1 if tally.differences else 0


def compare(count: int, seed: int) -> Tally:
    chance = random.Random(seed)
    zones = sorted(available_timezones())
    tally = Tally(seed)
    for _ in range(count):
        zone = chance.choice(zones)
        changes = offset_changes(zone, chance.choice(YEARS))
        while not changes and chance.random() < 0.8:
            zone = chance.choice(zones)
            changes = offset_changes(zone, chance.choice(YEARS))
        length = timedelta(minutes=int(LONGEST ** chance.random()))
        if changes and chance.random() < 0.85:
            start = chance.choice(changes) - chance.random() * (length + timedelta(hours=6))
            tally.near_a_change += 1
        else:
            start = datetime(chance.choice(YEARS), 1, 1, tzinfo=UTC) + chance.random() * 366 * DAY
        start = start.replace(second=0, microsecond=0)
        check(random_calendar(chance, zone, start), start, start + length, chance, tally)
    return tally


def check(calendar: WorkingCalendar, start: datetime, end: datetime, chance: random.Random, tally: Tally) -> None:
    minutes = open_minutes(calendar, start, end)
    tally.intervals += 1
    tally.zones.add(calendar.zone)
    tally.minutes_counted += int((end - start) / MINUTE)
    compared = [(working_time(calendar, start, end), len(minutes) * MINUTE, "working time")]
    for count in {1, len(minutes), chance.randint(1, len(minutes))} if minutes else ():
        due = add_working_time(calendar, start, count * MINUTE)
        compared.append((due, end_of(minutes[count - 1]), f"due after {count} minutes"))
        tally.due_times += 1
    pauses = [(since, since + chance.random() * (end - start) / 2) for since in _instants(chance, start, end)]
    paused = [(s.replace(second=0, microsecond=0), u.replace(second=0, microsecond=0)) for s, u in pauses]
    running = sum(not any(s.timestamp() <= minute * 60 < u.timestamp() for s, u in paused) for minute in minutes)
    compared.append((elapsed_with_pauses(calendar, start, end, paused), running * MINUTE, f"with pauses {paused}"))
    tally.pauses += len(paused)
    for ours, theirs, what in compared:
        if ours != theirs:
            tally.differences.append(f"{what}: {ours} instead of {theirs}, {start} to {end}, {calendar}")


def random_calendar(chance: random.Random, zone: str, near: datetime) -> WorkingCalendar:
    """A week with at least one open day; holidays and own hours lie on dates around `near`."""
    around = [date.fromordinal(near.toordinal() + day) for day in range(-2, 24)]
    week = [random_hours(chance) if chance.random() < 0.8 else () for _ in range(7)]
    week[chance.randrange(7)] = random_hours(chance)
    return WorkingCalendar(
        zone=zone,
        week=tuple(week),
        holidays=frozenset(chance.sample(around, chance.randint(0, 5))),
        exceptions=tuple((day, random_hours(chance)) for day in chance.sample(around, chance.choice((0, 0, 1, 2)))),
    )


def random_hours(chance: random.Random) -> Hours:
    """One to four intervals, sometimes touching, sometimes to midnight or the whole day."""
    if chance.random() < 0.15:
        return ((0, 1440),)
    step = chance.choice((1, 15, 30, 60))
    edges = sorted(chance.sample(range(0, 1441, step), 2 * chance.randint(1, 4)))
    hours = tuple(zip(edges[::2], edges[1::2], strict=True))
    return tuple(pairwise(edges)) if chance.random() < 0.1 else hours


@cache
def offset_changes(zone: str, year: int) -> tuple[datetime, ...]:
    """The hours of a year at which the zone's offset is not what it was an hour before."""
    info, start = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    days = [start + n * DAY for n in range(366)]
    changed = [day for day in days if day.astimezone(info).utcoffset() != (day + DAY).astimezone(info).utcoffset()]
    hours = [day + n * timedelta(hours=1) for day in changed for n in range(24)]
    return tuple(
        hour + timedelta(hours=1)
        for hour in hours
        if hour.astimezone(info).utcoffset() != (hour + timedelta(hours=1)).astimezone(info).utcoffset()
    )


def speed(seed: int, count: int = 100_000) -> dict[str, int]:
    """Due times a second for a usual desk: four hours, starts within a year, and spans up to two years."""
    chance = random.Random(seed)
    week = (((540, 720), (780, 1020)),) * 5 + ((), ())
    calendar = WorkingCalendar(
        zone="Europe/Berlin", week=week, holidays=frozenset({date(2026, 1, 1), date(2026, 12, 25)})
    )
    starts = [datetime(2026, 1, 1, tzinfo=UTC) + chance.random() * 365 * DAY for _ in range(count)]
    result = {}
    for name, duration in (("4_hours", timedelta(hours=4)), ("2_years", timedelta(hours=3600))):
        add_working_time(calendar, starts[0], duration)
        began = time.perf_counter()
        for start in starts:
            add_working_time(calendar, start, duration)
        result[f"additions_a_second_{name}"] = int(count / (time.perf_counter() - began))
    return result


def _instants(chance: random.Random, start: datetime, end: datetime) -> list[datetime]:
    return [start + chance.random() * (end - start) for _ in range(chance.randint(0, 3))]


if __name__ == "__main__":
    sys.exit(main())
