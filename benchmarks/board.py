"""The board of many open deals: `python -m benchmarks board [--deals N] [--rounds N] [--json]`.

In a company of its own, on SQLite or on what REGARD_DATABASE_URL names: N open deals (5,000) over five gates, each with evidence,
three people on its map and two steps. What is asked for is answered in this process, by the whole stack without the network:
milliseconds at the median and at the 95th percentile, KiB as they are sent and elements of the board, the list and one opportunity.
"""

import gzip
import json
import os
import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks._folder import set_up


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks board", description=__doc__)
    parser.add_argument("--deals", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    folder = Path(tempfile.mkdtemp(prefix="regard-board-"))
    try:
        set_up(folder, os.environ.get("REGARD_DATABASE_URL", ""))
        figures = _measure(options.deals, options.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, one in figures["pages"].items():
            print(
                f"{name:<12} p50 {one['p50_ms']:>6} ms   p95 {one['p95_ms']:>6} ms   {one['kib']} KiB   about {one['elements']} elements"
            )
    return 0


def _measure(deals: int, rounds: int) -> dict[str, Any]:
    from django.test import Client  # noqa: PLC0415  after `set_up`

    from regard.config.serving.command import prepare  # noqa: PLC0415
    from regard.kit import clock  # noqa: PLC0415
    from regard.staff.operations import add_user  # noqa: PLC0415

    prepare()
    ada = add_user(email="ada@board.example", name="Ada Agent", role="owner", at=clock.now())
    sys.stderr.write(f"building {deals:,} deals\n")
    one = _build(ada, deals)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(ada)
    paths = {
        "board": "/sales/",
        "quarter": "/sales/?closing=quarter",
        "list": "/sales/list/",
        "opportunity": f"/sales/{one}/",
    }
    return {"deals": deals, "pages": {name: _time(client, path, rounds) for name, path in paths.items()}}


def _build(ada: Any, deals: int) -> Any:
    """Rows as the operations would write them, all at once: what is measured is reading."""
    from decimal import Decimal  # noqa: PLC0415
    from random import Random  # noqa: PLC0415

    from regard.customers.models import Account, Contact, CustomerNote  # noqa: PLC0415
    from regard.kit import clock  # noqa: PLC0415
    from regard.opportunities.models import BuyingRole, DecisionStep, Evidence, Opportunity  # noqa: PLC0415
    from regard.opportunities.operations import default_pipeline  # noqa: PLC0415

    chance, now = Random(5), clock.now()
    ladder = default_pipeline(at=now).ladders.get()
    gates = list(ladder.gates.all())[:5]
    accounts = [Account(name=f"Company {number}", created_at=now) for number in range(deals // 3 + 1)]
    Account.objects.bulk_create(accounts, batch_size=2000)
    people = [
        Contact(name=f"Person {number}", account=account, created_at=now) for account in accounts for number in range(3)
    ]
    Contact.objects.bulk_create(people, batch_size=2000)
    rows, proofs, notes, roles, steps = [], [], [], [], []
    for number in range(deals):
        account = accounts[number // 3]
        who = people[number // 3 * 3 : number // 3 * 3 + 3]
        gate = chance.choice([None, *gates])
        since = now - timedelta(days=chance.randrange(1, 40))
        row = Opportunity(
            name=f"Deal {number}", account=account, ladder=ladder, owner=ada, amount=Decimal(chance.randrange(500, 200_000)),
            currency="EUR", gate=gate, stands_since=since, stands_until=since + timedelta(days=45) if gate else None,
            heard_at=since, created_at=now - timedelta(days=60), closes_on=(now + timedelta(days=chance.randrange(90))).date(),
        )  # fmt: skip
        rows.append(row)
        if gate:
            note = CustomerNote(text="They said so on the telephone.", author=ada, at=since, contact=who[0])
            notes.append(note)
            proofs.append(Evidence(opportunity=row, gate=gate, kind="meeting", contact=who[0], happened_at=since, words="We will do this in spring.", recorded_at=since, recorded_by=ada, note=note))  # fmt: skip
        roles += [BuyingRole(opportunity=row, contact=one, role=role, added_at=since, heard_at=chance.choice([None, since])) for one, role in zip(who, ("economic buyer", "user", "decider"), strict=True)]  # fmt: skip
        steps += [DecisionStep(opportunity=row, text="Board meets", contact=who[0], due_on=(now + timedelta(days=days)).date(), created_at=since) for days in (chance.randrange(-5, 40), 60)]  # fmt: skip
    for table, made in (
        (Opportunity, rows),
        (CustomerNote, notes),
        (Evidence, proofs),
        (BuyingRole, roles),
        (DecisionStep, steps),
    ):
        table.objects.bulk_create(made, batch_size=2000)
    return next(row.id for row in rows if row.gate)


def _time(client: Any, path: str, rounds: int) -> dict[str, Any]:
    first = client.get(path)
    assert first.status_code == 200, path
    took = []
    for _round in range(rounds):
        start = time.perf_counter()
        client.get(path)
        took.append(1000 * (time.perf_counter() - start))
    cuts = quantiles(took, n=20)
    return {
        "p50_ms": round(quantiles(took, n=2)[0]), "p95_ms": round(cuts[-1]),
        "kib": round(len(gzip.compress(first.content)) / 1024, 1), "elements": first.content.count(b"</") + first.content.count(b"<input"),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
