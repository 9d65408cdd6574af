"""Making two conversations of one, from a message on."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from regard.conversations.models import Acknowledgement, Conversation, Mention, Message
from regard.conversations.operations.inbound import next_number
from regard.conversations.operations.merging import copy_participants
from regard.conversations.operations.recounting import recount
from regard.conversations.operations.story import tell
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class SplitRefusedError(Exception):
    """The conversation cannot be split there. The message says why; nothing was changed."""


def split(*, message: Message, by: User, at: datetime, subject: str = "") -> Conversation:
    """Move a message and everything after it to a new conversation, which has a number of its own. Raises SplitRefusedError.

    Letters that answer a message find it in its new place (see `queries.match`). Whoever took part takes part in both.
    """
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        message = Message.objects.get(id=message.id)  # where it stands now
        conversation = Conversation.objects.select_for_update().get(id=message.conversation_id)
        moving = _from(conversation, message)
        _check(conversation, moving)
        new = _start(conversation, moving, by, at, subject=subject)
        ids = list(moving.values_list("id", flat=True))
        Acknowledgement.objects.filter(conversation=conversation, message__in=ids).update(conversation=new)
        Mention.objects.filter(message__in=ids).update(conversation=new)
        Message.objects.filter(id__in=ids).update(conversation=new)
        copy_participants(conversation, new)
        for row in (conversation, new):
            recount(row)
            row.save()
        said = {"message": str(message.id), "into": str(new.id), "number": new.number}
        tell("conversation.split", conversation, at=at, by=by, data=said)
        tell("conversation.started", new, at=at, by=by, data={"number": new.number, "split_from": str(conversation.id)})
    return new


def _from(conversation: Conversation, message: Message) -> "QuerySet[Message]":
    later = Q(at__gt=message.at) | Q(at=message.at, id__gte=message.id)
    return conversation.messages.filter(later).order_by("at", "id")


def _check(conversation: Conversation, moving: "QuerySet[Message]") -> None:
    said = conversation.messages.exclude(kind=Message.Kind.NOTE)
    if not said.exclude(id__in=moving.values("id")).exists():
        raise SplitRefusedError(_("Nothing would be left in this conversation. Choose a later message."))
    if not moving.exclude(kind=Message.Kind.NOTE).exists():
        raise SplitRefusedError(_("Only notes would move. Choose the message they are about."))


def _start(
    conversation: Conversation, moving: "QuerySet[Message]", by: User, at: datetime, *, subject: str
) -> Conversation:
    first = moving.filter(kind=Message.Kind.INBOUND, contact__isnull=False).select_related("contact__account").first()
    contact = first.contact if first and first.contact else conversation.contact
    said = moving.exclude(kind=Message.Kind.NOTE).first()
    return Conversation.objects.create(
        id=uuid7(),
        number=next_number(),
        subject=subject.strip() or (said.subject if said else "") or conversation.subject,
        account=contact.account,
        contact=contact,
        team=conversation.team,
        is_team_only=conversation.is_team_only,
        channel_kind=conversation.channel_kind,
        channel_id=conversation.channel_id,
        our_address=conversation.our_address,
        language=conversation.language,
        assignee=conversation.assignee,
        assigned_why=conversation.assigned_why,
        state=conversation.state,
        closed_at=conversation.closed_at,
        closed_by=conversation.closed_by or (by if conversation.state == Conversation.State.CLOSED else None),
        closed_by_customer=conversation.closed_by_customer,
        close_reason=conversation.close_reason,
        latest_message_at=at,
        created_at=at,
        is_unverified=any(moving.values_list("is_unverified", flat=True)),
        split_from=conversation,
        is_sample=conversation.is_sample,
    )
