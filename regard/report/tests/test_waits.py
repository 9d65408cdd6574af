"""The curve of Kaplan and Meier against a slow reading of its definition."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from regard.report.rules.waits import Wait, curve

waits = st.lists(st.builds(Wait, seconds=st.integers(0, 12).map(float), is_answered=st.booleans()), max_size=40)


def by_definition(some: list[Wait], seconds: float) -> Fraction:
    """In fractions, everybody counted again at each answer."""
    waiting = Fraction(1)
    for time in {one.seconds for one in some if one.is_answered and one.seconds <= seconds}:
        at_risk = sum(one.seconds >= time for one in some)
        waiting *= 1 - Fraction(sum(one.is_answered and one.seconds == time for one in some), at_risk)
    return 1 - waiting


@given(waits, st.integers(0, 13))
def test_the_share_is_that_of_the_definition(some: list[Wait], seconds: int) -> None:
    found = curve(some).answered_within(seconds)
    assert (found is None) == (not some)
    assert found is None or abs(found - float(by_definition(some, seconds))) < 1e-12


@given(waits)
def test_the_median_is_where_half_are_answered(some: list[Wait]) -> None:
    times = sorted(one.seconds for one in some if one.is_answered)
    assert curve(some).median == next((time for time in times if by_definition(some, time) >= Fraction(1, 2)), None)


@given(waits, st.data())
def test_who_is_no_longer_answered_makes_nothing_better(some: list[Wait], data: st.DataObject) -> None:
    answered = [position for position, one in enumerate(some) if one.is_answered]
    if not answered:
        return
    gone = data.draw(st.sampled_from(answered))
    now = 12.0
    worse = [Wait(seconds=now, is_answered=False) if position == gone else one for position, one in enumerate(some)]
    assert_no_better(curve(worse), curve(some))


@given(waits)
def test_one_more_who_waits_makes_nothing_better(some: list[Wait]) -> None:
    assert_no_better(curve([*some, Wait(seconds=12.0, is_answered=False)]), curve(some))


def assert_no_better(worse, better) -> None:
    for seconds in range(13):
        assert (worse.answered_within(seconds) or 0.0) <= (better.answered_within(seconds) or 0.0) + 1e-12
    assert better.median is None or worse.median is None or worse.median >= better.median
    assert better.median is not None or worse.median is None


def test_everybody_answered_at_once() -> None:
    drawn = curve([Wait(seconds=5.0, is_answered=True)] * 3)
    assert (drawn.median, drawn.answered_within(4.9), drawn.answered_within(5)) == (5.0, 0.0, 1.0)
