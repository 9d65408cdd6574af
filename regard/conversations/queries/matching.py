"""Finding the conversation a letter belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

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
    """Find the conversation: by a letter of ours it answers, by signed token, then by In-Reply-To and References.

    All of it for permitted senders only. A letter follows the message it answers when a conversation was split, and goes on
    in the other one when two were merged.
    """
    named = _by_letter_of_ours(answers) or _by_token([*answers, *recipients]) or _by_reference(answers, our_address)
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


def _by_letter_of_ours(answers: Sequence[str]) -> Conversation | None:
    """Where the latest letter of ours that it answers stands now. Such an id is as secret as the token in it."""
    ours = [identifier for identifier in answers if _OUR_MESSAGE_ID.fullmatch(identifier.lower())][-_MOST_ANSWERS:]
    ours = [identifier for identifier in ours if _token_holds(identifier)]
    known = {message.message_id: message for message in _with_conversation(message_id__in=ours)} if ours else {}
    return next((_now(known[identifier].conversation) for identifier in reversed(ours) if identifier in known), None)


def _token_holds(message_id: str) -> bool:
    token = message_id.lower().partition(".")[2].partition("@")[0]
    return mail_rules.conversation_of(token, key=settings.SECRET_KEY) is not None


def _with_conversation(**condition: object) -> "QuerySet[Message]":
    return Message.objects.filter(**condition).select_related("conversation__merged_into")


def _now(conversation: Conversation) -> Conversation:
    """The conversation that goes on: itself, or the one it was merged into."""
    return conversation.merged_into or conversation


def _by_token(texts: Sequence[str]) -> Conversation | None:
    for token in mail_rules.tokens_in(list(texts)):
        conversation_id = mail_rules.conversation_of(token, key=settings.SECRET_KEY)
        if conversation_id:
            found = Conversation.objects.select_related("merged_into").filter(id=conversation_id).first()
            if found:
                return _now(found)
    return None


def _by_reference(answers: Sequence[str], our_address: str) -> Conversation | None:
    """The conversation of the nearest letter it answers: the one named last, else one named before it."""
    wanted = [identifier for identifier in answers if identifier][-_MOST_ANSWERS:]
    if not wanted:
        return None
    here = Q(conversation__our_address=our_address) | Q(conversation__absorbed__our_address=our_address)
    known = _with_conversation(message_id__in=wanted).filter(here)
    nearest = max(known, key=lambda message: (wanted.index(message.message_id), message.at), default=None)
    return nearest.conversation if nearest else None


def _by_number(subject: str, our_address: str) -> Conversation | None:
    numbers = numbers_in_subject(subject)
    if not numbers:
        return None
    named = Conversation.objects.filter(number__in=numbers, our_address=our_address)
    found = named.select_related("merged_into").first()
    return _now(found) if found else None
