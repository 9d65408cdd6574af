"""What stands in a mail to a colleague."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations.models import Conversation, Message
from regard.conversations.rules.formatting import quote
from regard.notifications.models import Notification
from regard.notifications.queries.words import detail, headline
from regard.staff.models import User
from regard.staff.rules import Right, may

#: A mail is short: so much of what the customer wrote stands in it.
_MOST_LETTERS = 4000


@dataclass(frozen=True, kw_only=True)
class LetterWords:
    """The parts of a mail, each a text that may be empty."""

    subject: str
    headline: str
    detail: str = ""
    kept: str = ""
    about: str = ""
    url: str = ""
    wrote: str = ""
    quoted: str = ""
    files: str = ""
    can_answer: bool = False


def letter_words(told: Notification, *, now: datetime) -> LetterWords:
    """Everything a mail about one thing says, in the language that is active."""
    conversation, first = told.conversation, headline(told, now=now)
    if conversation is None:
        url, about = address_of(told), about_of(told)
        subject = f"{about}: {first.rstrip('.')}"[:200] if about else first.rstrip(".")
        return LetterWords(
            subject=subject, headline=first, kept=_kept(told), about=about, url=settings.URL + url if url else "",
            detail=detail(told) if url else "",
        )  # fmt: skip
    asked = conversation.messages.filter(kind=Message.Kind.INBOUND, is_automatic=False).order_by("-at", "-id").first()
    title = title_of(conversation)
    return LetterWords(
        subject=f"{title}: {first.rstrip('.')}"[:200],
        headline=first,
        detail=detail(told),
        about=f"{customer_of(conversation)} · {title}",
        url=settings.URL + reverse("conversation", args=[conversation.id]),
        wrote=_wrote(asked, told.user) if asked else "",
        quoted=quote(asked.text[:_MOST_LETTERS]) if asked else "",
        files=_files(asked) if asked else "",
        can_answer=can_answer_by_mail(told.user),
        kept=_kept(told),
    )


def about_of(told: Notification) -> str:
    """The customer, and the conversation where it is about one; '' for a word about neither."""
    if told.conversation:
        return f"{customer_of(told.conversation)} · {title_of(told.conversation)}"
    return str(told.account or told.contact or "")


def address_of(told: Notification) -> str:
    """The page it is about; '' for a word about none."""
    if told.conversation_id:
        return reverse("conversation", args=[told.conversation_id])
    if told.account_id:
        return reverse("account", args=[told.account_id])
    return reverse("contact", args=[told.contact_id]) if told.contact_id else ""


def title_of(conversation: Conversation) -> str:
    """The conversation's number and subject."""
    return f"#{conversation.number} {' '.join(conversation.subject.split()) or _('(no subject)')}"


def customer_of(conversation: Conversation) -> str:
    """Who waits: the company or household, else the person."""
    account = conversation.account
    return str(account.name if account else conversation.contact.name or conversation.our_address)


def can_answer_by_mail(user: User) -> bool:
    """Only where a server of ours says who wrote a letter are answers by mail taken, and so offered."""
    return bool(settings.MAIL_AUTHSERV_ID) and may(user.role, Right.ANSWER)


def _wrote(message: Message, user: User) -> str:
    local = message.at.astimezone(ZoneInfo(user.zone))
    day = format_datetime(
        local, "EEE d MMM, HH:mm" if user.language != "de" else "EEE d. MMM, HH:mm", locale=user.language
    )
    name = message.author_name or message.author_address
    return _("%(name)s wrote on %(day)s:") % {"name": name, "day": day}


def _files(message: Message) -> str:
    count = message.attachments.count() if message.has_files else 0
    if not count:
        return ""
    return ngettext("A file came with it.", "%(count)s files came with it.", count) % {"count": count}


def _kept(told: Notification) -> str:
    """What became of the words of an answer that was not sent."""
    if told.reason != Notification.Reason.ANSWER:
        return ""
    if told.facts.get("is_draft"):
        return _("Your text is kept as your draft there. Open the conversation, look it over, and send it.")
    return _("Your letter is kept on the page “Mail”. Nothing went to the customer.")
