"""Settings > Hours: when people work, in words, and which days are free."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_day_names
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regard.administration.queries.parts import Cell, Row, Table
from regard.promises.models import Calendar, TeamCalendar
from regard.promises.queries import policies_in_force, working_calendar
from regard.promises.rules.clock import add_working_time, working_time
from regard.promises.rules.public_holidays import holiday_names

_MOMENT = timedelta(seconds=1)
_HOLIDAYS = 10


@dataclass(frozen=True, kw_only=True)
class OpenNow:
    """Whether it is working time at this moment, in words."""

    is_open: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class CalendarPage:
    """What stands beside a calendar's form."""

    now: OpenNow
    used_by: str
    holidays: list[tuple[str, str]]
    retire_url: str


def calendars() -> list[Calendar]:
    """The hours that can be chosen."""
    return list(Calendar.objects.filter(retired_at=None).order_by("name"))


def calendar_table(*, now: datetime) -> Table:
    """All hours that can be chosen, with who goes by them."""
    used = users_of_calendars()
    return Table(
        key="hours",
        title=_("Working hours"),
        columns=(_("Name"), _("Hours"), _("Now"), _("Used by")),
        rows=[_row(calendar, used.get(calendar.id, []), now) for calendar in calendars()],
        empty=_("No working hours yet. Promises are counted in them."),
        add_url=reverse("settings-calendar-new"),
        add_label=_("Add hours"),
    )


def _row(calendar: Calendar, used: list[str], now: datetime) -> Row:
    state = open_now(calendar, now=now)
    return Row(
        cells=(
            Cell(text=calendar.name, detail=calendar.zone, url=reverse("settings-calendar", args=[calendar.id])),
            Cell(text=week_words(calendar.week)),
            Cell(text=state.text, kind="good" if state.is_open else "line"),
            Cell(text=", ".join(used) or _("nobody yet")),
        )
    )


def users_of_calendars() -> dict[UUID, list[str]]:
    """The teams and promises that go by each calendar."""
    used: dict[UUID, list[str]] = {}
    for row in TeamCalendar.objects.select_related("team").order_by("team__name"):
        used.setdefault(row.calendar_id, []).append(_("team %(team)s") % {"team": row.team.name})
    for policy in policies_in_force():
        used.setdefault(policy.calendar_id, []).append(_("promise “%(name)s”") % {"name": policy.name})
    return used


def calendar_page(calendar: Calendar, *, now: datetime) -> CalendarPage:
    """What stands beside the form of these hours."""
    used = users_of_calendars().get(calendar.id, [])
    return CalendarPage(
        now=open_now(calendar, now=now),
        used_by=", ".join(used),
        holidays=next_closed_days(calendar, now=now),
        retire_url="" if used else reverse("settings-calendar-retire", args=[calendar.id]),
    )


def open_now(calendar: Calendar, *, now: datetime) -> OpenNow:
    """Whether it is working time now; if not, when next."""
    rule = working_calendar(calendar)
    if working_time(rule, now, now + _MOMENT) > timedelta():
        return OpenNow(is_open=True, text=_("Open now"))
    opens = add_working_time(rule, now, _MOMENT) - _MOMENT
    said = format_datetime(opens, "EEE d MMM HH:mm", tzinfo=ZoneInfo(calendar.zone), locale=_locale())
    return OpenNow(is_open=False, text=_("Closed, opens %(when)s") % {"when": said})


def next_closed_days(calendar: Calendar, *, now: datetime) -> list[tuple[str, str]]:
    """The next ten days off besides weekends, each with its name: public holidays and days closed by ourselves."""
    today = now.astimezone(ZoneInfo(calendar.zone)).date()
    named: dict[date, str] = {date.fromisoformat(day): _("closed by us") for day in calendar.closed_days}
    if calendar.country:
        years = range(today.year, today.year + 3)
        named |= holiday_names(calendar.country, calendar.subdivision or None, years)
    coming = sorted(day for day in named if day >= today)[:_HOLIDAYS]
    return [(format_date(day, "EEE d MMM y", locale=_locale()), named[day]) for day in coming]


def week_words(week: list[list[list[str]]] | None) -> str:
    """A week in words: `Mon–Fri 09:00–12:00, 13:00–17:00`."""
    if not week:
        return _("the team’s hours")
    days = get_day_names("abbreviated", locale=_locale())
    said = []
    for hours, several in groupby(enumerate(week), key=lambda pair: pair[1]):
        places = [place for place, _hours in several]
        if hours:
            name = days[places[0]] if len(places) == 1 else f"{days[places[0]]}–{days[places[-1]]}"
            said.append(f"{name} " + ", ".join("–".join(stretch) for stretch in hours))
    return "; ".join(said)


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")
