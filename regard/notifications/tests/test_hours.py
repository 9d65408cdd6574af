"""Quiet hours, and the time of the summary."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from regard.notifications.rules.hours import Hours, digest_day, next_working, promise_moment, works_on
from regard.promises.rules.calendar import WorkingCalendar, week_from_json

OFFICE = WorkingCalendar(
    zone="Europe/Copenhagen", week=week_from_json([[["09:00", "17:00"]]] * 5 + [[], []]), holidays=frozenset()
)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; the 10th is a Tuesday, Copenhagen is an hour ahead."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (utc(10, 9), utc(10, 9)),
        (utc(10, 5), utc(10, 8)),
        (utc(10, 16), utc(11, 8)),
        (utc(13, 17), utc(16, 8)),
        (utc(28, 12), utc(30, 7)),  # clocks go forward on Sunday the 29th
    ],
)
def test_mail_waits_for_the_next_working_moment(at: datetime, then: datetime) -> None:
    assert next_working(Hours(calendar=OFFICE), at) == then


def test_who_is_away_hears_when_they_are_back_at_work() -> None:
    away = ((utc(10, 7), utc(11, 10)), (utc(11, 9), utc(12, 20)))
    assert next_working(Hours(calendar=OFFICE, absences=away), utc(10, 9)) == utc(13, 8)


def test_a_day_counts_when_any_of_it_is_worked() -> None:
    hours = Hours(calendar=OFFICE, absences=((utc(12, 0), utc(13, 0)),))
    days = [date(2026, 3, day) for day in range(10, 16)]
    assert [day.day for day in days if works_on(hours, day, "Europe/Copenhagen")] == [10, 11, 13]


def test_the_summary_is_due_at_its_time_on_the_persons_clock_and_for_three_hours() -> None:
    due = {
        at: digest_day(at, zone="Europe/Copenhagen", digest_at=time(8))
        for at in (utc(10, 6, 59), utc(10, 7), utc(10, 10))
    }
    assert due == {utc(10, 6, 59): None, utc(10, 7): date(2026, 3, 10), utc(10, 10): None}


def test_a_promise_reminds_an_hour_before_and_when_it_is_due_and_never_of_what_was_just_said() -> None:
    due = utc(10, 12)
    at = [due - timedelta(minutes=minutes) for minutes in (61, 60, 1, 0)]
    assert [promise_moment(made_at=utc(9, 9), due_at=due, at=moment) for moment in at] == [
        None,
        due - timedelta(hours=1),
        due - timedelta(hours=1),
        due,
    ]
    assert promise_moment(made_at=due - timedelta(minutes=30), due_at=due, at=due - timedelta(minutes=10)) is None
