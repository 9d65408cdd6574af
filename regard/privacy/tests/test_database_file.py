"""Nothing of an erased person is left in the bytes of SQLite's file either; PostgreSQL's belong to its server, so its tables are read."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from conftest import MORNING, make_company
from regard.customers.models import Account
from regard.privacy import operations
from tools.testing.finding import found
from tools.testing.planting import Planted
from tools.testing.search_jobs import run_search_jobs


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_forgets_too(settings: Any, tmp_path: Path) -> None:
    settings.DATA, settings.MAIL_AUTHSERV_ID = tmp_path, "mx.havn.example"
    planted = Planted(make_company())
    run_search_jobs()
    assert len(_left(planted)) >= 40
    row = operations.erase(contact=planted.contact, ground="asked", by=planted.company.olga, at=MORNING + timedelta(days=2), accounts=Account.objects.filter(id=planted.household.id), confirmed=True)  # fmt: skip
    operations.finish(erasure=row, at=MORNING + timedelta(days=2))
    assert _left(planted) == []


def _left(planted: Planted) -> list[str]:
    if connection.vendor != "sqlite":
        return list(found(planted.words(), Path("nowhere")))
    file = Path(connection.settings_dict["NAME"])
    log = file.with_name(f"{file.name}-wal")
    bytes_ = b"".join(path.read_bytes().lower() for path in (file, log) if path.exists())
    return [place for place, word in planted.words().items() if word.lower().encode() in bytes_]
