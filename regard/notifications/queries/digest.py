"""What stands in a person's daily summary."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.notifications.models import Notification, Preference
from regard.notifications.queries.handled import may_know
from regard.notifications.queries.letters import about_of, address_of, customer_of, title_of
from regard.notifications.queries.preferences import way_of
from regard.notifications.queries.told import unseen
from regard.notifications.queries.words import headline
from regard.promises.queries import open_promises
from regard.promises.rules.words import say_due
from regard.staff.models import User

#: A summary is read in a minute; what is beyond is counted.
_MOST_LINES = 15
Reason = Notification.Reason


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading, its lines, and how many more there are."""

    title: str
    lines: tuple[str, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The summary; without sections there is nothing to say."""

    sections: tuple[Section, ...]
    subject: str
    url: str


def summary_for(user: User, preference: Preference, *, at: datetime) -> Summary:
    """The summary in the language that is active, without what the person does not want to hear of."""
    tonight = _end_of_day(user, at)
    wanted = {reason for reason in Reason.values if way_of(preference, reason) != Preference.Way.NOTHING}
    waiting = conversations.waiting(conversations.visible_to(user)).filter(assignee=user)
    due, later = waiting.filter(next_due_at__lt=tonight), waiting.exclude(next_due_at__lt=tonight)
    found = [
        _section(_("Due today"), _conversations(due, user, at)) if Reason.CLOCK in wanted else None,
        _section(_("Waiting for you"), _conversations(later, user, at)) if Reason.GIVEN in wanted else None,
        _section(_("You promised for today"), _promises(user, tonight, at)) if Reason.PROMISE in wanted else None,
        _section(_("You were mentioned"), _told(user, Reason.MENTIONED, at)) if Reason.MENTIONED in wanted else None,
        _section(_("Late elsewhere"), _told(user, Reason.CLOCK, at)) if Reason.CLOCK in wanted else None,
    ]
    sections = tuple(section for section in found if section and section.lines)
    return Summary(sections=sections, subject=_subject(sections), url=settings.URL + reverse("start"))


def told_in_summary(user: User) -> "QuerySet[Notification]":
    """What waits to be mailed to a person and is said by the summary."""
    states = [Notification.Mail.WAITING, Notification.Mail.DIGEST]
    return Notification.objects.filter(user=user, mail__in=states).exclude(reason=Reason.ANSWER)


def _section(title: str, lines: list[str]) -> Section:
    return Section(title=title, lines=tuple(lines[:_MOST_LINES]), more=max(0, len(lines) - _MOST_LINES))


def _subject(sections: tuple[Section, ...]) -> str:
    counted = (f"{section.title.lower()}: {len(section.lines) + section.more}" for section in sections)
    return _("Your day: %(what)s") % {"what": ", ".join(counted)}


def _conversations(rows: "QuerySet[Conversation]", user: User, at: datetime) -> list[str]:
    return [_line(row, row.next_due_at, user, at) for row in rows.select_related("account", "contact")]


def _promises(user: User, tonight: datetime, at: datetime) -> list[str]:
    visible = conversations.visible_to(user).order_by()
    rows = open_promises(holder=user).filter(due_at__lt=tonight, conversation__in=visible)
    return [
        f"{_line(row.conversation, row.due_at, user, at)}\n  {row.text}"
        for row in rows.select_related("conversation__account", "conversation__contact")
    ]


def _told(user: User, reason: str, at: datetime) -> list[str]:
    """Of clocks only those of others: one's own stand above."""
    visible = conversations.visible_to(user).order_by()
    of_customers = Q(conversation=None) & ~Q(account=None, contact=None)
    rows = unseen(user).filter(Q(conversation__in=visible) | of_customers, reason=reason).order_by("made_at")
    if reason == Reason.CLOCK:
        rows = rows.exclude(conversation__assignee=user).filter(conversation__waiting_since__isnull=False)
    rows = rows.select_related("conversation__account", "conversation__contact", "account", "contact", "by", "user")
    return [f"{_where(row, user, at)}\n  {headline(row, now=at)}" for row in rows if may_know(row)]


def _where(row: Notification, user: User, at: datetime) -> str:
    if row.conversation:
        return _line(row.conversation, None, user, at)
    return f"- {about_of(row)}\n  {settings.URL}{address_of(row)}"


def _line(conversation: Conversation, due_at: datetime | None, user: User, at: datetime) -> str:
    due = f" ({say_due(due_at, now=at, zone=user.zone, locale=user.language)})" if due_at else ""
    url = settings.URL + reverse("conversation", args=[conversation.id])
    return f"- {customer_of(conversation)} · {title_of(conversation)}{due}\n  {url}"


def _end_of_day(user: User, at: datetime) -> datetime:
    zone = ZoneInfo(user.zone)
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)
