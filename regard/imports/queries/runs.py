"""Reading imports."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from regard.imports.models import ImportRun

#: A run in which nothing moved for so long was interrupted: its worker is gone, or it was begun at a terminal that was closed.
QUIET = timedelta(minutes=3)


def latest_runs() -> "QuerySet[ImportRun]":
    """Imports, the latest first."""
    return ImportRun.objects.select_related("by").order_by("-created_at")


def earlier_runs_of(run: ImportRun) -> "QuerySet[ImportRun]":
    """Imports of the very same file that brought something in and were not undone, the latest first."""
    same = ImportRun.objects.filter(fingerprint=run.fingerprint, started_at__isnull=False).exclude(id=run.id)
    return same.exclude(state=ImportRun.State.UNDONE).select_related("by").order_by("-started_at")


def sentence_of_earlier(earlier: ImportRun) -> str:
    """That a file was imported before, when and by whom."""
    at = earlier.started_at or earlier.created_at
    words = {"day": at.strftime("%Y-%m-%d"), "name": earlier.by.name if earlier.by else _("somebody at a terminal")}
    return _("This very file was imported on %(day)s by %(name)s.") % words


def rows_a_second(run: ImportRun, *, at: datetime) -> float:
    """The pace since it began or went on."""
    seconds = (at - run.pace_at).total_seconds() if run.pace_at else 0
    return max(0, run.position - run.pace_from) / seconds if seconds > 0 else 0
