"""What a report is asked by its address: `?period=90`, `?from=2026-01-01&to=2026-03-31`, `&channel=…`, `&team=…`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from regard.report.queries.figures import Names
from regard.report.queries.rows import Question
from regard.report.rules.period import CHOICES, LONGEST, USUAL, Period, latest_days
from regard.staff.models import User


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What was asked; `trouble` says in a sentence what of it could not be used, and what is shown instead."""

    question: Question
    trouble: str = ""


def read_choice(typed: Mapping[str, str], *, user: User, names: Names, at: datetime) -> Choice:
    """What the address says, with the usual in place of what makes no sense."""
    period, wrong_days = _period(typed, user, at)
    channel, wrong_channel = _one_of(typed.get("channel", ""), names.channels)
    team, wrong_team = _one_of(typed.get("team", ""), names.teams)
    troubles = [
        wrong_days,
        _("This mailbox is not known to you; all are shown.") if wrong_channel else "",
        _("This team is not known; all are shown.") if wrong_team else "",
    ]
    question = Question(user=user, period=period, at=at, channel=channel, team=team)
    return Choice(question=question, trouble=" ".join(filter(None, troubles)))


def _period(typed: Mapping[str, str], user: User, at: datetime) -> tuple[Period, str]:
    usual = latest_days(USUAL, at=at, zone=user.zone)
    first, last = typed.get("from", "").strip(), typed.get("to", "").strip()
    if first or last:
        return _between(first, last, usual)
    days = typed.get("period", str(USUAL))
    if days in {str(one) for one in CHOICES}:
        return latest_days(int(days), at=at, zone=user.zone), ""
    return usual, _("This period is not known; the last 90 days are shown.")


def _between(first: str, last: str, usual: Period) -> tuple[Period, str]:
    """An empty end is today, an empty beginning the usual number of days before it."""
    try:
        until = date.fromisoformat(last) if last else usual.last
        since = date.fromisoformat(first) if first else date.fromordinal(until.toordinal() - USUAL + 1)
    except ValueError:
        return usual, _("These are no dates; the last 90 days are shown.")
    if not 0 <= (until - since).days < LONGEST or since.year < 1990 or until.year > usual.last.year + 1:
        return usual, _("A period begins before it ends and is at most three years long; the last 90 days are shown.")
    return Period(first=since, last=until, zone=usual.zone), ""


def _one_of(typed: str, known: Collection[UUID]) -> tuple[UUID | None, bool]:
    """The id, and whether something else was typed."""
    found = next((one for one in known if typed in {str(one), one.hex}), None) if typed else None
    return found, bool(typed) and found is None
