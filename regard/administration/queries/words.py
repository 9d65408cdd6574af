"""Lengths and moments in a few words."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.promises.models import Policy


def ago(at: datetime, *, now: datetime) -> str:
    """How long ago, in its largest unit: `40 s ago`, `6 min ago`, `3 h ago`, `2 days ago`."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return _("%(number)s s ago") % {"number": seconds}
    if seconds < 3600:
        return _("%(number)s min ago") % {"number": seconds // 60}
    if seconds < 2 * 86400:
        return _("%(number)s h ago") % {"number": seconds // 3600}
    return _("%(number)s days ago") % {"number": seconds // 86400}


def length(minutes: int) -> str:
    """A length of minutes: `45 min`, `4 h`, `1 h 30 min`, `2 days` (of 24 hours)."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if rest:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    if hours % 24 == 0 and hours > 24:
        return ngettext("%(days)s day", "%(days)s days", hours // 24) % {"days": hours // 24}
    return _("%(hours)s h") % {"hours": hours}


def took(span: timedelta) -> str:
    """A measured span: `3.1 s`, `48 s`, `4 min`."""
    seconds = span.total_seconds()
    if seconds < 10:
        return _("%(seconds)s s") % {"seconds": f"{seconds:.1f}"}
    return _("%(seconds)s s") % {"seconds": round(seconds)} if seconds < 120 else length(round(seconds / 60))


def promise(policy: Policy) -> str:
    """A policy's first answer, and whether it is counted in working time."""
    said = length(policy.first_answer_minutes)
    is_always_open = all(day == [["00:00", "24:00"]] for day in policy.calendar.week)
    return said if is_always_open else _("%(time)s in working time") % {"time": said}


def no_receipt(reason: str) -> str:
    """Why a message got no receipt, as `intake.rules` words it."""
    said = {
        "switched off": _("receipts were off"),
        "own address": _("it came from an address of ours"),
        "budget of the address": _("the address had its five automatic letters of the day"),
        "no sender": _("it came without a sender"),
        "no address": _("there is no address to write to"),
        "sender in doubt": _("the sender is in doubt"),
        "came late": _("it came more than a day late"),
        "promise is over": _("the time to promise was over when it came"),
    }
    return said.get(reason, reason)
