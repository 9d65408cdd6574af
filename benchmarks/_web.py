"""The web part of a running Regard, alone, and clients that keep their connection."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from benchmarks._program import ROOT, free_port, wait_for

#: The web part as `regard serve` runs it; the worker, the readers of mail and the timetable stay off.
CODE = """
import django; django.setup()
from regard.config.serving import command, parts
command.prepare(); parts.close_connections(); parts.run_web(lambda: None)
"""
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, as it was sent; `seconds` from the first byte asked to the last one read."""

    status: int
    body: bytes
    seconds: float


class Client:
    """One signed-in client on one connection."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip", "Accept": "text/html"}

    def get(self, path: str) -> Answer:
        begun = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        return Answer(status=response.status, body=body, seconds=time.perf_counter() - begun)


@dataclass(frozen=True, kw_only=True)
class Web:
    """A running web part."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Spent so far by all of its processes."""
        return sum(cpu_of(pid) for pid in [self.pid, *_children(self.pid)])


@contextmanager
def web(folder: Path, database_url: str) -> Iterator[Web]:
    """The web part of the company in `folder`, ready."""
    port = free_port()
    own = {
        "REGARD_DATA": str(folder), "REGARD_DATABASE_URL": database_url, "REGARD_HTTP_LISTEN": f"127.0.0.1:{port}",
        "REGARD_URL": f"http://127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "regard.config.settings",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGARD_")}
    process = subprocess.Popen([sys.executable, "-c", CODE], env=kept | own, cwd=ROOT)
    try:
        wait_for(lambda: _answers(port), seconds=60)
        yield Web(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait(60)


def many(port: int, session: str, paths: Sequence[str], *, clients: int, seconds: float) -> float:
    """Requests a second that so many clients get, each asking for all of the paths in turn, from a place of its own."""
    done: list[int] = []
    until = time.monotonic() + seconds

    def ask(first: int) -> None:
        client, count = Client(port, session), 0
        turns = cycle([*paths[first:], *paths[:first]])
        while time.monotonic() < until:
            status = client.get(next(turns)).status
            if status not in {200, 204}:
                raise RuntimeError(f"{status} under load")
            count += 1
        done.append(count)

    threads = [threading.Thread(target=ask, args=(number * len(paths) // clients,)) for number in range(clients)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(done) < clients:
        raise RuntimeError("a client stopped")
    return sum(done) / (time.monotonic() - begun)


def _answers(port: int) -> bool:
    try:
        return Client(port, "").get("/readyz").status == 200
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    found = [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]
    return [*found, *(deeper for child in found for deeper in _children(child))]


def cpu_of(pid: int) -> float:
    """Seconds of CPU that one process has spent."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK
