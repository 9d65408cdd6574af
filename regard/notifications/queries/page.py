"""The page of what a person was told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.notifications.models import Notification
from regard.notifications.queries.letters import about_of, address_of
from regard.notifications.queries.told import list_for, mark_of
from regard.notifications.queries.undelivered import stopped_for
from regard.notifications.queries.words import detail, headline
from regard.staff.models import User

_ICONS = {
    Notification.Reason.GIVEN: "hand-over",
    Notification.Reason.MENTIONED: "note",
    Notification.Reason.CLOCK: "clock",
    Notification.Reason.PROMISE: "check",
    Notification.Reason.ANSWER: "warn",
    Notification.Reason.FOLLOWED: "eye",
}
_DETAIL = 240


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing told."""

    id: str
    url: str
    icon: str
    headline: str
    about: str
    detail: str
    time_text: str
    time_title: str
    time_iso: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class NotificationsPage:
    """The list, newest first; `finding` says what is new, `stopped` why nothing comes by mail."""

    finding: str
    rows: list[Row]
    live_url: str
    preferences_url: str
    stopped: str


def notifications_page(user: User, *, now: datetime, fresh: frozenset[str] = frozenset()) -> NotificationsPage:
    """The page for one reader. `fresh` are rows that were new when the page came; they stay marked while it is open."""
    mark = mark_of(user)
    rows = [_row(told, user, now, fresh) for told in list_for(user)]
    new = [row for row in rows if row.is_new]
    stop = stopped_for(user)
    shown = "&".join(f"new={row.id}" for row in new[:20])
    return NotificationsPage(
        finding=_finding(len(new), len(rows)),
        rows=rows,
        live_url=f"{reverse('notifications-live')}?mark={mark}&{shown}",
        preferences_url=reverse("notification-preferences"),
        stopped=stop.because if stop else "",
    )


def when(at: datetime, *, now: datetime, user: User) -> str:
    """Today's times as 9:38, this week's as Tue 9:38, others as 24 Nov."""
    local, today = at.astimezone(ZoneInfo(user.zone)), now.astimezone(ZoneInfo(user.zone))
    clock = f"{local.hour}:{local.minute:02}"
    if local.date() == today.date():
        return clock
    if today.date() - local.date() < timedelta(days=6):
        return f"{format_date(local, 'EEE', locale=user.language)} {clock}"
    return str(format_date(local, "d. MMM" if user.language.startswith("de") else "d MMM", locale=user.language))


def _finding(new: int, known: int) -> str:
    if new:
        return ngettext("One thing is new to you.", "%(count)s things are new to you.", new) % {"count": new}
    return _("You have seen everything here.") if known else ""


def _row(told: Notification, user: User, now: datetime, fresh: frozenset[str]) -> Row:
    told.user = user
    more = detail(told)
    local = told.made_at.astimezone(ZoneInfo(user.zone))
    is_unseen = told.seen_at is None and not getattr(told, "was_on_screen", False)
    return Row(
        id=told.id.hex,
        url=address_of(told),
        icon=_ICONS[Notification.Reason(told.reason)],
        headline=headline(told, now=now),
        about=about_of(told),
        detail=more if len(more) <= _DETAIL else f"{more[: _DETAIL - 1]}…",
        time_text=when(told.made_at, now=now, user=user),
        time_title=str(format_datetime(local, "EEEE d MMMM y, HH:mm", locale=user.language)),
        time_iso=told.made_at.isoformat(),
        is_new=is_unseen or told.id.hex in fresh,
    )
