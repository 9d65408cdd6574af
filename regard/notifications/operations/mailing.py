"""Mailing a person what they were told: plain and short, to be answered by mail, never answered by a machine."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from regard.conversations.models import Conversation, Message
from regard.events.operations import Subject
from regard.kit.ids import uuid7
from regard.mail import queries as mail_queries
from regard.mail.models import Mailbox, Outgoing
from regard.mail.operations import AutomaticMailRefusedError, queue, queue_automatic
from regard.mail.operations.queue import Posting
from regard.mail.rules.compose import Letter, compose
from regard.notifications.models import Notification
from regard.notifications.queries.handled import is_handled
from regard.notifications.queries.letters import letter_words
from regard.notifications.queries.undelivered import stopped_for
from regard.notifications.rules.token import sign
from regard.staff.models import User

#: More letters than these in a day nobody reads; the rest stands on the page and in the summary.
MOST_A_DAY = 40
#: RFC 3834 5: the letter says that a machine wrote it, and asks machines not to answer.
HEADERS = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"), ("Precedence", "bulk"))


def mail_waiting(*, at: datetime, limit: int = 200) -> int:
    """Mail what waited for its reader's working hours; how many letters went."""
    waiting = Notification.objects.filter(mail=Notification.Mail.WAITING, mail_at__lte=at).order_by("mail_at")
    return sum(_mail_one(told_id=told_id, at=at) for told_id in list(waiting.values_list("id", flat=True)[:limit]))


def mail(*, told: Notification, at: datetime) -> bool:
    """Queue the letter; False when nothing needs to be said any more, or nothing may go to the address."""
    if is_handled(told):
        return _leave(told, Notification.Mail.DROPPED)
    mailbox = mailbox_for(told.conversation)
    if mailbox is None or not may_mail(told.user):
        return _leave(told, Notification.Mail.NONE)
    if _sent_today(told.user, at) >= MOST_A_DAY:
        return _leave(told, Notification.Mail.DIGEST)
    latest = _latest(told.conversation)
    with transaction.atomic():
        try:
            told.outgoing = _queue(told, mailbox, at)
        except AutomaticMailRefusedError:
            return _leave(told, Notification.Mail.NONE)
        told.mail, told.mailed_at, told.latest_message = Notification.Mail.SENT, at, latest
        told.save(update_fields=["outgoing", "mail", "mailed_at", "latest_message"])
    return True


def mailbox_for(conversation: Conversation | None) -> Mailbox | None:
    """The mailbox a letter to a colleague leaves from: the conversation's, else the first one there was."""
    if conversation is not None:
        return Mailbox.objects.filter(address=conversation.our_address).first()
    return Mailbox.objects.filter(is_active=True).order_by("is_sample", "id").first()


def may_mail(user: User) -> bool:
    """Whether mail may go to a person: not to people of the sample company, to a mailbox of ours, to a dead address."""
    is_reachable = user.is_active and not user.is_sample and not mail_queries.is_ours(user.email)
    return is_reachable and stopped_for(user) is None


def letter_to(user: User, mailbox: Mailbox, *, token: str, subject: str, text: str, at: datetime) -> Letter:
    """A letter to a colleague whose answers come back with the token: in the address, and in the Message-ID."""
    local, _, domain = mailbox.address.rpartition("@")
    return Letter(
        message_id=f"{uuid7().hex}.{token}@{domain}", at=at, sender=(mailbox.name, mailbox.address),
        to=((user.name, user.email),), subject=subject, text=text, headers=HEADERS,
        reply_to=f"{local}+{token}@{domain}" if mailbox.plus_addressing else "",
    )  # fmt: skip


def posting_of(letter: Letter, mailbox: Mailbox, user: User, *, about: Subject) -> Posting:
    """With the null sender, so that no server answers it with a report (RFC 5321 4.5.5)."""
    return Posting(
        content=compose(letter), message_id=letter.message_id, subject=letter.subject, sender="", recipients=(user.email,),
        about=about, mailbox=mailbox, is_sample=mailbox.is_sample,
    )  # fmt: skip


def _mail_one(*, told_id: UUID, at: datetime) -> bool:
    with transaction.atomic():
        waiting = Notification.objects.select_for_update().filter(id=told_id, mail=Notification.Mail.WAITING)
        if not waiting.exists():
            return False
        told = Notification.objects.select_related("user", "by", "conversation__contact").get(id=told_id)
        return mail(told=told, at=at)


def _queue(told: Notification, mailbox: Mailbox, at: datetime) -> Outgoing:
    with translation.override(told.user.language):
        words = letter_words(told, now=at)
        text = render_to_string("notifications/email/told.txt", {"words": words})
    token = sign(key=settings.SECRET_KEY, told_id=told.id)
    letter = letter_to(told.user, mailbox, token=token, subject=words.subject, text=text.strip() + "\n", at=at)
    is_about = told.conversation_id
    about = Subject("conversation", is_about) if is_about else Subject("user", told.user_id)
    posting = posting_of(letter, mailbox, told.user, about=about)
    if told.reason == Notification.Reason.ANSWER:
        # What answers a letter could be answered by a robot in turn: the gate for machine mail ends that after five.
        return queue_automatic(posting, kind=Outgoing.Kind.NOTIFICATION, at=at)
    return queue(posting, kind=Outgoing.Kind.NOTIFICATION, at=at)


def _sent_today(user: User, at: datetime) -> int:
    return Notification.objects.filter(user=user, mailed_at__gt=at - timedelta(days=1)).count()


def _latest(conversation: Conversation | None) -> UUID | None:
    if conversation is None:
        return None
    said = conversation.messages.exclude(kind=Message.Kind.NOTE)
    return said.order_by("-id").values_list("id", flat=True).first()


def _leave(told: Notification, mail_state: str) -> bool:
    told.mail = mail_state
    told.save(update_fields=["mail"])
    return False
