"""What a letter answers, and who wrote it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

from django.conf import settings

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation, Message
from regard.intake.rules import Letter
from regard.mail.models import Inbound
from regard.mail.queries import raw_bytes
from regard.notifications.models import Digest, Notification
from regard.notifications.rules.taking import Claim, Refusal, doubt
from regard.notifications.rules.token import HOLDS_FOR, tokens_in, told_by
from regard.staff.models import User
from regard.staff.rules import Right, may


@dataclass(frozen=True, kw_only=True)
class Answered:
    """`told` is what a letter answers, `user` to whom that was told, `author` the colleague who certainly, or by the address
    alone, wrote the letter. `refusal` says why it is not taken. An outsider's letter has a sender who is no colleague.
    """

    told: Notification | None = None
    user: User | None = None
    author: User | None = None
    conversation: Conversation | None = None
    refusal: Refusal | None = None
    is_signed: bool = True
    is_outsider: bool = False

    @property
    def may_keep_draft(self) -> bool:
        """Whether what was written can become its author's draft."""
        return may_answer(self.author, self.conversation)


def answered_by(letter: Letter, *, inbound: Inbound) -> Answered | None:
    """What a letter answers of what colleagues were told; None when it is none of that.

    A letter to such an address always is. One that only names the Message-ID is when it comes from the colleague: others got
    it forwarded, and what they write is for the inbox.
    """
    written_to = tokens_in([inbound.envelope_to, *(person.email for person in (*letter.mail.to, *letter.mail.cc))])
    named = tokens_in([*letter.answers, *(_returned(letter) if letter.mail.is_bounce else ())])
    if not written_to and not named:
        return None
    sender = User.objects.filter(email__iexact=letter.address).first()
    for token in (*written_to, *named):
        told_id = told_by(token, key=settings.SECRET_KEY)
        found = _told(told_id) if told_id else None
        if found and (token in written_to or letter.mail.is_bounce or found.user == sender):
            return _judged(found, letter, sender, at=inbound.accepted_at)
    if not written_to:
        return None
    is_gone = any(told_by(token, key=settings.SECRET_KEY) for token in written_to)
    unknown = Answered(refusal=Refusal.GONE if is_gone else Refusal.FORGED, is_signed=is_gone)
    return replace(unknown, is_outsider=sender is None, author=sender if is_gone and _is_certain(letter) else None)


def words_told(told: Notification | None) -> str:
    """The body of the mail that is answered."""
    if told is None or told.outgoing is None:
        return ""
    letter = message_from_bytes(raw_bytes(told.outgoing), policy=default)
    body = letter.get_body(("plain",)) if isinstance(letter, EmailMessage) else None
    return str(body.get_content()) if body else ""


def came_since(conversation: Conversation, told: Notification | None, author: User) -> Refusal | None:
    """What the author of an answer by mail has not seen: a customer's message, or a colleague's answer."""
    since = conversation.messages.all()
    if told and told.latest_message:
        since = since.filter(id__gt=told.latest_message)
    if since.filter(kind=Message.Kind.INBOUND, is_automatic=False).exists():
        return Refusal.NEWER
    answers = since.filter(kind=Message.Kind.OUTBOUND).exclude(author=author)
    return Refusal.ANSWERED if answers.exists() else None


def may_answer(user: User | None, conversation: Conversation | None) -> bool:
    """Whether a person may answer in a conversation."""
    if user is None or conversation is None or not user.is_active or not may(user.role, Right.ANSWER):
        return False
    return conversations.visible_to(user).filter(id=conversation.id).exists()


def _told(told_id: UUID) -> Answered | None:
    rows = Notification.objects.select_related("user", "conversation__merged_into", "outgoing__raw")
    told = rows.filter(id=told_id).first()
    if told is None:
        digest = Digest.objects.select_related("user").filter(id=told_id).first()
        return Answered(user=digest.user, refusal=Refusal.SUMMARY) if digest else None
    conversation = told.conversation and (told.conversation.merged_into or told.conversation)
    return Answered(told=told, user=told.user, conversation=conversation)


def _judged(found: Answered, letter: Letter, sender: User | None, *, at: datetime) -> Answered:
    """Who wrote it, and the first thing that keeps it from being taken."""
    if sender is None:
        return replace(found, is_outsider=True)
    claim = Claim(
        is_own_address=sender == found.user, is_ambiguous=letter.mail.from_is_ambiguous, dmarc=letter.mail.authentication.dmarc
    )  # fmt: skip
    doubts = doubt(claim)
    if doubts == Refusal.DISOWNED:
        return replace(found, refusal=doubts)
    if not sender.is_active:
        return replace(found, refusal=Refusal.LEFT)
    if doubts == Refusal.OTHER_SENDER and _is_certain(letter):
        return replace(found, author=sender, refusal=Refusal.NOT_THEIRS)
    if doubts:
        return replace(found, author=sender if claim.is_own_address else None, refusal=doubts)
    is_late = found.told is not None and at > (found.told.mailed_at or found.told.made_at) + HOLDS_FOR
    return replace(found, author=sender, refusal=found.refusal or (Refusal.EXPIRED if is_late else None))


def _is_certain(letter: Letter) -> bool:
    return letter.mail.authentication.dmarc == "pass" and not letter.mail.from_is_ambiguous


def _returned(letter: Letter) -> Iterable[str]:
    yield letter.mail.text
    for file in letter.mail.attachments:
        yield file.content.decode("utf-8", "replace")
