"""What was said with customers, as their timelines tell it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Message
from regard.conversations.rules.formatting import preview
from regard.events.models import Event
from regard.events.queries.timeline import Entry, brought
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right, may

_LENGTH = 140
#: What events bring along by this name: the subject of their conversation.
SUBJECT = "conversation_subject"


def hidden_from(user: User) -> "QuerySet[Conversation] | None":
    """The conversations a person may not read, which are another team's only; None where there are none for them."""
    if may(user.role, Right.READ_OTHER_TEAMS_MAILBOXES):
        return None
    if not may(user.role, Right.READ_TIMELINES):
        return Conversation.objects.all()
    return Conversation.objects.filter(is_team_only=True).exclude(team__in=staff.teams_of(user))


def tell_messages(events: Sequence[Event]) -> Mapping[UUID, Entry]:
    """Messages and notes by their text; one that was taken back before it left is not told. One statement."""
    wanted = {event.id: str(event.data.get("message", "")) for event in events}
    rows = Message.objects.filter(id__in=[one for one in wanted.values() if one]).select_related(
        "conversation", "author", "contact"
    )
    known = {str(row.id): _entry(row) for row in rows.defer("html", "quoted")}
    return {event: known[message] for event, message in wanted.items() if message in known}


def tell_conversations(events: Sequence[Event]) -> Mapping[UUID, Entry]:
    """What became of conversations, by the subject that the events bring along."""
    return {
        event.id: Entry(
            title=_TITLES[event.kind](), detail=brought(event, SUBJECT) or _("(no subject)"),
            url=reverse("conversation", args=[event.subject_id]), conversation=event.subject_id,
        )
        for event in events
        if brought(event, SUBJECT) is not None
    }  # fmt: skip


def subject_of_event() -> Subquery:
    """The subject of the conversation an event is about, to be brought along."""
    return Subquery(Conversation.objects.filter(id=OuterRef("subject_id")).values("subject")[:1])


def _entry(row: Message) -> Entry:
    is_note, is_theirs = row.kind == Message.Kind.NOTE, row.kind == Message.Kind.INBOUND
    who = _name(row)
    said = preview(row.text, length=_LENGTH)
    return Entry(
        title=_("Note by %(name)s") % {"name": who} if is_note else row.conversation.subject or _("(no subject)"),
        detail=said if is_note else f"{who}: {said}",
        url=f"{reverse('conversation', args=[row.conversation_id])}#message-{row.id}",
        tag=_("automatic") if row.is_automatic else "",
        is_theirs=is_theirs,
        language=row.language,
        conversation=row.conversation_id,
        waits=bool(is_theirs and row.needs_answer and not row.answered_at and row.conversation.waiting_since),
    )


def _name(row: Message) -> str:
    person = row.contact if row.kind == Message.Kind.INBOUND else row.author
    return (person.name if person else "") or row.author_name or row.author_address


_TITLES = {
    "promise.broken": lambda: _("We did not answer in the promised time"),
    "ledger.promised": lambda: _("We promised a date"),
    "ledger.kept": lambda: _("We kept a promised date"),
    "conversation.closed": lambda: _("The conversation was closed"),
}
