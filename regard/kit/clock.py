"""The one place that reads the wall clock. Everything else is handed its time as `at=`."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(tz=UTC)
