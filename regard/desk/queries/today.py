"""Today: who waits for me, what I promised, how we are doing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.desk.queries import finding
from regard.desk.queries.faces import ClockFace, Reader, clocks_of, face_of, promise_face, why
from regard.desk.queries.given import Given, counted
from regard.desk.queries.on_time import OnTime, on_time
from regard.desk.queries.theirs import Saying, Theirs, ThemRow, on_the_desk, saying, their_side
from regard.mail import queries as mail
from regard.mail.models import Outgoing
from regard.promises import queries as promises
from regard.promises.models import Clock
from regard.promises.queries import Told
from regard.staff.rules import Right, may

SHOWN = 12
SHOWN_OF_TEAM = 5
SHOWN_PROMISES = 5
SHOWN_PROPOSALS = 3


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """A customer who waits."""

    id: str
    url: str
    clock: ClockFace | None
    account_name: str
    subject: str
    contact_name: str
    channel_text: str
    why: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class PromiseRow:
    """A date the reader gave a customer."""

    id: str
    text: str
    detail: str
    clock: ClockFace
    url: str
    done_url: str


@dataclass(frozen=True, kw_only=True)
class ProposalRow:
    """A day in a letter of the reader's, of which they may make a promise."""

    id: str
    text: str
    detail: str
    url: str
    yes_url: str
    no_url: str


@dataclass(frozen=True, kw_only=True)
class LoadRow:
    """How many waiting conversations a colleague has; `share` of the fullest table."""

    name: str
    short_name: str
    count: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """Messages of the last seven days that got no receipt."""

    count: int
    url: str


@dataclass(frozen=True, kw_only=True)
class TodayPage:
    """Everything the page says."""

    headline: str
    consequence: str
    date_text: str
    live_url: str
    waiting_title: str
    waiting: list[WaitingRow]
    waiting_count: int
    waiting_total: int
    more_url: str
    promised: list[PromiseRow]
    proposed: list[ProposalRow]
    theirs: Theirs
    not_delivered: list[ThemRow]
    on_time: OnTime | None
    load: list[LoadRow]
    not_taken_text: str
    not_taken_url: str
    acknowledgements_skipped: Skipped
    given: Given | None
    saying: Saying | None
    empty_url: str
    empty_action: str


def today_page(reader: Reader, *, mark: str) -> TodayPage:
    """The page for one reader; `mark` is the latest event it was made after."""
    visible = conversations.visible_to(reader.user).select_related("account", "contact", "assignee")
    desk = on_the_desk(reader)
    mine = [row for row in desk if row.waiting_since][:100]
    everybody = list(conversations.waiting(visible).values_list("assignee__name", "waiting_since")[:2000])
    shown = mine or (list(conversations.waiting(visible)[:SHOWN_OF_TEAM]) if everybody else [])
    clocks = clocks_of(shown)
    kept, them, since = (
        on_time(reader),
        their_side(desk, reader),
        [since for name, since in everybody if not name and since],
    )
    counts = counted(reader)
    told = promises.promised_and_proposed(holder=reader.user, today=reader.local(reader.now).date())
    empty_url, empty_action = _where_to_look(reader, has_history=bool(kept or them.promised or them.waiting))
    return TodayPage(
        headline=finding.headline(len(mine)),
        consequence=finding.consequence(list(clocks.answers.values()), reader)
        if mine
        else finding.team_waits(len(everybody)),
        date_text=reader.day(reader.now),
        live_url=f"{reverse('today-live')}?mark={mark}",
        waiting_title=_("Waiting for an answer") if mine or not everybody else _("Waiting for the team"),
        waiting=[_waiting_row(row, clocks.get(row.id), reader) for row in shown[:SHOWN]],
        waiting_count=len(mine),
        waiting_total=len(mine) or len(everybody),
        more_url=_more_url(len(mine), len(everybody)),
        promised=_promised(told, reader),
        proposed=_proposed(told, reader),
        theirs=them,
        not_delivered=_not_delivered(reader),
        on_time=kept,
        load=_load([name for name, _since in everybody if name]),
        not_taken_text=finding.not_taken(since, reader, anybody=bool(everybody)),
        not_taken_url=f"{reverse('inbox')}?view=not-taken" if everybody else "",
        acknowledgements_skipped=Skipped(count=counts.no_receipt, url=f"{reverse('inbox')}?view=no-receipt"),
        given=counts.given,
        saying=saying(reader),
        empty_url=empty_url,
        empty_action=empty_action,
    )


def _where_to_look(reader: Reader, *, has_history: bool) -> tuple[str, str]:
    """Where somebody for whom nobody waits may want to look: address and words."""
    if has_history:
        return f"{reverse('inbox')}?view=closed", _("See what was answered")
    if may(reader.user.role, Right.SEE_FAILED_LETTERS):
        return reverse("letters"), _("See whether mail comes in")
    return "", ""


def _more_url(mine: int, everybody: int) -> str:
    if mine:
        return reverse("inbox") if mine > SHOWN else ""
    return f"{reverse('inbox')}?view=team" if everybody > SHOWN_OF_TEAM else ""


def _waiting_row(row: Conversation, clock: Clock | None, reader: Reader) -> WaitingRow:
    return WaitingRow(
        id=str(row.id),
        url=reverse("conversation", args=[row.id]),
        clock=face_of(clock, reader),
        account_name=row.account.name if row.account else row.contact.name,
        subject=row.subject or _("(no subject)"),
        contact_name=row.contact.name,
        channel_text=_("contact form") if row.channel_kind == "webform" else _("e-mail"),
        why=why(row, reader) if row.assignee_id else _("not taken"),
        icon="form" if row.channel_kind == "webform" else "mail",
    )


def _promised(told: list[Told], reader: Reader) -> list[PromiseRow]:
    return [
        PromiseRow(
            id=str(one.id),
            text=one.text,
            detail=one.account,
            clock=promise_face(one.due_at, one.made_at, reader),
            url=reverse("conversation", args=[one.conversation_id]),
            done_url=reverse("promise-kept", args=[one.id]),
        )
        for one in told
        if one.due_at
    ][:SHOWN_PROMISES]


def _proposed(told: list[Told], reader: Reader) -> list[ProposalRow]:
    return [
        ProposalRow(
            id=str(one.id),
            text=one.text.rstrip("."),
            detail=_("%(who)s, for %(day)s") % {"who": one.customer, "day": _day(one.due_on, reader)},
            url=f"{reverse('conversation', args=[one.conversation_id])}#message-{one.message_id}",
            yes_url=reverse("proposal-yes", args=[one.id]),
            no_url=reverse("proposal-no", args=[one.id]),
        )
        for one in told
        if one.due_on
    ][:SHOWN_PROPOSALS]


def _day(day: date, reader: Reader) -> str:
    return str(format_date(day, "EEEE d MMM", locale=reader.language))


def _not_delivered(reader: Reader) -> list[ThemRow]:
    """Answers of the last week that did not reach the customer, in conversations the reader has or whose account they own."""
    mine = conversations.visible_to(reader.user).filter(Q(assignee=reader.user) | Q(account__owner=reader.user))
    lost = mail.undelivered(since=reader.now - timedelta(days=7)).filter(
        Exists(mine.filter(id=OuterRef("subject_id"))), kind=Outgoing.Kind.REPLY
    )
    return [
        ThemRow(
            url=reverse("conversation", args=[letter.subject_id]),
            text=letter.subject,
            detail=letter.last_error,
            when_text=reader.time(letter.created_at),
        )
        for letter in lost[:5]
    ]


def _load(names: list[str]) -> list[LoadRow]:
    counts = Counter(names)
    most = max(counts.values(), default=1)
    return [
        LoadRow(name=name, short_name=name.split(" ")[0], count=count, share=count / most)
        for name, count in counts.most_common(8)
    ]
