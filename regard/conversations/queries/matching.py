"""Finding the conversation a letter belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from regard.conversations.models import Conversation, Message
from regard.conversations.rules.threading import Sender, may_join, numbers_in_subject
from regard.mail import rules as mail_rules
from regard.mail.models import Outgoing

_MOST_ANSWERS = 50
_OUR_MESSAGE_ID = re.compile(r"\b[0-9a-f]{32}\.[a-z2-7]{50}@[a-z0-9.-]{1,253}")


@dataclass(frozen=True, kw_only=True)
class Match:
    """Where a letter goes: into `conversation`, or into a new one that `resembles` another.

    `is_unverified` marks a letter that knew a conversation's secret or ids but came from somebody who may not write there.
    """

    conversation: Conversation | None = None
    resembles: Conversation | None = None
    is_unverified: bool = False


def match(
    *,
    sender: Sender,
    account_id: UUID | None,
    our_address: str,
    answers: Sequence[str],
    recipients: Sequence[str],
    subject: str,
) -> Match:
    """Find the conversation: by signed token, then by In-Reply-To and References, both for permitted senders only."""
    named = _by_token([*answers, *recipients]) or _by_reference(answers, our_address)
    if named is None:
        return Match(resembles=_by_number(subject, our_address))
    participants = named.participants.values_list("address", flat=True)
    is_same_account = account_id is not None and account_id == named.account_id
    if may_join(sender=sender, participants=participants, is_same_account=is_same_account):
        return Match(conversation=named)
    return Match(resembles=named, is_unverified=True)


def match_answered(*, message_id: str, sender: Sender, account_id: UUID | None, our_address: str) -> Match:
    """For a letter of the past: the conversation of a letter that answers it and was read before it."""
    answering = Message.objects.filter(answers_ids__letter=message_id, conversation__our_address=our_address)
    found = answering.select_related("conversation").order_by("at", "id").first() if message_id else None
    if found is None:
        return Match()
    participants = found.conversation.participants.values_list("address", flat=True)
    is_same_account = account_id is not None and account_id == found.conversation.account_id
    is_welcome = sender.address == our_address or may_join(
        sender=sender, participants=participants, is_same_account=is_same_account
    )
    return Match(conversation=found.conversation) if is_welcome else Match(resembles=found.conversation)


def knows_a_secret(texts: Sequence[str]) -> bool:
    """Whether one of these ids or addresses carries a token of ours: its writer reads mail that we sent."""
    return _by_token(texts) is not None


def outgoing_of_report(texts: Sequence[str]) -> Outgoing | None:
    """The letter of ours a delivery report is about, found by our Message-ID in what the report returns."""
    for text in texts:
        for message_id in _OUR_MESSAGE_ID.findall(text.lower()):
            token = message_id.partition(".")[2].partition("@")[0]
            if mail_rules.conversation_of(token, key=settings.SECRET_KEY):
                found = Outgoing.objects.filter(message_id__iexact=message_id).first()
                if found:
                    return found
    return None


def _by_token(texts: Sequence[str]) -> Conversation | None:
    for token in mail_rules.tokens_in(list(texts)):
        conversation_id = mail_rules.conversation_of(token, key=settings.SECRET_KEY)
        if conversation_id:
            found = Conversation.objects.filter(id=conversation_id).first()
            if found:
                return found
    return None


def _by_reference(answers: Sequence[str], our_address: str) -> Conversation | None:
    """The conversation of the nearest letter it answers: the one named last, else one named before it."""
    wanted = [identifier for identifier in answers if identifier][-_MOST_ANSWERS:]
    known = Message.objects.filter(message_id__in=wanted, conversation__our_address=our_address).select_related(
        "conversation"
    )
    nearest = max(known, key=lambda message: (wanted.index(message.message_id), message.at), default=None)
    return nearest.conversation if nearest else None


def _by_number(subject: str, our_address: str) -> Conversation | None:
    return Conversation.objects.filter(number__in=numbers_in_subject(subject), our_address=our_address).first()
