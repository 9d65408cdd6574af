"""The day and time at which tests run, whatever the real one: what they show must not depend on when they are run."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: Puts a program's clock where the tests' stands, by `PYTHONPATH`.
AT_STARTUP = Path(__file__).parent / "at_startup"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHIFT = "TEST_CLOCK_SHIFT"


def shift() -> timedelta:
    """How far the tests' clock is behind the real one; the same in each process that the first one starts.

    It stands at the latest `TEST_CLOCK` in UTC that has passed, else within working hours: `TEST_CLOCK=sat-03:00 bin/test`.
    """
    if _SHIFT not in os.environ:
        day, _, time_of_day = os.environ.get("TEST_CLOCK", "tue-08:30").partition("-")
        begun = datetime.now(UTC)
        hour, minute = map(int, time_of_day.split(":"))
        stands = begun.replace(hour=hour, minute=minute) - timedelta(days=(begun.weekday() - DAYS.index(day)) % 7)
        behind = begun - (stands if stands <= begun else stands - timedelta(days=7))
        os.environ[_SHIFT] = str(behind.total_seconds())
    return timedelta(seconds=float(os.environ[_SHIFT]))
