"""What a person is told, as sentences in their language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from regard.notifications.models import Notification
from regard.notifications.rules.taking import Refusal
from regard.promises.rules.ladder import Audience
from regard.promises.rules.words import say_due
from regard.routing.rules.reasons import Reason, sentence
from regard.staff.models import User


def headline(told: Notification, *, now: datetime) -> str:
    """What happened, in a sentence that begins a mail or stands in a list; `now` is when it is read."""
    reasons = {
        Notification.Reason.GIVEN: _given,
        Notification.Reason.MENTIONED: _mentioned,
        Notification.Reason.CLOCK: _clock,
        Notification.Reason.PROMISE: _promise,
        Notification.Reason.ANSWER: _answer,
        Notification.Reason.FOLLOWED: _followed,
    }
    return reasons[Notification.Reason(told.reason)](told, now)


def detail(told: Notification) -> str:
    """What belongs to it: the note of whoever handed over or called, why the router chose, what was promised."""
    if told.reason == Notification.Reason.GIVEN and told.by is None:
        return _why(told.facts.get("why"), told.user)
    return str(told.facts.get("text", ""))


def _given(told: Notification, _now: datetime) -> str:
    if told.by:
        return _("%(name)s gave it to you.") % {"name": told.by.name}
    return _("It is yours to answer.")


def _mentioned(told: Notification, _now: datetime) -> str:
    return _("%(name)s mentioned you in a note.") % {"name": told.by.name if told.by else _("Somebody")}


def _clock(told: Notification, now: datetime) -> str:
    due = _due(told, now)
    if told.facts.get("is_own"):
        if told.facts["percent"] < 100:
            return _("Half of the time is used: the answer is promised %(due)s.") % {"due": due}
        return _("The answer was promised %(due)s, and has not been given.") % {"due": due}
    if told.facts["audience"] == Audience.OWNER:
        return _("Nobody has it yet: the answer is promised %(due)s.") % {"due": due}
    if told.facts["audience"] == Audience.TEAM:
        return _("Nobody has answered yet: the answer is promised %(due)s.") % {"due": due}
    if told.facts["audience"] == Audience.LEAD:
        return _("A promise was not kept: the answer was due %(due)s.") % {"due": due}
    return _("A promise is long broken: the answer was due %(due)s.") % {"due": due}


def _promise(told: Notification, now: datetime) -> str:
    due = datetime.fromisoformat(told.facts["due_at"])
    if told.moment < due:
        return _("You promised this %(due)s.") % {"due": _due(told, now)}
    return _("You promised this, and it is due now.")


def _followed(told: Notification, _now: datetime) -> str:
    """News of a customer the reader follows."""
    name = told.by.name if told.by else _("Somebody")
    words = {
        "account.handed_over": _("%(name)s handed over a customer you follow."),
        "customer_note.added": _("%(name)s wrote a note about a customer you follow."),
        "promise.escalated": _("A promise to a customer you follow was not kept."),
    }
    return words.get(told.facts.get("what", ""), _("A customer you follow has written.")) % {"name": name}


def _answer(told: Notification, _now: datetime) -> str:
    """The plain sentence back to whoever answered by mail."""
    return _("Your answer was not sent, because %(why)s.") % {"why": because(told.facts.get("because", ""), told.facts)}


def because(refusal: str, facts: Mapping[str, Any]) -> str:
    """Why an answer by mail was not sent, as the second half of a sentence."""
    words = {
        Refusal.FORGED: _("the address it was sent to is none that we gave out"),
        Refusal.GONE: _("what it answers is no longer here"),
        Refusal.NOT_THEIRS: _("the mail you answered was written to somebody else"),
        Refusal.OTHER_SENDER: _("it came from %(sender)s, not from your own address")
        % {"sender": facts.get("sender", "?")},
        Refusal.NO_VERDICT: _("our mail server could not confirm that it came from you"),
        Refusal.DISOWNED: _("our mail server says that it did not come from you"),
        Refusal.LEFT: _("whoever it is from cannot sign in any more"),
        Refusal.EXPIRED: _("the mail you answered is older than 14 days"),
        Refusal.SUMMARY: _("the daily summary is about more than one conversation"),
        Refusal.NO_RIGHT: _("you may not answer in this conversation"),
        Refusal.EMPTY: _("there were no new words in it"),
        Refusal.UNREADABLE: _("it could not be read completely"),
        Refusal.QUOTED: _("your words could not be told apart from what was quoted below them"),
        Refusal.NEWER: _("the customer has written again since"),
        Refusal.ANSWERED: _("a colleague has answered since"),
        Refusal.UNSENDABLE: _("it could not be sent as it is: %(error)s")
        % {"error": facts.get("error", "").rstrip(".")},
    }
    return words[Refusal(refusal)]


def _due(told: Notification, now: datetime) -> str:
    due = datetime.fromisoformat(told.facts["due_at"])
    return say_due(due, now=now, zone=told.user.zone, locale=told.user.language)


def _why(reason: Mapping[str, Any] | None, user: User) -> str:
    if not reason or "detail" not in reason:
        return ""
    said = sentence(Reason.from_json(reason), name="", locale=user.language)
    return str(_(said.message_id) % said.params) + "."
