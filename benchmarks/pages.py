"""How quick the pages are in a big company: `python -m benchmarks pages [--contacts N] [--messages N] [--keep FOLDER]`.

Makes a company of that size and one of 10,000 messages (see `_big.py`) on SQLite, or with `--database postgresql` on the
server of REGARD_TEST_POSTGRESQL; with `--keep` they stay and are used again. Each page is asked for over HTTP from the web
part that `regard serve` runs, the worker stopped, by one signed-in client that keeps its connection; `cpu` is what the
server's processes spent on one request. Statements are counted in this process. Then eight clients ask at once.
"""

import gzip
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import uuid
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks._folder import make_once, set_up
from benchmarks._program import SERVER
from benchmarks._web import Client, Web, many, web

SMALL, CLIENTS, UNDER_LOAD_SECONDS = 10_000, 8, 20
#: Of twenty requests under load: what a room of agents asks for. Their pages ask again every few seconds whether anything is new.
PAGES_MIX = {
    "conversation, waiting": 6, "conversation, closed": 2, "inbox, mine": 3, "inbox, team": 2, "inbox, closed": 1, "today": 2,
    "search, usual word": 1, "search, two words": 1, "conversation, 50 messages and more": 1, "notifications": 1,
}  # fmt: skip
POLLS_MIX = {
    "conversation, nothing new": 18, "inbox, nothing new": 8, "today, nothing new": 4, "conversation, something new": 6,
    "inbox, something new": 3, "today, something new": 1,
}  # fmt: skip


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks pages", description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=40, help="how often each page is asked for")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--alone", action="store_true", help="without the small company to compare with")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    small = None if options.alone else _small(options)
    figures = _in_folder(options)
    if small:
        figures["times the small one"] = _ratios(figures, small)
        figures["small"] = small
    print(json.dumps(figures) if options.json else _told(figures))
    return 0


def _small(options: Namespace) -> dict[str, Any]:
    """The same in a young company, in a process of its own: Django serves one database."""
    contacts = max(1000, options.contacts * SMALL // options.messages)
    command = [sys.executable, "-m", "benchmarks", "pages", "--alone", "--json", "--messages", str(SMALL), "--contacts"]
    command += [str(contacts), "--rounds", str(options.rounds), "--database", options.database]
    command += ["--keep", str(options.keep)] if options.keep else []
    found: dict[str, Any] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found


def _in_folder(options: Namespace) -> dict[str, Any]:
    folder = options.keep or Path(tempfile.mkdtemp(prefix="regard-pages-"))
    place = (folder / f"{options.database}-{options.messages}").resolve()
    url = _database(options) if options.database == "postgresql" else ""
    try:
        return _measure(place, url, options)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
            _drop(url)


def _measure(folder: Path, url: str, options: Namespace) -> dict[str, Any]:
    set_up(folder, url)
    figures: dict[str, Any] = {"database": options.database, "messages": options.messages, "contacts": options.contacts}
    figures |= make_once(messages=options.messages, contacts=options.contacts)
    figures["load average"] = os.getloadavg()[0]
    from benchmarks._visits import owner_visits, reader, visits  # noqa: PLC0415  after `set_up`

    ada, olga = reader("ada@havn.example"), reader("olga@havn.example")
    own = visits(ada, random.Random(2))
    with web(folder, url) as running:
        pages = {one.name: _page(one, ada, running, options.rounds) for one in own}
        pages |= {one.name: _page(one, olga, running, options.rounds) for one in owner_visits()}
        figures["pages"] = pages
        paths = {one.name: one.path for one in own}
        for name, mix in (("pages alone", PAGES_MIX), ("pages and polls", PAGES_MIX | POLLS_MIX)):
            asked = [paths[page]() for page, times in mix.items() for _ in range(times * 10)]
            random.Random(3).shuffle(asked)
            rate = many(running.port, ada.session, asked, clients=CLIENTS, seconds=UNDER_LOAD_SECONDS)
            figures[f"requests a second, {CLIENTS} clients, {name}"] = round(rate, 1)
    return figures


def _page(visit: Any, who: Any, running: Web, rounds: int) -> dict[str, Any]:
    """One page's figures: milliseconds, statements, bytes as sent, elements."""
    client = Client(running.port, who.session)
    who.read(visit.path())
    statements = max(who.statements(visit.path()) for _ in range(3))
    for _ in range(3):
        client.get(visit.path())
    before = running.cpu_seconds()
    answers = [client.get(visit.path()) for _ in range(rounds)]
    cpu = (running.cpu_seconds() - before) / rounds * 1000
    if any(answer.status not in {200, 204} for answer in answers):
        raise RuntimeError(f"{visit.name}: {[answer.status for answer in answers]}")
    taken = [answer.seconds * 1000 for answer in answers]
    body = answers[-1].body
    html = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    return {
        "p50": round(statistics.median(taken), 1), "p95": round(statistics.quantiles(taken, n=20)[18], 1), "cpu": round(cpu, 1),
        "statements": statements, "bytes": len(body), "elements": len(re.findall(rb"<[a-z]", html)),
    }  # fmt: skip


def _ratios(figures: dict[str, Any], small: dict[str, Any]) -> dict[str, float]:
    """How many times the server's CPU the pages cost that they cost in the small company."""
    return {
        name: round(page["cpu"] / max(small["pages"][name]["cpu"], 0.1), 2) for name, page in figures["pages"].items()
    }


def _database(options: Namespace) -> str:
    if not SERVER:
        raise SystemExit("REGARD_TEST_POSTGRESQL names no server; `bin/services` starts one and says where.")
    kept = f"{options.keep.name}_{options.messages}" if options.keep else uuid.uuid4().hex[:8]
    name = f"regard_pages_{re.sub(r'[^a-z0-9]', '_', kept.lower())}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def _drop(url: str) -> None:
    if url:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {urlsplit(url).path[1:]} WITH (FORCE)")  # type: ignore[arg-type]


def _told(figures: dict[str, Any]) -> str:
    """A table of the pages, then everything else."""
    ratios = figures.get("times the small one", {})
    lines = [
        f"{'':36} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'SQL':>4} {'bytes':>7} {'elements':>8} {'x small':>8}"
    ]
    lines += [
        f"{name:36} {page['p50']:8} {page['p95']:8} {page['cpu']:8} {page['statements']:4} {page['bytes']:7}"
        f" {page['elements']:8} {ratios.get(name, ''):>8}"
        for name, page in figures["pages"].items()
    ]
    rest = {name: value for name, value in figures.items() if not isinstance(value, dict)}
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in rest.items())])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
