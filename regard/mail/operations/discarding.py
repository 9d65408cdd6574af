"""Removing bytes that no row names any more: the row in the transaction of the erasure, the file after its commit."""

from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, ForeignKey, ForeignObjectRel, Model, OuterRef

from regard.jobs.operations import enqueue
from regard.kit import clock
from regard.mail import store
from regard.mail.models import Discarded, Raw
from regard.mail.operations.store import keep_rows

_A_QUERY = 500


def release(raws: Iterable[UUID], *, at: datetime) -> int:
    """Forget those of the kept bytes that no row of any room names; their files go after the commit. How many."""
    every, gone = sorted(set(raws)), 0
    for start in range(0, len(every), _A_QUERY):
        unnamed = Raw.objects.filter(id__in=every[start : start + _A_QUERY])
        for model, column in _naming():
            unnamed = unnamed.exclude(Exists(model._base_manager.filter(**{column: OuterRef("id")})))  # noqa: SLF001
        hashes = list(unnamed.values_list("sha256", flat=True))
        discard((str(store.path_of(sha256).relative_to(settings.DATA)) for sha256 in hashes), at=at)
        Raw.objects.filter(sha256__in=hashes).delete()
        gone += len(hashes)
    return gone


def discard(paths: Iterable[str], *, at: datetime) -> None:
    """Have files removed soon; `paths` are below the data folder."""
    rows = [Discarded(path=path, since=at) for path in paths]
    Discarded.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        enqueue("mail.remove_discarded", {}, at, key="mail.remove_discarded")


def remove_files() -> int:
    """Remove what was discarded; how many files. One at a time, so that what is done stays done. Raises OSError."""
    paths = list(Discarded.objects.values_list("path", flat=True))
    for path in paths:
        with transaction.atomic():
            _remove(Path(settings.DATA) / path)
            Discarded.objects.filter(path=path).delete()
    return len(paths)


def _remove(path: Path) -> None:
    """A file of the store only while nobody can begin to name it: who stores the same bytes waits for our row, and then
    finds the file missing and writes it again (`store.make_sure`)."""
    if path.parent.parent.name != "letters":
        path.unlink(missing_ok=True)
        return
    row = keep_rows({path.name: 0}, at=clock.now())[path.name]
    if row.size == 0 and not _is_named(row):
        path.unlink(missing_ok=True)
        row.delete()


def _is_named(row: Raw) -> bool:
    return any(model._base_manager.filter(**{column: row.id}).exists() for model, column in _naming())  # noqa: SLF001


def _naming() -> Collection[tuple[type[Model], str]]:
    """Every table, of any room, with a column that names kept bytes."""
    fields = Raw._meta.get_fields(include_hidden=True)  # noqa: SLF001  Django's own way to ask
    keys = [relation.field for relation in fields if isinstance(relation, ForeignObjectRel)]
    return [(key.model, key.attname) for key in keys if isinstance(key, ForeignKey)]
