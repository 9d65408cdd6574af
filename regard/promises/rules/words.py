"""A due time in the reader's words: in a sentence to a customer, or beside a ring in a list.

English and German. Times are on the 24-hour clock, and a due time is never said later than it is: seconds are dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_gmt, get_timezone_location

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)
COUNTDOWN = timedelta(hours=2)
"""Nearer than this a list counts down; further away a clock time is easier to plan with."""


@dataclass(frozen=True, kw_only=True)
class Language:
    """`date` and the others are patterns of Unicode TR 35, the rest Python formats."""

    today: str
    tomorrow: str
    on_date: str
    late: str
    kept: str
    paused: str
    midnight: str
    place: str
    date: str
    date_and_year: str
    time: str
    weekday: str
    day_in_list: str


ENGLISH = Language(
    today="today by {time}",
    tomorrow="tomorrow by {time}",
    on_date="{date} by {time}",
    late="{time} late",
    kept="kept",
    paused="paused",
    midnight="midnight",
    place="{city} time",
    date="EEE d MMMM",
    date_and_year="EEE d MMMM y",
    time="H:mm",
    weekday="ccc",
    day_in_list="d MMM",
)
GERMAN = Language(
    today="heute bis {time}",
    tomorrow="morgen bis {time}",
    on_date="{date} bis {time}",
    late="{time} zu spät",
    kept="gehalten",
    paused="ruht",
    midnight="24:00 Uhr",
    place="Zeitzone {city}",
    date="EEE d. MMMM",
    date_and_year="EEE d. MMMM y",
    time="H:mm 'Uhr'",
    weekday="ccc",
    day_in_list="d. MMM",
)
LANGUAGES: Mapping[str, Language] = MappingProxyType({"en": ENGLISH, "de": GERMAN})


class State(StrEnum):
    CALM = "calm"
    SOON = "soon"
    LATE = "late"
    KEPT = "kept"


@dataclass(frozen=True)
class Face:
    """What a clock shows: a few letters, a state for its colour and word, and how full its ring is, 1 to 0."""

    text: str
    state: State
    fraction: float


def say_due(due: datetime, *, now: datetime, zone: str, locale: str, zone_is_readers: bool = True) -> str:
    """A due time for a sentence: `today by 15:30`, `Tue 24 November by 9:00`.

    With `zone_is_readers` false the reader's own zone is not known and the sentence names the zone it is said in.
    """
    words, language = _language(locale)
    local, today = due.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    time = format_datetime(local, words.time, locale=language)
    if (local.hour, local.minute) == (0, 0):
        # "Friday by 0:00" is read as the night after Friday; the day that ends is the one people mean.
        local, time = local - MINUTE, words.midnight
    if not zone_is_readers:
        time += f" ({_zone_name(local, zone, locale)})"
    if local.date() == today:
        return words.today.format(time=time)
    if local.date() == today + DAY:
        return words.tomorrow.format(time=time)
    pattern = words.date if local.year == today.year else words.date_and_year
    return words.on_date.format(date=format_datetime(local, pattern, locale=language), time=time)


def face(
    due: datetime | None,
    *,
    now: datetime,
    zone: str,
    locale: str,
    used: timedelta,
    promised: timedelta,
    answered_at: datetime | None = None,
) -> Face:
    """A clock for a list. `used` and `promised` are working time; `due` is None while the clock is paused.

    An answer after the due time stays late, by as much as it was; it is not kept because it came.
    """
    words, _ = _language(locale)
    stopped = answered_at or now
    if due is not None and stopped > due:
        return Face(words.late.format(time=_length(stopped - due)), State.LATE, 0.0)
    if answered_at is not None:
        return Face(words.kept, State.KEPT, 1.0)
    fraction = min(max(1 - used / promised, 0.0), 1.0) if promised else 0.0
    text = words.paused if due is None else short(due, now=now, zone=zone, locale=locale)
    return Face(text, State.SOON if fraction <= 0.5 else State.CALM, fraction)


def short(due: datetime, *, now: datetime, zone: str, locale: str) -> str:
    """A coming due time for a list: `18 min`, `1 h 05`, `13:00`, `Wed 9:00`, `24 Nov`; `2 h late` when it is past."""
    words, language = _language(locale)
    if now > due:
        return words.late.format(time=_length(now - due))
    if due - now < COUNTDOWN:
        return _countdown(due - now)
    local, today = due.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    time = f"{local.hour}:{local.minute:02}"
    if local.date() == today:
        return time
    if local.date() - today < WEEK:
        weekday = format_datetime(local, words.weekday, locale=language)
        return f"{weekday} {time}"
    return str(format_datetime(local, words.day_in_list, locale=language))


def _countdown(left: timedelta) -> str:
    minutes = left // MINUTE
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02}"


def _length(late: timedelta) -> str:
    """How late, in its largest unit; never "0 min late"."""
    if late >= 2 * DAY:
        return f"{late // DAY} d"
    if late >= HOUR:
        return f"{late // HOUR} h"
    return f"{max(late // MINUTE, 1)} min"


def _zone_name(at: datetime, zone: str, locale: str) -> str:
    """`Berlin time` for a zone named after a place, else its offset from Greenwich."""
    words, language = _language(locale)
    if "/" not in zone or zone.startswith("Etc/"):
        return str(get_timezone_gmt(at, width="long", locale=language)) if at.utcoffset() else "UTC"
    city = str(get_timezone_location(ZoneInfo(zone), locale=language, return_city=True))
    return words.place.format(city=city.rpartition("/")[2])


def _language(locale: str) -> tuple[Language, str]:
    """The words of a locale such as `de-AT` or `en_GB`; English where we have no others."""
    name = locale.replace("_", "-").partition("-")[0].lower()
    return (LANGUAGES[name], name) if name in LANGUAGES else (ENGLISH, "en")
