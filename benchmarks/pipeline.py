"""From received to acknowledged and assigned: `python -m benchmarks pipeline [--count N] [--backlog N] [--database ...]`.

First: so many letters wait accepted, and the whole program is started; letters a second until each is in its conversation,
given to a person, clocked, and its receipt lies in the outbox. Then, with a backlog that is still waiting, fresh letters come
in by SMTP one after the other, and for each the seconds are taken until the customer's own server has its receipt.
"""

import asyncio
import json
import statistics
import sys
import time
from argparse import ArgumentParser
from typing import Any

from benchmarks._program import Program, program, wait_for
from benchmarks._send import send
from tools.testing.smtp_peer import Peer, smtp_peer

#: Letters put into the store and the table as the receiver does, in groups.
FILL = """
import django; django.setup()
from benchmarks._send import letter
from regard.kit import clock
from regard.mail.models import Inbound, Mailbox
from regard.mail.operations import accept_all
from regard.mail.operations.accept import Arrival, Envelope
mailbox = Mailbox.objects.get()
names = [f"{tag}-{{n}}" for n in range({count})]
for start in range(0, len(names), 200):
    accept_all([
        Arrival(
            raw=letter(name)[:-5], mailbox=mailbox, at=clock.now(),
            envelope=Envelope(way=Inbound.Way.SMTP, sender=f"{{name}}@load.example", recipient=mailbox.address),
        )
        for name in names[start:start + 200]
    ])
"""
DONE = "SELECT COUNT(*) FROM conversations_acknowledgement"


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks pipeline", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="letters whose way is timed")
    parser.add_argument("--backlog", type=int, default=100_000, help="letters that wait when fresh ones come in")
    parser.add_argument("--fresh", type=int, default=20)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    for database in options.database or ["sqlite", "postgresql"]:
        figures = {"database": database, **measure(database, options.count, options.backlog, options.fresh)}
        print(
            json.dumps(figures) if options.json else "\n".join(f"{name:48} {value}" for name, value in figures.items())
        )
    return 0


def measure(database: str, count: int, backlog: int, fresh: int) -> dict[str, Any]:
    with smtp_peer() as peer, program(database, REGARD_EMAIL_URL=peer.url) as regard:
        figures = _throughput(regard, count)
        if backlog:
            figures |= _fresh_beside_backlog(regard, peer, backlog, fresh)
    return figures


def _throughput(regard: Program, count: int) -> dict[str, Any]:
    regard.run_code(FILL.format(tag="first", count=count))
    regard.start()
    wait_for(lambda: _done(regard) >= count // 20, seconds=120)
    begun, before = time.monotonic(), _done(regard)
    wait_for(lambda: _done(regard) >= count, seconds=1800, every=0.2)
    rate = (count - before) / (time.monotonic() - begun)
    wait_for(lambda: not _left(regard), seconds=1800, every=0.5)
    everything = count / (time.monotonic() - begun)
    regard.stop()
    return {
        "letters": count,
        "acknowledged and assigned, letters a second": round(rate, 1),
        "and every receipt sent and indexed, letters a second": round(everything, 1),
    }


def _fresh_beside_backlog(regard: Program, peer: Peer, backlog: int, fresh: int) -> dict[str, Any]:
    regard.run_code(FILL.format(tag="late", count=backlog))
    time.sleep(60)  # until then they are fresh themselves
    regard.start()
    waited = []
    for number in range(fresh):
        name = f"fresh-{number}"
        begun = time.monotonic()
        asyncio.run(send(regard.smtp, name))
        wait_for(lambda name=name: _has_receipt(peer, name), seconds=300, every=0.05)  # type: ignore[misc]
        waited.append(time.monotonic() - begun)
    left = _left(regard)
    regard.stop()
    return {
        "backlog": backlog,
        "backlog still waiting at the end": left,
        "fresh letter to its receipt at the customer's, s (p50, longest)": f"{statistics.median(waited):.1f}, {max(waited):.1f}",
    }


def _done(regard: Program) -> int:
    return int(regard.query(DONE)[0][0])


def _left(regard: Program) -> int:
    return int(regard.query("SELECT COUNT(*) FROM jobs_job WHERE name <> 'promises.sweep'")[0][0])


def _has_receipt(peer: Peer, name: str) -> bool:
    return any(envelope.rcpt_tos == [f"{name}@load.example"] for envelope in reversed(list(peer.taken)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
