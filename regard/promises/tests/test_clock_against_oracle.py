"""The clock against a minute-by-minute count, and against itself over years the count would be too slow for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from regard.promises.rules.calendar import WorkingCalendar
from regard.promises.rules.clock import (
    add_working_time,
    due_with_pauses,
    elapsed_with_pauses,
    working_time,
)
from regard.promises.tests.oracle import end_of, open_minutes
from tools.testing.sizes import examples

MINUTE = timedelta(minutes=1)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Apia",
]


@st.composite
def hours(draw):
    edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=2, max_size=8)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def calendars(draw):
    zone = draw(st.sampled_from(ZONES) | st.sampled_from(sorted(available_timezones())))
    week = draw(st.lists(st.just(()) | hours(), min_size=7, max_size=7).filter(any))
    days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
    own = draw(st.dictionaries(days, st.just(()) | hours(), max_size=5))
    holidays = draw(st.frozensets(days, max_size=20))
    return WorkingCalendar(zone=zone, week=tuple(week), holidays=holidays, exceptions=tuple(own.items()))


def minutes_between(first, last):
    whole = int((last - first) / MINUTE)
    return st.integers(0, whole).map(lambda minutes: first + minutes * MINUTE)


def is_open_enough(calendar):
    """Twenty hours in a year without exceptions: with less, sixty days take a hundred years."""
    return working_time(calendar, datetime(2030, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)) >= timedelta(
        hours=20
    )


# Berlin changes on 29 March and 25 October 2026, New York on 8 March and 1 November, Lord Howe on 5 April and 4 October.
CHANGES = [datetime(2026, *day, tzinfo=UTC) for day in ((3, 29), (10, 25), (3, 8), (11, 1), (4, 5), (10, 4))]
near_a_change = st.sampled_from(CHANGES).flatmap(
    lambda day: minutes_between(day - timedelta(days=2), day + timedelta(days=2))
)
starts = near_a_change | minutes_between(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC))
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants them naive


@settings(max_examples=examples(200), deadline=None)
@given(calendars(), starts, st.integers(0, 2 * 1440), st.data())
def test_clock_equals_counting_minutes(calendar, start, length, data):
    counted = open_minutes(calendar, start, start + length * MINUTE)
    assert working_time(calendar, start, start + length * MINUTE) == len(counted) * MINUTE
    if counted:
        some = data.draw(st.integers(1, len(counted)))
        assert add_working_time(calendar, start, some * MINUTE) == end_of(counted[some - 1])


@settings(max_examples=examples(60), deadline=None)
@given(calendars(), st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up(calendar, cuts):
    first, middle, last = cuts
    whole = working_time(calendar, first, last)
    assert whole == working_time(calendar, first, middle) + working_time(calendar, middle, last)
    assert timedelta() <= whole <= last - first


@settings(max_examples=examples(60), deadline=None)
@given(calendars(), instants, st.timedeltas(timedelta(microseconds=1), timedelta(days=60)))
def test_due_is_the_earliest_instant_at_which_the_time_has_passed(calendar, start, duration):
    assume(is_open_enough(calendar))
    due = add_working_time(calendar, start, duration)
    assert working_time(calendar, start, due) == duration
    assert working_time(calendar, start, due - timedelta(microseconds=1)) < duration


@settings(max_examples=examples(60), deadline=None)
@given(
    calendars(),
    instants,
    st.timedeltas(MINUTE, timedelta(days=10)),
    st.lists(st.tuples(instants, instants), max_size=4),
)
def test_a_paused_promise_is_due_when_its_running_time_is_used_up(calendar, start, duration, pairs):
    assume(is_open_enough(calendar))
    pauses = [(min(pair), max(pair)) for pair in pairs]
    due = due_with_pauses(calendar, start, duration, pauses)
    assert elapsed_with_pauses(calendar, start, due, pauses) == duration
    assert elapsed_with_pauses(calendar, start, due - timedelta(microseconds=1), pauses) < duration
    assert due >= add_working_time(calendar, start, duration)
