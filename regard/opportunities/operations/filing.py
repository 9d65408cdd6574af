"""What belongs to an opportunity finds its way there: letters by who writes them, and when people were last heard."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from regard.conversations.models import Conversation, Message
from regard.kit.ids import uuid7
from regard.meetings.models import Attendance, Meeting
from regard.meetings.queries import held
from regard.opportunities.models import BuyingRole, Filing, Opportunity
from regard.opportunities.operations.proposals import propose
from regard.opportunities.operations.story import tell
from regard.opportunities.queries.filing import opportunities_of
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


def file_conversation(*, opportunity: Opportunity, conversation: Conversation, by: User, at: datetime) -> Filing:
    """Note that a conversation is about an opportunity. Raises ForbiddenError."""
    staff.require(by, Right.SELL)
    with transaction.atomic():
        row, is_new = Filing.objects.get_or_create(
            opportunity=opportunity, conversation=conversation, defaults={"id": uuid7(), "by": by, "at": at}
        )
        if is_new:
            tell("conversation.filed", opportunity, by=by, at=at, data={"conversation": str(conversation.id)})
    return row


def unfile_conversation(*, filing: Filing, by: User, at: datetime) -> None:
    """Note that a conversation is not about an opportunity. Raises ForbiddenError."""
    staff.require(by, Right.SELL)
    with transaction.atomic():
        data = {"conversation": str(filing.conversation_id)}
        tell("conversation.unfiled", filing.opportunity, by=by, at=at, data=data)
        filing.delete()


def file_message(*, message: Message, at: datetime) -> None:
    """Bring a letter to the open opportunities it is about, note who was heard, and propose what it may prove.

    May run twice. What a machine wrote is filed and proves nothing.
    """
    conversation = message.conversation
    with transaction.atomic():
        found = opportunities_of(conversation)
        for opportunity in found.to_file:
            _row, is_new = Filing.objects.get_or_create(
                opportunity=opportunity, conversation=conversation, defaults={"id": uuid7(), "at": at}
            )
            if is_new:
                data = {"conversation": str(conversation.id)}
                tell("conversation.filed", opportunity, at=at, contact_id=message.contact_id, data=data)
        if message.kind == Message.Kind.INBOUND and message.contact_id and not message.is_automatic:
            hear(contact_id=message.contact_id, at=message.at)
            for opportunity in found.all:
                propose(opportunity=opportunity, message=message, at=at)


def follow_merge(*, survivor_id: UUID, merged_id: UUID, at: datetime) -> None:
    """File a conversation under what another one was filed under that was merged into it. The other keeps its own. May run twice."""
    with transaction.atomic():
        for filing in Filing.objects.filter(conversation=merged_id).select_related("opportunity"):
            _row, is_new = Filing.objects.get_or_create(
                opportunity=filing.opportunity,
                conversation_id=survivor_id,
                defaults={"id": uuid7(), "by": filing.by, "at": at},
            )
            if is_new:
                tell("conversation.filed", filing.opportunity, at=at, data={"conversation": str(survivor_id)})


def hear_meetings(*, since: datetime, until: datetime) -> None:
    """Note that those were heard who were at a meeting that ended in this time. May run twice."""
    ended = held(Meeting.objects.filter(ends_at__gt=since, ends_at__lte=until), now=until)
    there = Attendance.objects.filter(meeting__in=ended, contact__isnull=False).exclude(
        answer=Attendance.Answer.DECLINED
    )
    for contact, at in there.values_list("contact_id", "meeting__ends_at"):
        if contact:
            hear(contact_id=contact, at=at)


def hear(*, contact_id: UUID, at: datetime) -> None:
    """Note that somebody did something at a time: on every map they stand on, and for their company's open opportunities."""
    with transaction.atomic():
        earlier = Q(heard_at=None) | Q(heard_at__lt=at)
        BuyingRole.objects.filter(earlier, contact=contact_id).update(heard_at=at)
        theirs = Q(account__contacts=contact_id) | Q(roles__contact=contact_id)
        ids = Opportunity.objects.filter(theirs, earlier, outcome="").values_list("id", flat=True)
        Opportunity.objects.filter(id__in=list(ids)).update(heard_at=at)
