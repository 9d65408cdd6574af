"""Lists of conversations. Every one of them starts from `visible_to`."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from regard.conversations.models import Conversation, Message
from regard.customers.models import Contact
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right, may


def visible_to(user: User) -> "QuerySet[Conversation]":
    """What a person may read: everything, except mailboxes that are for another team only, and what was merged away."""
    return readable_by(user).filter(merged_into=None)


def readable_by(user: User) -> "QuerySet[Conversation]":
    """What a person may read, with the empty rows of merged conversations, whose numbers lead on."""
    if may(user.role, Right.READ_OTHER_TEAMS_MAILBOXES):
        return Conversation.objects.all()
    if not may(user.role, Right.READ_TIMELINES):
        return Conversation.objects.none()
    return Conversation.objects.filter(Q(is_team_only=False) | Q(team__in=staff.teams_of(user)))


def contacts_visible_to(user: User) -> "QuerySet[Contact]":
    """The people a person may know of: not those who only ever wrote to a mailbox that is for another team."""
    if may(user.role, Right.READ_OTHER_TEAMS_MAILBOXES):
        return Contact.objects.all()
    if not may(user.role, Right.READ_TIMELINES):
        return Contact.objects.none()
    # Said from the few conversations that are another team's only, so that a long list of people is not gone through.
    readable = readable_by(user).filter(contact=OuterRef("contact"))
    theirs = Conversation.objects.filter(is_team_only=True).exclude(team__in=staff.teams_of(user))
    return Contact.objects.exclude(id__in=theirs.exclude(Exists(readable)).values("contact"))


def few_contacts_visible_to(user: User) -> "QuerySet[Contact]":
    """The same people, asked one by one: quick for who is looked up by an index, slow for a long list."""
    if may(user.role, Right.READ_OTHER_TEAMS_MAILBOXES):
        return Contact.objects.all()
    if not may(user.role, Right.READ_TIMELINES):
        return Contact.objects.none()
    theirs = Conversation.objects.filter(is_team_only=True, contact=OuterRef("id"))
    hidden = Exists(theirs.exclude(team__in=staff.teams_of(user)))
    return Contact.objects.filter(~hidden | Exists(readable_by(user).filter(contact=OuterRef("id"))))


def waiting(conversations: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Those in which a customer waits for us, next due first."""
    return conversations.filter(state=Conversation.State.OPEN, waiting_since__isnull=False).order_by(
        F("next_due_at").asc(nulls_last=True), "waiting_since"
    )


def waiting_by_person(of: Collection[UUID] | None = None) -> dict[UUID, int]:
    """In how many conversations a customer waits for each person, of all or of these; who has none is left out."""
    held = waiting(Conversation.objects.filter(assignee__isnull=False)).order_by()
    if of is not None:
        held = held.filter(assignee__in=of)
    return dict(held.values_list("assignee").annotate(number=Count("id")))


def waiting_from_history(conversations: "QuerySet[Conversation]", *, since: datetime) -> "QuerySet[Conversation]":
    """Those in which somebody wrote since then, before the mailbox was watched, and has no answer; longest waiting first.

    `unanswered_at` is when they wrote. No clock runs for them.
    """
    unanswered = Message.objects.filter(
        conversation=OuterRef("id"), is_history=True, needs_answer=True, answered_at=None, at__gte=since
    ).order_by("at")
    return (
        conversations.filter(state=Conversation.State.OPEN)
        .annotate(unanswered_at=Subquery(unanswered.values("at")[:1]))
        .exclude(unanswered_at=None)
        .order_by("unanswered_at")
    )


def not_taken(conversations: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Waiting ones that nobody has by name."""
    return waiting(conversations).filter(assignee=None)


def waiting_for_them(conversations: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Open ones in which we spoke last, latest first."""
    return conversations.filter(
        state=Conversation.State.OPEN, waiting_since=None, latest_speaker=Conversation.Speaker.US
    ).order_by("-latest_message_at")


def automatic_unseen(conversations: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Open ones that hold only machine mail: nobody waits, and a person may look whether that is so."""
    return conversations.filter(state=Conversation.State.OPEN, latest_speaker=Conversation.Speaker.MACHINE).order_by(
        "-latest_message_at"
    )


def closed(conversations: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Closed ones, latest first."""
    return conversations.filter(state=Conversation.State.CLOSED).order_by("-closed_at")


def open_with(
    conversations: "QuerySet[Conversation]", *, account_id: UUID | None, contact_id: UUID
) -> "QuerySet[Conversation]":
    """Open ones with the same account, or with the same person where the account is not known."""
    same = Q(account_id=account_id) if account_id else Q(contact_id=contact_id)
    return conversations.filter(same, state=Conversation.State.OPEN).order_by("-latest_message_at")
