"""Months, and the night that is thirty days before the end of one. Days are UTC's."""

from datetime import date, timedelta

#: A forecast is held against what came in this long before the end of the month; a night later than that by at most so much will do.
AHEAD, LATE = timedelta(days=30), timedelta(days=4)


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def later(month: date, count: int) -> date:
    """The first day of the month `count` months later, or earlier."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def said_between(month: date) -> tuple[date, date]:
    """The first and the last night that may count as thirty days before the end of a month."""
    night = later(month, 1) - AHEAD
    return night, night + LATE
