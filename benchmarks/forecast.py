"""One night of a company with many open deals: `python -m benchmarks forecast [--deals N] [--keep FOLDER]`.

Makes a company with N open deals, four times as many that have ended in two years, the first night of each month with its
snapshots and every other night without; then takes tonight's forecast as the nightly run does, and asks for the forecast page
by Django's own client. Prints seconds, peak memory of the run in MB, statements and milliseconds of the page.
"""

import json
import random
import resource
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks._folder import set_up

DAYS, GATES, OWNERS = 730, 7, 20
#: Of the deals that ended, so many are in the snapshots of the months in which they were open, until there are this many rows.
MOST_SNAPSHOTS = 600_000


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks forecast", description=__doc__)
    parser.add_argument("--deals", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=40, help="how often the page is asked for")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--database-url", default="", help="a PostgreSQL database that is empty; else SQLite")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        set_up(options.keep or Path(folder), options.database_url)
        print(json.dumps(_measure(options.deals, options.rounds)))
    return 0


def _measure(deals: int, rounds: int) -> dict[str, Any]:
    from regard.config.serving.command import prepare  # noqa: PLC0415  after `set_up`
    from regard.forecasting.models import Expected, Night, Snapshot  # noqa: PLC0415
    from regard.forecasting.operations import take_night  # noqa: PLC0415

    prepare()
    at = datetime.now(UTC).replace(hour=1, minute=30)
    if not Night.objects.exists():
        _make(deals, at)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    begun = time.monotonic()
    night = take_night(at=at)
    took = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "open deals": night.count if night else None, "snapshots": Snapshot.objects.count(), "nights": Night.objects.count(),
        "expected": Expected.objects.count(), "model": night.model if night else None, "learned from": night.trained_on if night else None,
        "night s": round(took, 1), "MB before": before, "peak MB": peak, **_page(rounds),
    }  # fmt: skip


def _page(rounds: int) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from regard.staff.models import User  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.order_by("id")[0])
    found: dict[str, Any] = {}
    month = date.today().replace(day=1)  # noqa: DTZ011  the month the company was made in
    for name, address in {"page": "/sales/forecast/", "month": f"/sales/forecast/{month.year}-{month.month}/"}.items():
        took = []
        for _ in range(rounds):
            begun = time.monotonic()
            answer = client.get(address)
            took.append((time.monotonic() - begun) * 1000)
            assert answer.status_code == 200, answer.status_code
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        found |= {
            f"{name} median ms": round(statistics.median(took)), f"{name} p95 ms": round(sorted(took)[int(rounds * 0.95)]),
            f"{name} statements": len(caught),
        }  # fmt: skip
    return found


def _make(deals: int, at: datetime) -> None:  # noqa: PLR0915  one company, told from its beginning
    from django.db import connection, transaction  # noqa: PLC0415

    from benchmarks._rows import Rows  # noqa: PLC0415
    from regard.customers import operations as customers  # noqa: PLC0415
    from regard.forecasting.models import Ending, Expected, Night, Snapshot  # noqa: PLC0415
    from regard.kit.ids import uuid7, uuid7_at  # noqa: PLC0415
    from regard.opportunities.models import Opportunity  # noqa: PLC0415
    from regard.opportunities.operations.pipelines import default_pipeline  # noqa: PLC0415
    from regard.staff import operations as staff  # noqa: PLC0415

    chance, first = random.Random(1), at - timedelta(days=DAYS)
    owners = [
        staff.add_user(email=f"seller{n}@havn.example", name=f"Seller {n}", role="owner" if n == 0 else "agent", zone="Europe/Copenhagen", at=first) for n in range(OWNERS)
    ]  # fmt: skip
    accounts = [customers.add_account(name=f"Company {n}", at=first).id for n in range(200)]
    pipeline = default_pipeline(at=first)
    ladder = pipeline.ladders.latest("number")
    gates = list(ladder.gates.order_by("position"))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    connection.disable_constraint_checking()
    rows = {model: Rows(model) for model in (Opportunity, Ending, Night, Snapshot, Expected)}
    with transaction.atomic():
        nights: dict[date, Any] = {}
        for back in range(DAYS, 0, -1):
            day = (at - timedelta(days=back)).date()
            nights[day] = uuid7()
            won = deals / 70 * 9000
            rows[Night].add(
                id=nights[day], taken_on=day, at=at - timedelta(days=back), count=deals, model="gradient boosting", trained_on=1000, beats_base_rate=True,
                contest={}, changes=[], scale=1.0, currency="EUR", missing_rates=[], record={"deals": 0}, week=None, previous="", digest=str(back),
            )  # fmt: skip
            for ahead in range(4):
                month = _later(day.replace(day=1), ahead)
                for owner in (None, *owners):
                    share = won if owner is None else won / OWNERS
                    said = share * chance.uniform(0.85, 1.15)
                    rows[Expected].add(
                        id=uuid7(), night_id=nights[day], month=month, is_company=owner is None, owner_id=owner.id if owner else None, pipeline_id=None,
                        expected=Decimal(round(said)), low=Decimal(round(said * 0.8)), high=Decimal(round(said * 1.2)),
                    )  # fmt: skip
        snapshots = 0
        for number in range(5 * deals):
            is_open = number < deals
            quality, owner = chance.gauss(0, 1), chance.choice(owners).id
            length = min(chance.expovariate(1 / 70) + 7, 400)
            begun = (
                at - timedelta(days=length * chance.random())
                if is_open
                else first + timedelta(days=chance.uniform(-30, DAYS - length))
            )
            ended = None if is_open else begun + timedelta(days=length)
            ended = ended if ended is None or ended < at else at - timedelta(days=1)
            won_it = chance.random() < 1 / (1 + 2.718 ** (1.2 - 1.3 * quality))
            worth, identifier = Decimal(round(2.718 ** chance.gauss(8.7, 0.8))), uuid7_at(begun)
            reached = (
                min(GATES - 1, int((at - begun).days / 20 * (1 + 0.3 * quality)))
                if is_open
                else GATES
                if won_it
                else chance.randint(0, 4)
            )
            rows[Opportunity].add(
                id=identifier, name="Service plan", account_id=chance.choice(accounts), ladder_id=ladder.id, owner_id=owner, amount=worth, currency="EUR",
                closes_on=(at + timedelta(days=chance.randint(1, 90))).date(), call=chance.choice((None, 40, 60, 80)), source=chance.choice(("web", "fair", "partner")),
                gate_id=gates[reached - 1].id if reached > 0 else None, stands_since=begun, heard_at=at - timedelta(days=chance.randint(0, 30)),
                outcome="" if is_open else "won" if won_it else "no decision", closed_at=ended, created_at=begun,
            )  # fmt: skip
            if ended is None:
                continue
            rows[Ending].add(
                id=uuid7(), opportunity_id=identifier, pipeline_id=pipeline.id, owner_id=owner, opened_on=begun.date(), ended_on=ended.date(), won=won_it,
                worth=worth, said_on=None, p=None, call=None,
            )  # fmt: skip
            for day in _firsts(begun.date(), ended.date()):
                if day not in nights or snapshots >= MOST_SNAPSHOTS:
                    continue
                snapshots += 1
                age = (day - begun.date()).days
                gate = max(0, min(GATES - 1, int(age / 20 * (1 + 0.3 * quality))))
                rows[Snapshot].add(
                    id=uuid7(), night_id=nights[day], opportunity_id=identifier, pipeline_id=pipeline.id, owner_id=owner, gate=gate, days_at_gate=min(age, 20),
                    amount=worth, currency="EUR", worth=worth, closes_on=day + timedelta(days=30), call=60, p=0.3, p_low=0.2, p_high=0.4,
                    expected_on=day + timedelta(days=40), expected_from=day + timedelta(days=10), expected_to=day + timedelta(days=90),
                    brings=worth, brings_low=worth, brings_high=worth, features={
                        "gate": gate, "age": age, "days_at_gate": min(age, 20), "quiet": max(0, int(chance.gauss(14 - 6 * quality, 6))), "evidence": gate + chance.randint(0, 2),
                        "kinds": 1, "coverage": round(min(1, max(0, 0.4 + 0.2 * quality)), 2), "people_met": chance.randint(0, 4), "single_thread": 0,
                        "amount": int(worth), "slips": chance.randint(0, 2), "source": "web", "pipeline": str(pipeline.id),
                    },
                )  # fmt: skip
        for one in rows.values():
            one.write()
    connection.enable_constraint_checking()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _later(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def _firsts(since: date, until: date) -> list[date]:
    """The first days of months between two days."""
    found, month = [], _later(since.replace(day=1), 1)
    while month < until:
        found.append(month)
        month = _later(month, 1)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
