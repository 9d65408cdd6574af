"""Installations of earlier versions are taken over: nothing is lost, and the pages show them."""

import json
import lzma
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

RELEASES = Path(__file__).parent / "releases"
#: Run in the upgraded installation: what is in its tables, and how its pages answer the owner.
LOOK = """
import django, json; django.setup()
from django.db import connection
from django.test import Client
from regard.conversations.models import Conversation
from regard.staff.models import User
counts = {}
with connection.cursor() as cursor:
    for table in %(tables)r:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        counts[table] = cursor.fetchone()[0]
client = Client(headers={"host": "127.0.0.1"})
client.force_login(User.objects.get(role="owner", is_active=True))
one = Conversation.objects.order_by("number").first()
pages = {path: client.get(path).status_code for path in ("/today/", "/inbox/", f"/inbox/{one.id}/", "/report/", "/settings/people/")}
print(json.dumps({"counts": counts, "pages": pages}))
"""


@contextmanager
def taken_over(version: str, folder: Path) -> Iterator[str]:
    """The earlier installation's database, for the database these tests run on."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        (folder / "regard.sqlite3").write_bytes(lzma.decompress((RELEASES / f"{version}.sqlite3.xz").read_bytes()))
        yield ""
        return
    server, name = os.environ["REGARD_DATABASE_URL"], f"upgrade_{uuid.uuid4().hex[:8]}"
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        try:
            dump = lzma.decompress((RELEASES / f"{version}.sql.xz").read_bytes())
            subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url], input=dump, check=True, capture_output=True)
            yield url
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


# It needs a database of its own, but which one follows the run: it is no pure test.
@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("version", sorted(path.stem for path in RELEASES.glob("*.json")))
def test_data_of_an_earlier_version_is_all_there_and_shown(version: str, tmp_path: Path) -> None:
    vendor = "sqlite" if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else "postgresql"
    counts = json.loads((RELEASES / f"{version}.json").read_text())[vendor]
    with taken_over(version, tmp_path) as url:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REGARD_", "DJANGO_"))}
        own = {
            "REGARD_DATA": str(tmp_path),
            "REGARD_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "regard.config.settings",
        }
        run(str(Path(sys.executable).parent / "regard"), "migrate", environment=kept | own)
        looked = run(sys.executable, "-c", LOOK % {"tables": list(counts)}, environment=kept | own)
    found = json.loads(looked.splitlines()[-1])
    assert found["counts"] == counts
    assert set(found["pages"].values()) == {200}


def run(*command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
    return done.stdout.decode()
