"""Months, counted back as people count them."""

from calendar import monthrange
from datetime import datetime

#: Nothing is kept for less: a slip of the pen must not empty a company.
SHORTEST, LONGEST = 1, 240


def months_before(at: datetime, months: int) -> datetime:
    """The same day and hour so many months earlier; the last day of a month that is shorter."""
    number = at.year * 12 + at.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))
