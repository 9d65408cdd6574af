"""What a figure of the report counts, message by message, each with its conversation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, fields
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations.models import Message
from regard.report.queries import words
from regard.report.queries.page import list_url, parameters
from regard.report.queries.rows import Question, acknowledged

PAGE = 50
_DAY = timedelta(days=1)
Read = Callable[[Question], "QuerySet[Message]"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One message."""

    url: str
    subject: str
    customer: str
    detail: str
    time_text: str
    state_text: str
    is_waiting: bool


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """The page; `report_parameters` lead back to the report it was opened from."""

    title: str
    finding: str
    rows: list[Row]
    back_parameters: dict[str, str]
    earlier_url: str
    later_url: str


def list_page(question: Question, figure: str, *, page: int) -> ListPage | None:
    """Fifty messages of a figure, None when there is no such figure."""
    if figure not in LISTS:
        return None
    title, read = _titles()[figure], LISTS[figure]
    messages = read(question).select_related("conversation__account", "contact", "author").order_by("at", "id")
    count = messages.count()
    page = max(1, min(page, (count + PAGE - 1) // PAGE))
    shown = messages[(page - 1) * PAGE : page * PAGE]
    return ListPage(
        title=title,
        finding=ngettext("%(count)s message", "%(count)s messages", count)
        % {"count": words.number(count, question.user.language)},
        rows=[_row(message, question) for message in shown],
        back_parameters=parameters(question),
        earlier_url=list_url(question, figure, page=str(page - 1)) if page > 1 else "",
        later_url=list_url(question, figure, page=str(page + 1)) if page * PAGE < count else "",
    )


def _within_day(question: Question) -> "QuerySet[Message]":
    waited = ExpressionWrapper(F("answered_at") - F("at"), output_field=fields.DurationField())
    return question.asked().annotate(waited=waited).filter(waited__lte=_DAY)


def _acknowledged(question: Question) -> "QuerySet[Message]":
    """The first message of each conversation counted, as the share does."""
    earlier = question.asked().filter(conversation=OuterRef("conversation"), is_history=False)
    before = Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), id__lt=OuterRef("id"))
    begun = question.asked().filter(is_history=False, conversation__created_at__gte=question.period.start)
    return begun.filter(acknowledged(), ~Exists(earlier.filter(before)))


def _kept(question: Question) -> "QuerySet[Message]":
    kept = question.promised().filter(stopped_at__lte=F("due_at"))
    return question.asked().filter(Exists(kept.filter(message=OuterRef("id"))))


LISTS: dict[str, Read] = {
    "all": Question.asked,
    "unanswered": lambda question: question.asked().filter(answered_at=None),
    "waiting": Question.waiting,
    "within-a-day": _within_day,
    "acknowledged": _acknowledged,
    "kept": _kept,
    "holding": Question.held,
}


def _titles() -> dict[str, str]:
    return {
        "all": _("Messages that need an answer"),
        "unanswered": _("Nobody has answered"),
        "waiting": _("Waiting now, longest first"),
        "within-a-day": _("Answered within a day"),
        "acknowledged": _("Got a receipt"),
        "kept": _("Promises kept"),
        "holding": _("Holding replies"),
    }


def _row(message: Message, question: Question) -> Row:
    conversation = message.conversation
    account = conversation.account.name if conversation.account else ""
    is_inbound = message.kind == Message.Kind.INBOUND
    person = message.author_name or message.author_address
    is_waiting = is_inbound and message.answered_at is None
    waited = ((message.answered_at or question.at) - message.at).total_seconds()
    state = _("waiting %(time)s") if is_waiting else _("answered after %(time)s")
    return Row(
        url=reverse("conversation", args=[conversation.id]),
        subject=conversation.subject or _("(no subject)"),
        customer=account or person,
        detail=person if account and account != person else "",
        time_text=words.moment(message.at, zone=question.user.zone, language=question.user.language),
        state_text=state % {"time": words.lasting(max(waited, 0.0))} if is_inbound else _("a holding reply"),
        is_waiting=is_waiting,
    )
