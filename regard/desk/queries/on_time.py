"""Answers on time: the promises of the last five working days that fell due or were kept."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations import queries as conversations
from regard.desk.queries.faces import Reader
from regard.promises import queries as promises


@dataclass(frozen=True, kw_only=True)
class Day:
    """One working day: kept, part (some late), now (today so far), none."""

    label: str
    state: str
    text: str
    short: str = ""


@dataclass(frozen=True, kw_only=True)
class OnTime:
    """Promises of the last five working days that fell due or were kept."""

    title: str
    percent_text: str
    kept: int
    total: int
    ignored_text: str
    days: list[Day]


def on_time(reader: Reader) -> OnTime | None:
    """How many came in time; None when nothing was due."""
    days = _working_days(reader, 5)
    spans = [_span(day, reader) for day in days]
    since_then = (spans[0][0], spans[-1][1])
    *daily, whole = promises.outcomes(
        conversations=conversations.visible_to(reader.user), at=reader.now, spans=[*spans, since_then]
    )
    sum_kept, sum_total = sum(one.kept for one in daily), sum(one.total for one in daily)
    if not sum_total:
        return None
    return OnTime(
        title=_("Answers on time, last five days"),
        percent_text=f"{100 * sum_kept // sum_total}%",
        kept=sum_kept,
        total=sum_total,
        ignored_text=ngettext("%(count)s still waits", "%(count)s still wait", whole.waiting) % {"count": whole.waiting}
        if whole.waiting
        else _("none ignored"),
        days=[_day(day, one.kept, one.total, reader) for day, one in zip(days, daily, strict=True)],
    )


def _span(day: date, reader: Reader) -> tuple[datetime, datetime]:
    """A day on the reader's wall clock."""
    begin, end = (datetime.combine(one, time(), tzinfo=ZoneInfo(reader.zone)) for one in (day, day + timedelta(days=1)))
    return begin, end


def _day(day: date, kept: int, total: int, reader: Reader) -> Day:
    is_today = day == reader.local(reader.now).date()
    text = _("%(kept)s of %(total)s on time") % {"kept": kept, "total": total} if total else _("nothing was due")
    state = "now" if is_today else "none" if not total else "kept" if kept == total else "part"
    label = _("Today") if is_today else str(format_date(day, "EEE", locale=reader.language))
    return Day(label=label, state=state, text=text, short=f"{kept}/{total}")


def _working_days(reader: Reader, count: int) -> list[date]:
    """The last `count` weekdays, today included, earliest first."""
    day = reader.local(reader.now).date()
    days = [day]
    while len(days) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            days.append(day)
    return days[::-1]
