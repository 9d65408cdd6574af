"""What comes back to a person at the desk, each kind with the rows behind it. Only what they may see, and only their own."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation, Reminder, SnippetUse
from regard.desk.queries.sales import gets as selling
from regard.effort.rules import Get, Row, Work
from regard.events.models import Event
from regard.staff.models import User

_BY_ITSELF = Q(by_id=None)


def _own(user: User) -> "QuerySet[Conversation]":
    return conversations.visible_to(user).filter(assignee=user)


def _in_own(kind: str, user: User, since: datetime, until: datetime) -> "QuerySet[Event]":
    """Events of a kind in conversations that the person has."""
    return _events(kind, since, until).filter(subject_kind="conversation", subject_id__in=_own(user).values("id"))


def _events(kind: str, since: datetime, until: datetime) -> "QuerySet[Event]":
    return Event.objects.filter(kind=kind, at__gte=since, at__lte=until).order_by("-at")


def letters_filed(user: User, since: datetime, until: datetime) -> "QuerySet[Event]":
    """Letters that found their customer and their conversation, and the person who answers."""
    return _in_own("message.received", user, since, until)


def receipts_sent(user: User, since: datetime, until: datetime) -> "QuerySet[Event]":
    """Receipts that told customers of theirs who answers by when."""
    return _in_own("conversation.acknowledged", user, since, until)


def people_filed(user: User, since: datetime, until: datetime) -> "QuerySet[Event]":
    """People who were entered because they wrote, in conversations that the person has."""
    theirs = _own(user).filter(contact__isnull=False).values("contact")
    return _events("contact.added", since, until).filter(_BY_ITSELF, subject_kind="contact", subject_id__in=theirs)


def dates_remembered(user: User, since: datetime, until: datetime) -> "QuerySet[Event]":
    """Dates that the person gave customers, and is reminded of before they pass."""
    return _events("ledger.promised", since, until).filter(by_id=user.id)


def brought_back(user: User, since: datetime, until: datetime) -> "QuerySet[Reminder]":
    """Conversations that came back at the time the person had said."""
    came = Q(ended_at=None) | Q(ended_at__gte=F("until"))
    found = Reminder.objects.filter(
        came, user=user, until__gte=since, until__lte=until, back_because=Reminder.Back.TIME
    )
    return found.filter(_is_visible(user)).select_related("conversation").order_by("-until")


def snippets_used(user: User, since: datetime, until: datetime) -> "QuerySet[SnippetUse]":
    """Texts that the person put into answers, with how many letters they have."""
    found = SnippetUse.objects.filter(_is_visible(user), by=user, at__gte=since, at__lte=until)
    return found.annotate(letters=Length("snippet__text")).select_related("snippet").order_by("-at")


def _is_visible(user: User) -> Exists:
    return Exists(conversations.visible_to(user).filter(id=OuterRef("conversation")))


def _conversation_rows(user: User, events: Iterable[Event]) -> list[Row]:
    told = list(events)
    rows = conversations.visible_to(user).filter(id__in={event.subject_id for event in told})
    subjects = dict(rows.values_list("id", "subject"))
    return [
        Row(subjects[event.subject_id] or str(_("(no subject)")), _address(event.subject_id), event.at)
        for event in told
        if event.subject_id in subjects
    ]


def _people_rows(user: User, events: Iterable[Event]) -> list[Row]:
    told = list(events)
    people = conversations.few_contacts_visible_to(user).filter(id__in={event.subject_id for event in told})
    names = dict(people.values_list("id", "name"))
    return [
        Row(names[event.subject_id], reverse("contact", args=[event.subject_id]), event.at)
        for event in told
        if event.subject_id in names
    ]


def _reminder_rows(_user: User, reminders: Iterable[Reminder]) -> list[Row]:
    return [Row(one.note or one.conversation.subject, _address(one.conversation_id), one.until) for one in reminders]


def _snippet_rows(_user: User, uses: Iterable[SnippetUse]) -> list[Row]:
    return [Row(one.snippet.name, _address(one.conversation_id), one.at) for one in uses]


def _address(conversation_id: UUID) -> str:
    return reverse("conversation", args=[conversation_id])


#: What somebody without Regard would do by hand, each said in decisions, clicks and keys.
GETS = (
    Get(
        name="letters",
        label=_("Letters filed with their customer"),
        line=ngettext_lazy("%(n)s letter filed", "%(n)s letters filed", "n"),
        work=Work(decisions=3, clicks=3, keys=8),
        found=letters_filed,
        rows=_conversation_rows,
    ),
    Get(
        name="people",
        label=_("People entered because they wrote"),
        line=ngettext_lazy("%(n)s person entered", "%(n)s people entered", "n"),
        work=Work(decisions=6, clicks=2, keys=63),
        like="contact-new",
        found=people_filed,
        rows=_people_rows,
    ),
    Get(
        name="receipts",
        label=_("Receipts that said who answers by when"),
        line=ngettext_lazy("%(n)s receipt sent", "%(n)s receipts sent", "n"),
        work=Work(decisions=2, clicks=2, keys=100),
        found=receipts_sent,
        rows=_conversation_rows,
    ),
    Get(
        name="dates",
        label=_("Dates you gave, remembered"),
        line=ngettext_lazy("%(n)s promise remembered", "%(n)s promises remembered", "n"),
        work=Work(decisions=4, clicks=3, keys=20),
        found=dates_remembered,
        rows=_conversation_rows,
    ),
    Get(
        name="reminders",
        label=_("Conversations brought back in time"),
        line=ngettext_lazy("%(n)s brought back in time", "%(n)s brought back in time", "n"),
        work=Work(decisions=4, clicks=3, keys=20),
        like="conversation-remind",
        found=brought_back,
        rows=_reminder_rows,
        at="until",
    ),
    Get(
        name="snippets",
        label=_("Snippets put into answers, by the letter"),
        line=ngettext_lazy("%(n)s snippet used", "%(n)s snippets used", "n"),
        work=Work(keys=1),
        found=snippets_used,
        rows=_snippet_rows,
        times="letters",
    ),
    *selling.GETS,
)
