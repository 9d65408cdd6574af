from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from regard.promises.rules.words import Face, State, face, say_due, short

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=BERLIN)  # a Monday
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("due", "english", "german"),
    [
        ("2026-11-23 15:30:59", "today by 15:30", "heute bis 15:30 Uhr"),
        ("2026-11-24 09:00", "tomorrow by 9:00", "morgen bis 9:00 Uhr"),
        ("2026-12-01 09:00", "Tue 1 December by 9:00", "Di. 1. Dezember bis 9:00 Uhr"),
        ("2027-01-04 09:00", "Mon 4 January 2027 by 9:00", "Mo. 4. Januar 2027 bis 9:00 Uhr"),
        ("2026-11-24 00:00", "today by midnight", "heute bis 24:00 Uhr"),
    ],
)
def test_a_due_time_in_a_sentence(due, english, german):
    said = [say_due(at(due), now=NOW, zone="Europe/Berlin", locale=locale) for locale in ("en", "de-AT")]
    assert said == [english, german]


def test_today_is_the_readers_today():
    due = at("2026-11-23 20:00")
    assert say_due(due, now=NOW, zone="Asia/Tokyo", locale="en") == "tomorrow by 4:00"
    assert say_due(due, now=NOW, zone="America/New_York", locale="en") == "today by 14:00"


@pytest.mark.parametrize(
    ("zone", "locale", "said"),
    [
        ("Europe/Berlin", "en", "today by 15:30 (Berlin time)"),
        ("Europe/Berlin", "de", "heute bis 15:30 Uhr (Zeitzone Berlin)"),
        ("America/Argentina/Buenos_Aires", "en", "today by 11:30 (Buenos Aires time)"),
        ("UTC", "en", "today by 14:30 (UTC)"),
        ("Etc/GMT-2", "en", "today by 16:30 (GMT+02:00)"),
    ],
)
def test_an_unknown_reader_is_told_which_clock_is_meant(zone, locale, said):
    assert say_due(at("2026-11-23 15:30"), now=NOW, zone=zone, locale=locale, zone_is_readers=False) == said


def test_a_language_we_do_not_have_is_english():
    assert say_due(at("2026-11-24 09:00"), now=NOW, zone="Europe/Berlin", locale="fr_FR") == "tomorrow by 9:00"


@pytest.mark.parametrize(
    ("due", "text"),
    [
        (NOW, "0 min"),
        (NOW + 18.9 * MINUTE, "18 min"),
        (NOW + 65 * MINUTE, "1 h 05"),
        (NOW + 3 * HOUR, "13:00"),
        (at("2026-11-25 09:00"), "Wed 9:00"),
        (at("2026-11-29 09:00"), "Sun 9:00"),
        (at("2026-11-30 09:00"), "30 Nov"),
        (NOW - 10 * timedelta(seconds=1), "1 min late"),
        (NOW - 59 * MINUTE, "59 min late"),
        (NOW - 150 * MINUTE, "2 h late"),
        (NOW - 47 * HOUR, "47 h late"),
        (NOW - 50 * HOUR, "2 d late"),
    ],
)
def test_a_due_time_in_a_list(due, text):
    assert short(due, now=NOW, zone="Europe/Berlin", locale="en") == text


def test_german_lists():
    dues = [at("2026-11-25 09:00"), at("2026-12-08 09:00"), NOW - 2 * HOUR]
    assert [short(due, now=NOW, zone="Europe/Berlin", locale="de") for due in dues] == [
        "Mi 9:00",
        "8. Dez.",
        "2 h zu spät",
    ]


def clock(due, used, answered_at=None):
    return face(
        due, now=NOW, zone="Europe/Berlin", locale="en", used=used * HOUR, promised=4 * HOUR, answered_at=answered_at
    )


def test_a_clock_goes_from_calm_to_soon_to_late():
    assert [clock(NOW + 3 * HOUR, 1), clock(NOW + 2 * HOUR, 2), clock(NOW, 4), clock(NOW - HOUR, 5)] == [
        Face("13:00", State.CALM, 0.75),
        Face("12:00", State.SOON, 0.5),
        Face("0 min", State.SOON, 0.0),
        Face("1 h late", State.LATE, 0.0),
    ]


def test_an_answer_in_time_is_kept_and_one_too_late_stays_late():
    assert clock(NOW - HOUR, 3, NOW - HOUR) == Face("kept", State.KEPT, 1.0)
    assert clock(NOW - 3 * HOUR, 5, NOW - HOUR) == Face("2 h late", State.LATE, 0.0)


def test_a_paused_clock_shows_no_time():
    assert clock(None, 1) == Face("paused", State.CALM, 0.75)
