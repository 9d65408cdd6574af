"""Answers on time: the promises of the last five working days that fell due or were kept."""

from collections import Counter
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
    begin = datetime.combine(days[0], time(), tzinfo=ZoneInfo(reader.zone))
    kept: Counter[date] = Counter()
    total: Counter[date] = Counter()
    ignored = 0
    for outcome in promises.outcomes(conversations=conversations.visible_to(reader.user), at=reader.now, since=begin):
        day = reader.local(outcome.at).date()
        total[day] += 1
        kept[day] += outcome.is_kept
        ignored += outcome.is_waiting
    if not any(total[day] for day in days):
        return None
    sum_kept, sum_total = sum(kept[day] for day in days), sum(total[day] for day in days)
    return OnTime(
        title=_("Answers on time, last five days"),
        percent_text=f"{100 * sum_kept // sum_total}%",
        kept=sum_kept,
        total=sum_total,
        ignored_text=ngettext("%(count)s still waits", "%(count)s still wait", ignored) % {"count": ignored}
        if ignored
        else _("none ignored"),
        days=[_day(day, kept[day], total[day], reader) for day in days],
    )


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
