from datetime import date

import pytest

from regard.promises.rules.calendar import (
    BadCalendar,
    NoWorkingHours,
    WorkingCalendar,
    always_open,
    hours_from_json,
    week_from_json,
    week_to_json,
)
from regard.promises.rules.public_holidays import UnknownRegion, holiday_dates

OFFICE = (((540, 720), (780, 1020)),) * 5 + ((), ())
WORDS = [[["09:00", "12:00"], ["13:00", "17:00"]]] * 5 + [[], []]


def test_a_week_reads_back_as_it_was_written():
    assert week_from_json(WORDS) == OFFICE
    assert week_to_json(OFFICE) == WORDS


def test_intervals_are_put_in_order_and_a_day_may_end_at_24_00():
    assert hours_from_json([["22:00", "24:00"], ["0:00", "6:30"]]) == ((0, 390), (1320, 1440))


def test_a_calendar_without_working_hours_is_refused():
    with pytest.raises(NoWorkingHours, match="no working hours"):
        WorkingCalendar(zone="Europe/Berlin", week=((),) * 7, exceptions=((date(2026, 1, 1), ((0, 60),)),))


@pytest.mark.parametrize(
    ("intervals", "sentence"),
    [
        ([["9", "12:00"]], "'9' is not a time: write hours and minutes, like 09:00."),
        ([["09:60", "12:00"]], "'09:60' is not a time of day: the latest is 24:00."),
        ([["09:00", "24:01"]], "'24:01' is not a time of day: the latest is 24:00."),
        ([["-9:00", "12:00"]], "'-9:00' is not a time: write hours and minutes, like 09:00."),
        ([["09:00"]], "['09:00']: an interval is two times, from and to."),
    ],
)
def test_unreadable_hours_are_refused_with_a_sentence(intervals, sentence):
    with pytest.raises(BadCalendar) as refusal:
        hours_from_json(intervals)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("monday", "sentence"),
    [
        (
            ((1320, 360),),
            "Monday 22:00–06:00: ends before it begins; a night is two intervals, to 24:00 and from 00:00.",
        ),
        (
            ((540, 720), (660, 780)),
            "Monday 11:00–13:00: overlaps the interval before it, or the intervals are not in order.",
        ),
        (((540, 1441),), "Monday 09:00–24:01: times lie between 00:00 and 24:00."),
    ],
)
def test_impossible_hours_are_refused_with_a_sentence(monday, sentence):
    with pytest.raises(BadCalendar) as refusal:
        WorkingCalendar(zone="Europe/Berlin", week=(monday, *OFFICE[1:]))
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("zone", ["Berlin", "", "../etc/passwd", "Europe"])
def test_a_zone_must_be_an_iana_name(zone):
    with pytest.raises(BadCalendar, match="is not a time zone"):
        always_open(zone)


def test_a_week_of_six_days_is_refused():
    with pytest.raises(BadCalendar, match="seven days"):
        WorkingCalendar(zone="UTC", week=OFFICE[:6])


def test_a_date_cannot_have_hours_of_its_own_twice():
    eve = date(2026, 12, 24)
    with pytest.raises(BadCalendar, match="twice"):
        WorkingCalendar(zone="UTC", week=OFFICE, exceptions=((eve, ()), (eve, ((540, 720),))))


def test_a_dates_own_hours_win_over_holiday_and_weekday():
    calendar = WorkingCalendar(
        zone="Europe/Berlin",
        week=OFFICE,
        holidays=frozenset({date(2026, 12, 25), date(2026, 12, 26)}),
        exceptions=((date(2026, 12, 24), ((540, 720),)), (date(2026, 12, 23), ()), (date(2026, 12, 26), ((600, 660),))),
    )
    days = [date(2026, 12, day) for day in range(22, 28)]
    assert [calendar.hours_on(day) for day in days] == [OFFICE[0], (), ((540, 720),), (), ((600, 660),), ()]


def test_equal_calendars_are_one_key():
    assert len({always_open("Europe/Berlin"), always_open("Europe/Berlin"), always_open("Europe/Paris")}) == 2


def test_public_holidays_follow_the_subdivision():
    bavaria, berlin = holiday_dates("DE", "BY", [2026]), holiday_dates("DE", "BE", [2026])
    assert date(2026, 1, 6) in bavaria - berlin
    assert {date(2026, 1, 1), date(2026, 12, 25)} <= bavaria & berlin
    assert {day.year for day in holiday_dates("DE", None, [2026, 2027])} == {2026, 2027}


@pytest.mark.parametrize(("country", "subdivision"), [("XX", None), ("DE", "ZZ")])
def test_an_unknown_region_is_refused(country, subdivision):
    with pytest.raises(UnknownRegion, match="No public holidays are known"):
        holiday_dates(country, subdivision, [2026])
