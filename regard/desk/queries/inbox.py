"""Inbox: the list of conversations in one of its views."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation, Message
from regard.desk.queries.faces import ClockFace, Clocks, Reader, face_of
from regard.desk.queries.items import Tag
from regard.desk.queries.pulse import Counts, Pulse
from regard.desk.queries.thread import ThreadView
from regard.desk.queries.words import ending

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A view of the inbox."""

    label: str
    count: int | None
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """One conversation in the list."""

    id: str
    url: str
    account_name: str
    clock: ClockFace | None
    subject: str
    preview: str
    tags: list[Tag]
    is_read: bool
    is_selected: bool


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    """The list, and the opened conversation where there is one."""

    tabs: list[Tab]
    rows: list[ListRow]
    thread: ThreadView | None
    live_url: str
    list_key: str
    sorted_by: str
    next_url: str
    empty_title: str
    empty_why: str


@dataclass(frozen=True, kw_only=True)
class View:
    """How a view is called, what it holds, whether its count stands in its tab."""

    label: Any
    rows: Callable[["QuerySet[Conversation]", Reader], "QuerySet[Conversation]"]
    is_tab: bool = True


VIEWS: dict[str, View] = {
    "mine": View(
        label=gettext_lazy("Mine"), rows=lambda all_, reader: conversations.waiting(all_.filter(assignee=reader.user))
    ),
    "not-taken": View(label=gettext_lazy("Not taken"), rows=lambda all_, _reader: conversations.not_taken(all_)),
    "team": View(label=gettext_lazy("Team"), rows=lambda all_, _reader: conversations.waiting(all_)),
    "them": View(
        label=gettext_lazy("Waiting for them"), rows=lambda all_, _reader: conversations.waiting_for_them(all_)
    ),
    "automatic": View(label=gettext_lazy("Automatic"), rows=lambda all_, _reader: conversations.automatic_unseen(all_)),
    "closed": View(label=gettext_lazy("Closed"), rows=lambda all_, _reader: conversations.closed(all_)),
    "no-receipt": View(
        label=gettext_lazy("No receipt"),
        rows=lambda all_, reader: _without_receipt(all_, reader),  # noqa: PLW0108  defined below
        is_tab=False,
    ),
}


def listed(reader: Reader, *, view: str, page: int) -> list[Conversation]:
    """The conversations of one page of a view, and one more when there is a next page. An unknown view is the first one."""
    visible = conversations.visible_to(reader.user)
    found = VIEWS[known_view(view)].rows(visible, reader).select_related("account", "contact", "assignee")
    return list(found[(page - 1) * PAGE : page * PAGE + 1])


def known_view(view: str) -> str:
    """The view, or the first one when there is none of that name."""
    return view if view in VIEWS else "mine"


def inbox_page(
    reader: Reader,
    rows: list[Conversation],
    clocks: Clocks,
    *,
    view: str,
    page: int,
    selected: UUID | None,
    thread: ThreadView | None,
    pulse: Pulse,
    counts: Counts,
) -> InboxPage:
    """The page for one reader, of conversations and clocks that were read before."""
    view = known_view(view)
    path = reverse("conversation", args=[selected]) if selected else reverse("inbox")
    return InboxPage(
        tabs=_tabs(counts, view),
        rows=[_row(row, face_of(clocks.get(row.id), reader), view, selected, reader) for row in rows[:PAGE]],
        thread=thread,
        live_url=f"{reverse('inbox-live')}?view={view}&page={page}&selected={selected or ''}&mark={pulse.mark}",
        list_key=view,
        sorted_by=_("next due") if view in {"mine", "not-taken", "team"} else _("latest"),
        next_url=f"{path}?view={view}&page={page + 1}" if len(rows) > PAGE else "",
        empty_title=_("Nobody is waiting here.") if view in {"mine", "not-taken", "team"} else _("Nothing here."),
        empty_why=_("New messages show up by themselves, the one that is due first on top."),
    )


def _tabs(counts: Counts, current: str) -> list[Tab]:
    numbers = {
        "mine": counts.mine, "not-taken": counts.not_taken, "team": counts.team, "them": counts.them,
        "automatic": counts.automatic,
    }  # fmt: skip
    return [
        Tab(
            label=str(view.label),
            count=numbers.get(name),
            url=f"{reverse('inbox')}?view={name}",
            is_current=name == current,
        )
        for name, view in VIEWS.items()
        if view.is_tab or name == current
    ]


def _row(row: Conversation, clock: ClockFace | None, view: str, selected: UUID | None, reader: Reader) -> ListRow:
    tags = []
    if row.is_unverified:
        tags.append(Tag(label=_("sender not verified"), kind="warn"))
    if row.assignee and row.assignee_id != reader.user.id and view != "mine":
        tags.append(Tag(label=row.assignee.first_name, kind="line"))
    if row.state == Conversation.State.CLOSED:
        tags.append(Tag(label=ending(row.close_reason), kind=""))
    return ListRow(
        id=str(row.id),
        url=f"{reverse('conversation', args=[row.id])}?view={view}",
        account_name=row.account.name if row.account else row.contact.name,
        clock=clock,
        subject=row.subject or _("(no subject)"),
        preview=row.preview,
        tags=tags,
        is_read=row.waiting_since is None,
        is_selected=row.id == selected,
    )


def _without_receipt(visible: "QuerySet[Conversation]", reader: Reader) -> "QuerySet[Conversation]":
    unacknowledged = (
        Message.objects.filter(needs_answer=True, at__gte=reader.now - timedelta(days=7))
        .exclude(no_acknowledgement_because__in=["", "acknowledged before"])
        .values("conversation")
    )
    return visible.filter(id__in=unacknowledged).order_by("-latest_message_at")
