"""How soon the program is ready, and what it needs when idle: `python -m benchmarks start [--rounds N] [--database sqlite]`.

`regard serve` is started on a data folder that is there already, stopped, and started again. Memory is the proportional set size of all its processes together, ten seconds after it was ready and had
shown the sign-in page; `cpu` what they had spent by then.
"""

import json
import statistics
import sys
import time
import urllib.request
from argparse import ArgumentParser
from typing import Any

from benchmarks._program import Program, program
from benchmarks._web import cpu_of

IDLE_SECONDS = 10


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with program(options.database) as regard:
        figures = {"database": options.database} | _measure(regard, options.rounds)
    print(json.dumps(figures) if options.json else "\n".join(f"{name:44} {value}" for name, value in figures.items()))
    return 0


def _measure(regard: Program, rounds: int) -> dict[str, Any]:
    ready: list[float] = []
    for number in range(rounds):
        ready.append(regard.start())
        if number < rounds - 1:
            regard.stop()
    with urllib.request.urlopen(f"http://127.0.0.1:{regard.http}/accounts/login/", timeout=30) as page:
        page.read()
    time.sleep(IDLE_SECONDS)
    figures = {
        "ready after, s (median)": round(statistics.median(ready), 2),
        "ready after, s (all)": ", ".join(f"{seconds:.2f}" for seconds in ready),
        "cpu until idle, s": round(sum(cpu_of(pid) for pid in regard.pids()), 2),
        "processes": len(regard.pids()),
        "memory idle, MB (proportional)": round(regard.memory_mb()),
    }
    regard.stop()
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
