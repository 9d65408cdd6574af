"""How many letters a second are accepted durably over SMTP: `python -m benchmarks mail-in [--count N] [--connections N]...`.

4 KiB each, each over a new connection, all over loopback, into one folder of one disk: Regard's receiver on SQLite and on
PostgreSQL (a cluster of its own that really syncs), and Postfix into its queue, one after the other in one run. Nothing is
processed meanwhile. Needs Postfix and root, because Postfix does.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks._program import ROOT, Program, free_port, wait_for

RECEIVER = """
import django; django.setup()
import asyncio
from regard.mail import listener
asyncio.run(listener.serve(stopping=asyncio.Event()))
"""
MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mail.havn.example
mydestination = havn.example
local_recipient_maps =
alias_maps =
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_end_of_data_restrictions = check_client_access static:HOLD
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
maillog_file = {folder}/log
maillog_file_prefixes = /
"""
MASTER_CF = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks mail-in", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="letters each time")
    parser.add_argument("--connections", type=int, action="append")
    parser.add_argument("--only", choices=["postfix", "sqlite", "postgresql"], action="append")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    folder = Path(tempfile.mkdtemp(prefix="regard-mail-in-"))
    folder.chmod(0o755)
    figures: dict[str, float] = {}
    try:
        for name, server in (("postfix", postfix), ("sqlite", on_sqlite), ("postgresql", on_postgresql)):
            if name in (options.only or [name]):
                with server(folder) as (port, stored):
                    for connections in options.connections or [1, 10]:
                        rate = measure(port, connections, options.count, stored)
                        figures[f"{name}, {connections} connections, letters a second"] = round(rate)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(figures) if options.json else "\n".join(f"{name:48} {value}" for name, value in figures.items()))
    return 0


def measure(port: int, connections: int, count: int, stored: Callable[[], int]) -> float:
    """Letters a second, after a few to warm up; every accepted one must be there."""
    before = stored()
    _send(port, connections, 50, f"warm{connections}")
    seconds = _send(port, connections, count, f"c{connections}")
    assert stored() - before == count + 50, f"{stored() - before} of {count + 50} are stored"
    return count / seconds


def _send(port: int, connections: int, count: int, tag: str) -> float:
    command = [sys.executable, "-m", "benchmarks._send", str(port), str(connections), str(count), tag]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


@contextmanager
def postfix(folder: Path) -> Iterator[tuple[int, Callable[[], int]]]:
    place, port = folder / "postfix", free_port()
    for name in ("etc", "queue", "data"):
        (place / name).mkdir(parents=True)
    shutil.chown(place / "data", "postfix")
    (place / "etc" / "main.cf").write_text(MAIN_CF.format(folder=place))
    (place / "etc" / "master.cf").write_text(MASTER_CF.format(port=port))
    command = ["postfix", "-c", str(place / "etc")]
    subprocess.run([*command, "start"], check=True, capture_output=True)
    try:
        time.sleep(1)
        yield port, lambda: sum(len(files) for _at, _folders, files in os.walk(place / "queue" / "hold"))
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True)


@contextmanager
def on_sqlite(folder: Path) -> Iterator[tuple[int, Callable[[], int]]]:
    with _receiver(Program(_made(folder / "sqlite"))) as found:
        yield found


@contextmanager
def on_postgresql(folder: Path) -> Iterator[tuple[int, Callable[[], int]]]:
    """A cluster with its defaults: every commit is on the disk before it is told."""
    place, port = folder / "postgresql", free_port()
    place.mkdir()
    shutil.chown(place, "postgres")
    tools = max(Path("/usr/lib/postgresql").glob("*/bin"))
    control = ["runuser", "-u", "postgres", "--", str(tools / "pg_ctl"), "-D", str(place / "data"), "-w"]
    init = ["runuser", "-u", "postgres", "--", str(tools / "initdb"), "-D", str(place / "data"), "-U", "postgres"]
    subprocess.run([*init, "--auth", "trust"], check=True, capture_output=True, cwd="/")
    options = f"-p {port} -k /tmp -c listen_addresses=127.0.0.1"
    subprocess.run([*control, "-l", str(place / "log"), "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/")  # fmt: skip
    try:
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        wait_for(lambda: psycopg.connect(url), seconds=20)
        with _receiver(Program(_made(folder / "with-postgresql"), url)) as found:
            yield found
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, cwd="/")


def _made(folder: Path) -> Path:
    (folder / "var").mkdir(parents=True)
    return folder


@contextmanager
def _receiver(regard: Program) -> Iterator[tuple[int, Callable[[], int]]]:
    regard.make_company()
    process = subprocess.Popen([sys.executable, "-c", RECEIVER], env=regard.environment, cwd=ROOT)
    try:
        wait_for(lambda: _listens(regard.smtp), seconds=30)
        yield regard.smtp, lambda: int(regard.query("SELECT COUNT(*) FROM mail_inbound")[0][0])
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
