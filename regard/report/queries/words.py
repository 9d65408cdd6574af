"""Numbers, shares, times and days in the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from django.utils.translation import ngettext

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0


def percent(share: float | None, language: str) -> str:
    """A dash for a share of nothing."""
    return "–" if share is None else str(format_percent(share, locale=language))


def number(value: float, language: str) -> str:
    return str(format_decimal(round(value), locale=language))


def lasting(seconds: float | None) -> str:
    """A length of time in the largest unit of which it has two."""
    if seconds is None:
        return "–"
    if seconds >= 2 * _DAY:
        days = round(seconds / _DAY)
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if seconds >= 2 * _HOUR:
        hours = round(seconds / _HOUR)
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    minutes = round(seconds / _MINUTE)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def day(value: date, language: str, *, year: bool = False) -> str:
    patterns = {"en": "d MMM", "de": "d. MMM"}
    return str(format_date(value, patterns.get(language, "d MMM") + (" y" if year else ""), locale=language))


def moment(at: datetime, *, zone: str, language: str) -> str:
    return str(format_datetime(at.astimezone(ZoneInfo(zone)), "EEE d MMM y, HH:mm", locale=language))
