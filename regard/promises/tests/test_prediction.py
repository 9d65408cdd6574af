from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.promises.rules.prediction import Basis, Prediction, Sample, day_part, hour_of_week, predict

POLICY = timedelta(hours=8)
TEN = 10  # Monday 10:00


def samples(n, minutes, *, hour=TEN, queue="support"):
    return [Sample(queue, hour, None if minutes is None else round(minutes * 60)) for _ in range(n)]


def predicted(history, policy=POLICY):
    return predict(history, queue="support", hour=TEN, policy=policy)


def hours(n):
    return timedelta(hours=n)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (samples(35, 60) + samples(5, 112), Prediction(hours(2), Basis.HOUR, 40)),
        (
            samples(12, 20)
            + samples(77, 60, hour=TEN + 25)
            + samples(7, 310, hour=TEN + 25)
            + samples(4, None, hour=TEN + 25),
            Prediction(hours(6), Basis.DAY_PART, 100),
        ),
        (samples(31, 4, hour=TEN + 6), Prediction(timedelta(minutes=15), Basis.QUEUE, 31)),
        (samples(35, 60) + samples(5, None), Prediction(POLICY, Basis.POLICY, 40)),
        (samples(40, 570), Prediction(POLICY, Basis.POLICY, 40)),
        (samples(17, 60) + samples(100, 60, queue="sales"), Prediction(POLICY, Basis.POLICY, 17)),
    ],
)
def test_promises_of_the_documented_table(history, expected):
    assert predicted(history) == expected


@pytest.mark.parametrize(
    ("minutes", "promised"), [(0, 15), (15, 15), (15.1, 30), (225.5, 240), (240, 240), (240.5, 300), (301, 360)]
)
def test_rounding_goes_up(minutes, promised):
    assert predicted(samples(30, minutes)).duration == timedelta(minutes=promised)


def test_a_promise_is_never_longer_than_a_short_policy():
    assert predicted(samples(30, 1), timedelta(minutes=10)) == Prediction(timedelta(minutes=10), Basis.POLICY, 30)


@given(st.lists(st.none() | st.integers(0, 100_000), min_size=30, max_size=80), st.data())
def test_ignoring_a_customer_never_shortens_a_promise(seconds, data):
    history = [Sample("support", TEN, value) for value in seconds]
    ignored = data.draw(st.integers(0, len(history) - 1))
    worse = [Sample("support", TEN, None) if place == ignored else one for place, one in enumerate(history)]
    assert predicted(worse).duration >= predicted(history).duration


def test_hours_of_the_week_are_local():
    sunday_night_in_london = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert hour_of_week(sunday_night_in_london, "Europe/London") == 167
    assert hour_of_week(sunday_night_in_london, "Europe/Berlin") == 0


def test_the_day_has_four_parts():
    assert [day_part(hour) for hour in (5, 6, 11, 12, 17, 18, 21, 22, 24 + 6)] == [
        "night", "morning", "morning", "afternoon", "afternoon", "evening", "evening", "night", "morning",
    ]  # fmt: skip
