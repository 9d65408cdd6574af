"""What did not reach its reader: addresses that came back, answers by mail that were set aside."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.notifications.models import MailedAnswer, Stopped
from regard.notifications.queries.words import because
from regard.staff.models import User


def stopped() -> "QuerySet[Stopped]":
    """Addresses of people to which nothing more is mailed, for the page of people."""
    return Stopped.objects.filter(ended_at=None, user__is_active=True).select_related("user").order_by("since")


def stopped_for(user: User) -> Stopped | None:
    """Why nothing is mailed to this person's address, None while mail goes there."""
    return Stopped.objects.filter(ended_at=None, address=user.email.lower()).first()


def answers_set_aside(user: User, *, since: datetime) -> "QuerySet[MailedAnswer]":
    """Answers by mail that became no draft, latest first: of conversations this person may read, and their own."""
    readable = Q(conversation__in=conversations.visible_to(user).order_by()) | Q(conversation=None, user=user)
    return MailedAnswer.objects.filter(readable, outcome=MailedAnswer.Outcome.ASIDE, at__gte=since).order_by("-at")


def not_sent_because(row: MailedAnswer) -> str:
    """Why an answer by mail was not sent, as a sentence to whoever reads of it."""
    return _("Not sent, because %(why)s.") % {"why": because(row.because, {"sender": row.sender})}


def automatic_answers(*, since: datetime) -> int:
    """How many machines wrote to addresses for answers by mail; nothing was done about them."""
    return MailedAnswer.objects.filter(outcome=MailedAnswer.Outcome.AUTOMATIC, at__gte=since).count()
