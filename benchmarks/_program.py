"""What measuring programs share: a whole Regard in a folder of its own, on SQLite or on a new PostgreSQL database."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).parent.parent
#: Read here, because the tests' own settings leave nothing of ours in the environment.
SERVER = os.environ.get("REGARD_TEST_POSTGRESQL", "")
#: A company as small as can be: two agents, open day and night, receipts on. Run inside the program's own environment.
COMPANY = """
import django; django.setup()
from regard.kit import clock
from regard.staff import operations as staff
from regard.promises import operations as promises
from regard.channels.operations import open_email_channel
at = clock.now()
people = [
    staff.add_user(email=f"{name.lower()}@havn.example", name=f"{name} Agent", role=role, zone="UTC", at=at)
    for name, role in (("Ada", "agent"), ("Bo", "agent"), ("Olga", "owner"))
]
team = staff.add_team(name="Service", at=at, lead=people[2], members=people[:2])
calendar = promises.add_calendar(name="Always", zone="UTC", week=[[["00:00", "24:00"]]] * 7)
promises.add_policy(name="Everybody", calendar=calendar, first_answer_minutes=240, next_answer_minutes=240)
promises.set_team_hours(team=team, calendar=calendar)
open_email_channel(address="help@havn.example", name="Havn", team=team, at=at, acknowledges=True)
"""


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(ask: Callable[[], object], *, seconds: float, every: float = 0.02) -> float:
    """Ask until the answer is true; the seconds it took."""
    begun = time.monotonic()
    while not ask():
        if time.monotonic() - begun > seconds:
            raise TimeoutError(f"not so after {seconds} s")
        time.sleep(every)
    return time.monotonic() - begun


@dataclass
class Program:
    """A running Regard; `query` asks its database."""

    folder: Path
    database_url: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.http, self.smtp = free_port(), free_port()

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REGARD_", "DJANGO_"))}
        own = {
            "REGARD_DATA": str(self.folder / "var"),
            "REGARD_URL": f"http://127.0.0.1:{self.http}",
            "REGARD_HTTP_LISTEN": f"127.0.0.1:{self.http}",
            "REGARD_SMTP_LISTEN": f"127.0.0.1:{self.smtp}",
            "REGARD_DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "regard.config.settings",
        }
        return kept | own | self.settings

    def run_code(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, cwd=ROOT, capture_output=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode())
        return done.stdout.decode()

    def command(self, *words: str) -> list[str]:
        return [str(Path(sys.executable).parent / "regard"), *words]

    def make_company(self) -> None:
        subprocess.run(self.command("migrate"), env=self.environment, check=True, capture_output=True)
        self.run_code(COMPANY)

    def start(self) -> float:
        """Start and wait until it says that it is ready; the seconds that took."""
        begun = time.monotonic()
        log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(self.command("serve"), env=self.environment, stdout=log, stderr=log)
        wait_for(self.is_ready, seconds=60)
        return time.monotonic() - begun

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/readyz", timeout=2) as response:
                return bool(json.load(response)["ready"])
        except OSError:
            return False

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
            self.process = None

    def pids(self) -> list[int]:
        """The program's processes, its readers of mail too."""
        if self.process is None:
            return []
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += map(int, task.read_text().split())
        return found

    def memory_mb(self) -> float:
        """Proportional set size of all processes together."""
        lines = (Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() for pid in self.pids())
        return sum(int(line.split()[1]) for one in lines for line in one if line.startswith("Pss:")) / 1024

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(sql).fetchall()  # type: ignore[arg-type]
        import sqlite3  # noqa: PLC0415  one of two databases is asked

        with closing(sqlite3.connect(self.folder / "var" / "regard.sqlite3", timeout=30)) as database:
            return database.execute(sql).fetchall()


@contextmanager
def program(database: str, **settings: str) -> Iterator[Program]:
    """A new company in a folder of its own, not started; `database` is "sqlite" or "postgresql" (REGARD_TEST_POSTGRESQL)."""
    folder = Path(tempfile.mkdtemp(prefix="regard-bench-"))
    (folder / "var").mkdir()
    with _postgresql() if database == "postgresql" else _nothing() as url:
        one = Program(folder, url, dict(settings))
        try:
            one.make_company()
            yield one
        finally:
            one.stop()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _nothing() -> Iterator[str]:
    yield ""


@contextmanager
def _postgresql() -> Iterator[str]:
    if not SERVER:
        raise SystemExit("REGARD_TEST_POSTGRESQL names no server; `bin/services` starts one and says where.")
    name = f"regard_bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        try:
            parts = urlsplit(SERVER)
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]
