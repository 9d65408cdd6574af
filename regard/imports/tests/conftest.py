"""Bringing files in as the page does, without a worker."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from conftest import MORNING, Company
from regard.customers import models
from regard.customers.rules.incoming import Doubles
from regard.imports import operations
from regard.imports.models import ImportRun

Import = Callable[..., ImportRun]


@pytest.fixture
def bring(company: Company, tmp_path: Path) -> Import:
    """Bring a file in to the end, or up to its check."""

    def bring(content: str | bytes, *, doubles: str = "fill", name: str = "people.csv", mapping: dict[str, str] | None = None, until: str = "end") -> ImportRun:  # fmt: skip
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        mailbox = company.mailbox if name.endswith("mbox") else None
        run = operations.start(path=path, filename=name, by=company.olga, at=MORNING, mailbox=mailbox)
        run.mapping = {**run.mapping, **(mapping or {})}
        operations.map_columns(
            run=run, mapping=run.mapping, doubles=Doubles(doubles), by=company.olga, at=MORNING, in_line=False
        )
        operations.check(run_id=run.id, now=lambda: MORNING)
        run.refresh_from_db()
        if until == "end":
            operations.begin(run=run, by=company.olga, at=MORNING, in_line=False)
            assert operations.work(run_id=run.id, now=lambda: MORNING) is False
            run.refresh_from_db()
        return run

    return bring


def take_back(run: ImportRun, company: Company) -> ImportRun:
    """Undo a run to the end."""
    operations.undo(run=run, by=company.olga, at=MORNING, in_line=False)
    assert operations.undo_some(run_id=run.id, now=lambda: MORNING) is False
    run.refresh_from_db()
    return run


TABLES: list[type[Model]] = [
    getattr(models, name)
    for name in models.__all__
    if name not in {"SavedList", "EditRun", "NoteMention", "CustomerFile"}
]


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of customers."""
    return {
        table.__name__: sorted(table._default_manager.values(), key=lambda row: str(row.get("id") or row.get("domain")))
        for table in TABLES
    }


def without_ids() -> dict[str, list[str]]:
    """Every row with names in place of ids, for comparing two databases that were filled apart."""
    names = {
        str(row.pk): row.name
        for table in (models.Account, models.Contact, models.CustomerTag)
        for row in table._default_manager.all()
    }  # type: ignore[attr-defined]
    found = {}
    for table in TABLES:
        rows = [
            {name: names.get(str(value), str(value)) for name, value in row.items() if name != "id"}
            for row in table._default_manager.values()
        ]
        found[table.__name__] = sorted(map(str, rows))
    return found
