"""Keeps a small installation of this version, so that later versions prove that they can take it over.

`python -m tools.release_data VERSION`: a day of the sample company on SQLite and on PostgreSQL (REGARD_TEST_POSTGRESQL), as
`regard/config/tests/releases/VERSION.{sqlite3,sql}.xz`, and what is in it as VERSION.json.
"""

import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

FOLDER = Path(__file__).parent.parent / "regard" / "config" / "tests" / "releases"
#: What must be there after any upgrade.
COUNTED = (
    "staff_user", "customers_account", "customers_contact", "conversations_conversation", "conversations_message",
    "conversations_acknowledgement", "promises_clock", "mail_inbound", "mail_outgoing", "events_event",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    (version,) = arguments
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        counts = {"sqlite": _on_sqlite(Path(folder), version), "postgresql": _on_postgresql(Path(folder), version)}
    (FOLDER / f"{version}.json").write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    return 0


def _fill(folder: Path, database_url: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGARD_")}
    own = {"REGARD_DATA": str(folder), "REGARD_DATABASE_URL": database_url}
    for words in (["migrate"], ["demo", "load", "--days", "1"]):
        subprocess.run(
            [Path(sys.executable).parent / "regard", *words], env=kept | own, check=True, capture_output=True
        )


def _on_sqlite(folder: Path, version: str) -> dict[str, int]:
    data = folder / "sqlite"
    data.mkdir()
    _fill(data, "")
    path = data / "regard.sqlite3"
    with sqlite3.connect(path) as database:
        counts = {table: database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in COUNTED}
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("VACUUM")
    (FOLDER / f"{version}.sqlite3.xz").write_bytes(lzma.compress(path.read_bytes(), preset=9))
    return counts


def _on_postgresql(folder: Path, version: str) -> dict[str, int]:
    server, name = os.environ["REGARD_TEST_POSTGRESQL"], f"release_{uuid.uuid4().hex[:8]}"
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    data = folder / "postgresql"
    data.mkdir()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        try:
            _fill(data, url)
            dump = subprocess.run(
                ["pg_dump", "--no-owner", "--no-privileges", url], check=True, capture_output=True
            ).stdout
            with psycopg.connect(url) as database:
                counts = {
                    table: int(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # type: ignore[arg-type, index]
                    for table in COUNTED
                }
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]
    (FOLDER / f"{version}.sql.xz").write_bytes(lzma.compress(dump, preset=9))
    return counts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
