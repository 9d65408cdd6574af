"""The customer's side of Today: what they promised, whom we wait for, and what one of them said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations import queries as conversations
from regard.conversations.models import CloseReason, Conversation, Message
from regard.conversations.rules.checks import first_said
from regard.conversations.rules.formatting import preview
from regard.conversations.rules.their_promises import TheirPromise, promised_by_them
from regard.desk.queries.faces import Reader
from regard.promises.models import Clock

#: So many conversations are looked at, and so many rows of each kind are shown.
MOST, SHOWN = 400, 5
#: A customer's word is shown for so long, and looked for among so many of the latest.
_RECENT, _LATEST = timedelta(days=90), 200


@dataclass(frozen=True, kw_only=True)
class ThemRow:
    """A customer who has the word; `is_over`: the day they named has passed."""

    url: str
    text: str
    detail: str
    when_text: str
    is_over: bool = False


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What a customer said when they only wanted to say thank you, in their words."""

    title: str
    text: str
    lang: str
    who: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Theirs:
    """Promises of customers, soonest first, and the other conversations in which they have the word, latest first."""

    promised: list[ThemRow]
    promised_count: int
    waiting: list[ThemRow]


def on_the_desk(reader: Reader) -> list[Conversation]:
    """The open conversations the reader has, or was told of because a time runs out: those that wait for us first, next due first.

    Where they have the word, `said` and `said_at` are what the customer wrote last. One statement.
    """
    told = Clock.objects.filter(escalations__told=reader.user, stopped_at=None, taken_by=None)
    latest = Message.objects.filter(conversation=OuterRef("id"), kind=Message.Kind.INBOUND, is_automatic=False)
    latest = latest.order_by("-at", "-id")
    has_the_word = Q(waiting_since=None, latest_speaker=Conversation.Speaker.US)
    rows = conversations.visible_to(reader.user).filter(
        Q(assignee=reader.user) | Q(id__in=told.values("conversation")), state=Conversation.State.OPEN
    )
    return list(
        rows.select_related("account", "contact", "assignee")
        .annotate(
            said=Case(When(has_the_word, then=Subquery(latest.values("text")[:1]))),
            said_at=Case(When(has_the_word, then=Subquery(latest.values("at")[:1]))),
        )
        .order_by(
            F("next_due_at").asc(nulls_last=True),
            F("waiting_since").asc(nulls_last=True),
            "-latest_message_at",
        )[:MOST]
    )


def their_side(desk: Iterable[Conversation], reader: Reader) -> Theirs:
    """Of the conversations `on_the_desk`, those of the reader in which we spoke last."""
    promised, waiting = list[tuple[date, ThemRow]](), list[ThemRow]()
    for row in desk:
        if row.waiting_since or row.latest_speaker != Conversation.Speaker.US or row.assignee_id != reader.user.id:
            continue
        said, said_at = row.said, row.said_at  # type: ignore[attr-defined]
        found = promised_by_them(said, said_on=reader.local(said_at).date()) if said else None
        if found:
            promised.append((found.due or date.max, _promise(row, found, reader)))
        else:
            waiting.append(_waits(row, reader))
    promised.sort(key=lambda one: one[0])
    return Theirs(
        promised=[row for _due, row in promised[:SHOWN]], promised_count=len(promised), waiting=waiting[:SHOWN]
    )


def saying(reader: Reader) -> Saying | None:
    """The latest thanks that somebody read and closed as such: in a conversation the reader answered, else in any they may read."""
    thanks = Message.objects.filter(no_answer_reason=CloseReason.THANKS_ONLY, at__gte=reader.now - _RECENT)
    latest = thanks.order_by("-at").values("id")[:_LATEST]
    readable = conversations.visible_to(reader.user).values("id")
    rows = Message.objects.filter(id__in=latest, conversation__in=readable)
    rows = rows.select_related("contact", "conversation__account")
    row = rows.annotate(is_mine=Q(conversation__assignee=reader.user)).order_by("-is_mine", "-at", "-id").first()
    return _saying(row, reader, is_mine=row.is_mine) if row else None


def _saying(row: Message, reader: Reader, *, is_mine: bool) -> Saying:
    names = [row.contact.name if row.contact else row.author_name or row.author_address]
    if row.conversation.account:
        names.append(row.conversation.account.name)
    return Saying(
        title=_("Said to you") if is_mine else _("Said to us"),
        text=preview(first_said(row.text), length=200),
        lang=row.language,
        who=", ".join([*names, reader.time(row.at)]),
        url=reverse("conversation", args=[row.conversation_id]),
    )


def _promise(row: Conversation, found: TheirPromise, reader: Reader) -> ThemRow:
    today = reader.local(reader.now).date()
    return ThemRow(
        url=reverse("conversation", args=[row.id]),
        text=preview(found.text, length=110),
        detail=f"{_customer(row)} · {row.subject}",
        when_text=when_meant(found, today, reader.language),
        is_over=found.due is not None and found.due < today,
    )


def _waits(row: Conversation, reader: Reader) -> ThemRow:
    return ThemRow(
        url=reverse("conversation", args=[row.id]),
        text=row.subject or _("(no subject)"),
        detail=_customer(row),
        when_text=reader.time(row.latest_message_at),
    )


def _customer(row: Conversation) -> str:
    return row.account.name if row.account else row.contact.name


def when_meant(found: TheirPromise, today: date, language: str) -> str:
    """The day as seen from today; as the customer wrote it where it names no single day."""
    if found.due is None:
        return found.named
    days = (found.due - today).days
    if days < 0:
        return ngettext("%(count)s day over", "%(count)s days over", -days) % {"count": -days}
    if days < 2:
        return _("tomorrow") if days else _("today")
    return str(format_date(found.due, "EEE" if days < 7 else "d MMM", locale=language))
