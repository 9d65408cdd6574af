"""The sentences Today opens with: who waits, and what follows from it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.desk.queries.faces import Reader
from regard.promises.models import Clock


def headline(count: int) -> str:
    """How many customers wait for the reader."""
    if count == 0:
        return _("Nobody is waiting for you.")
    words = {"number": _number(count)}
    return (
        ngettext("%(number)s customer is waiting for you.", "%(number)s customers are waiting for you.", count) % words
    )


def team_waits(count: int) -> str:
    """What stands under "Nobody is waiting for you"."""
    if count == 0:
        return _("And nobody is waiting for the team.")
    words = {"number": _number(count)}
    return (
        ngettext(
            "%(number)s customer is waiting for the team.", "%(number)s customers are waiting for the team.", count
        )
        % words
    )


def consequence(clocks: list[Clock], reader: Reader) -> str:
    """How the promises to those who wait stand: what is late, else what is due next."""
    late = [clock for clock in clocks if clock.stopped_at is None and clock.due_at < reader.now]
    coming = [clock.due_at for clock in clocks if clock.stopped_at is None and clock.due_at >= reader.now]
    if len(late) == 1:
        return (
            _("One of them has waited longer than we promised.")
            if len(clocks) > 1
            else _("They have waited longer than we promised.")
        )
    if late:
        return _("%(number)s of them have waited longer than we promised.") % {"number": _number(len(late))}
    if not coming:
        return ""
    from_now = min(coming) - reader.now
    if from_now < timedelta(minutes=1):
        due = _("The next answer is due within a minute.")
    elif from_now < timedelta(hours=2):
        minutes = int(from_now.total_seconds() // 60)
        due = ngettext(
            "The next answer is due in %(count)s minute.", "The next answer is due in %(count)s minutes.", minutes
        ) % {"count": minutes}
    else:
        due = _("The next answer is due %(time)s.") % {"time": reader.time(min(coming))}
    nobody_late = _("Nobody has been kept waiting longer than we promised.")
    return f"{due} {nobody_late}"


def not_taken(since: list[datetime], reader: Reader, *, anybody: bool) -> str:
    """How many nobody has by name, who wait `since` then; `anybody`: whether any customer waits at all."""
    if not anybody:
        return _("No customer is waiting.")
    if not since:
        return _("Everything has been taken by somebody.")
    minutes = int((reader.now - min(since)).total_seconds() // 60)
    if minutes < 120:
        age = ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    else:
        age = ngettext("%(count)s hour", "%(count)s hours", minutes // 60) % {"count": minutes // 60}
    return _("%(count)s not yet taken. The oldest for %(age)s.") % {"count": len(since), "age": age}


def _number(count: int) -> str:
    """A number at the beginning of a sentence about customers."""
    small = ["", _("One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six"), _("Seven"), _("Eight"), _("Nine")]
    return small[count] if count < len(small) else str(count)
