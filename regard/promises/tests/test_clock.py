from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from regard.promises.rules.calendar import WorkingCalendar, always_open
from regard.promises.rules.clock import (
    NeverDue,
    add_working_time,
    customer_time,
    due_with_pauses,
    elapsed_with_pauses,
    working_time,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WorkingCalendar(
    zone="Europe/Berlin",
    week=(((540, 720), (780, 1020)),) * 5 + ((), ()),
    holidays=frozenset({date(2027, 1, 1)}),
)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(text, zone=BERLIN):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("started", "hours", "due"),
    [
        ("2026-11-23 10:00", 1, "2026-11-23 11:00"),
        ("2026-11-23 11:30", 1, "2026-11-23 13:30"),
        ("2026-11-23 11:00", 1, "2026-11-23 12:00"),
        ("2026-11-27 16:30", 1, "2026-11-30 09:30"),
        ("2026-11-28 08:00", 2, "2026-11-30 11:00"),
        ("2026-12-31 16:00", 2, "2027-01-04 10:00"),
        ("2026-03-27 16:00", 8, "2026-03-30 17:00"),
    ],
)
def test_due_times_of_the_documented_table(started, hours, due):
    assert add_working_time(OFFICE, at(started), hours * HOUR) == at(due)
    assert working_time(OFFICE, at(started), at(due)) == hours * HOUR


@pytest.mark.parametrize(
    ("zone", "since", "until", "hours"),
    [
        ("Europe/Berlin", "2026-03-29 00:00", "2026-03-30 00:00", 23),
        ("Europe/Berlin", "2026-10-25 00:00", "2026-10-26 00:00", 25),
        ("Australia/Lord_Howe", "2026-10-04 00:00", "2026-10-05 00:00", 23.5),
        ("Australia/Lord_Howe", "2026-04-05 00:00", "2026-04-06 00:00", 24.5),
        ("Asia/Kathmandu", "2026-04-05 00:00", "2026-04-06 00:00", 24),
        ("Pacific/Apia", "2011-12-29 00:00", "2011-12-31 00:00", 24),
        ("Europe/Berlin", "2026-01-01 00:00", "2028-01-01 00:00", 730 * 24),
    ],
)
def test_an_always_open_desk_works_as_long_as_time_passes(zone, since, until, hours):
    since, until = at(since, ZoneInfo(zone)), at(until, ZoneInfo(zone))
    assert working_time(always_open(zone), since, until) == customer_time(since, until) == hours * HOUR
    assert add_working_time(always_open(zone), since, hours * HOUR) == until


def test_a_night_desk_loses_the_skipped_hour_and_gains_the_repeated_one():
    nights = WorkingCalendar(zone="Europe/Berlin", week=(((0, 360),),) * 7)
    worked = [
        working_time(nights, at(f"{day} 00:00"), at(f"{day} 12:00"))
        for day in ("2026-03-29", "2026-10-25", "2026-10-26")
    ]
    assert worked == [5 * HOUR, 7 * HOUR, 6 * HOUR]


def test_hours_inside_the_skipped_hour_do_not_happen_that_day():
    calendar = WorkingCalendar(zone="Europe/Berlin", week=(((120, 180),),) * 7)
    assert add_working_time(calendar, at("2026-03-28 12:00"), HOUR) == at("2026-03-30 03:00")
    assert add_working_time(calendar, at("2026-10-24 12:00"), 2 * HOUR) == at("2026-10-25 03:00")


def test_a_skipped_date_is_no_working_day():
    apia = ZoneInfo("Pacific/Apia")
    office = WorkingCalendar(zone="Pacific/Apia", week=(((540, 1020),),) * 7)
    assert add_working_time(office, at("2011-12-29 16:00", apia), 2 * HOUR) == at("2011-12-31 10:00", apia)


def test_the_offset_is_the_one_of_the_day_not_todays():
    summer, winter = at("2026-07-01 09:00"), at("2026-12-01 09:00")
    assert (summer.astimezone(UTC).hour, winter.astimezone(UTC).hour) == (7, 8)
    assert [add_working_time(OFFICE, t - HOUR, MINUTE) for t in (summer, winter)] == [summer + MINUTE, winter + MINUTE]


def test_seconds_and_less_are_kept():
    start = at("2026-11-23 10:00:00.000001")
    assert add_working_time(OFFICE, start, HOUR) == start + HOUR
    assert working_time(OFFICE, start, at("2026-11-23 13:00:00.5")) == 2 * HOUR + timedelta(microseconds=499_999)


def test_no_time_is_due_at_once_even_at_night():
    assert add_working_time(OFFICE, at("2026-11-23 03:00"), timedelta()) == at("2026-11-23 03:00")


def test_answers_are_in_utc():
    assert add_working_time(OFFICE, at("2026-11-23 10:00"), HOUR).tzinfo is UTC


def test_impossible_questions_are_refused():
    monday = at("2026-11-23 10:00")
    with pytest.raises(ValueError, match="before the start"):
        working_time(OFFICE, monday, monday - MINUTE)
    with pytest.raises(ValueError, match="before it is made"):
        add_working_time(OFFICE, monday, -MINUTE)
    with pytest.raises(ValueError, match="no time zone"):
        add_working_time(OFFICE, monday.replace(tzinfo=None), MINUTE)
    with pytest.raises(ValueError, match="before it began"):
        elapsed_with_pauses(OFFICE, monday, monday + HOUR, [(monday, monday - MINUTE)])
    with pytest.raises(NeverDue):
        add_working_time(OFFICE, monday, timedelta(days=365 * 100))


def test_pauses_stop_the_clock_and_overlaps_count_once():
    monday = at("2026-11-23 09:00")
    pauses = [
        (monday + 2 * HOUR, monday + 3 * HOUR),
        (monday + 90 * MINUTE, monday + 150 * MINUTE),
        (monday - HOUR, monday + 30 * MINUTE),
        (monday + 20 * HOUR, None),
    ]
    assert elapsed_with_pauses(OFFICE, monday, at("2026-11-23 12:00"), pauses) == HOUR
    assert due_with_pauses(OFFICE, monday, HOUR, pauses) == monday + 90 * MINUTE
    assert due_with_pauses(OFFICE, monday, 2 * HOUR, pauses) == at("2026-11-23 14:00")


def test_an_open_pause_leaves_no_due_time_beyond_it():
    monday = at("2026-11-23 09:00")
    pauses = [(monday + HOUR, None)]
    assert elapsed_with_pauses(OFFICE, monday, monday + 3 * HOUR, pauses) == HOUR
    assert due_with_pauses(OFFICE, monday, HOUR, pauses) == monday + HOUR
    assert due_with_pauses(OFFICE, monday, HOUR + MINUTE, pauses) is None


def test_a_pause_at_night_changes_nothing():
    pauses = [(at("2026-11-23 18:00"), at("2026-11-24 08:00"))]
    assert due_with_pauses(OFFICE, at("2026-11-23 16:30"), HOUR, pauses) == at("2026-11-24 09:30")
