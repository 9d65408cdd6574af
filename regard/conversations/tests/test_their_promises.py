"""What customers promise: the sentence, the day they wrote, and the day it means."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.conversations.rules.their_promises import TheirPromise, day_meant, promised_by_them

pytestmark = pytest.mark.pure
#: A Tuesday.
SAID_ON = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("named", "due"),
    [
        ("today", date(2026, 3, 10)),
        ("tomorrow", date(2026, 3, 11)),
        ("übermorgen", date(2026, 3, 12)),
        ("Thursday", date(2026, 3, 12)),
        ("Tuesday", date(2026, 3, 17)),
        ("Freitag", date(2026, 3, 13)),
        ("within 3 days", date(2026, 3, 13)),
        ("in zwei Wochen", date(2026, 3, 24)),
        ("in einer Woche", date(2026, 3, 17)),
        ("3 April", date(2026, 4, 3)),
        ("3. Mai", date(2026, 5, 3)),
        ("2nd of June", date(2026, 6, 2)),
        ("March 5th", date(2026, 3, 5)),
        ("5 January", date(2026, 1, 5)),
        ("3 September 2026", date(2026, 9, 3)),
        ("12.03.2026", date(2026, 3, 12)),
        ("12.3.", date(2026, 3, 12)),
        ("2026-04-01", date(2026, 4, 1)),
        ("30 February", None),
        ("next week", None),
        ("in a moment", None),
        ("la semaine prochaine", None),
    ],
)
def test_words_name_a_day(named: str, due: date | None) -> None:
    assert day_meant(named, said_on=SAID_ON) == due


def test_a_date_without_a_year_is_the_next_one_across_new_year() -> None:
    assert day_meant("5 January", said_on=date(2026, 12, 20)) == date(2027, 1, 5)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["Monday", "Sonntag", "Friday", "Mittwoch"]))
def test_a_weekday_lies_within_the_week_that_follows(said_on: date, named: str) -> None:
    due = day_meant(named, said_on=said_on)
    assert due
    assert timedelta() < due - said_on <= timedelta(days=7)


@given(st.text(max_size=60), st.dates())
def test_no_words_break_it(named: str, said_on: date) -> None:
    try:
        day_meant(named, said_on=said_on)
    except OverflowError:
        assert said_on.year in {1, 9999}


def test_the_last_promise_of_a_letter_counts() -> None:
    text = "Thank you. I will ask my boss today.\n\nI will send the drawing by Friday. Which seal fits?"
    assert promised_by_them(text, said_on=SAID_ON) == TheirPromise(
        text="I will send the drawing by Friday.", named="Friday", due=date(2026, 3, 13)
    )


@pytest.mark.parametrize("text", ["", "It broke on Monday.", "Can you come on Friday?", "We need it."])
def test_what_happened_and_what_is_asked_is_no_promise(text: str) -> None:
    assert promised_by_them(text, said_on=SAID_ON) is None
