"""Inbox: the list of conversations in one of its views."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation
from regard.conversations.queries.filtering import place_of
from regard.conversations.rules.filters import Order
from regard.desk.queries.faces import ClockFace, Clocks, Reader, face_of
from regard.desk.queries.items import Tag
from regard.desk.queries.lists import (
    HAVE_TABS,
    LABELS,
    PAGE,
    SAVED,
    Chip,
    Shown,
    address,
    chips_of,
    known_view,
)
from regard.desk.queries.pulse import Counts, Pulse
from regard.desk.queries.sorting import reminder_text
from regard.desk.queries.thread import ThreadView
from regard.desk.queries.words import ending
from regard.staff.rules import Right, may

__all__ = ["InboxPage", "ListRow", "Tab", "inbox_page", "known_view"]
#: A row shows so many tags; the others are told as a number.
MOST_TAGS = 3


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A view of the inbox."""

    label: str
    count: int | None
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """One conversation in the list. `reminder`: why it is on top, or until when it is away."""

    id: str
    url: str
    account_name: str
    clock: ClockFace | None
    subject: str
    preview: str
    tags: list[Tag]
    reminder: str
    is_read: bool
    is_selected: bool


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    """The list, and the opened conversation where there is one."""

    tabs: list[Tab]
    chips: list[Chip]
    gone: str
    filter_url: str
    clear_url: str
    save_url: str
    rows: list[ListRow]
    bulk_url: str
    total: int | None
    thread: ThreadView | None
    next_in_line_url: str
    previous_url: str
    live_url: str
    list_key: str
    sorted_by: str
    next_url: str
    first_url: str
    empty_title: str
    empty_why: str


def inbox_page(
    reader: Reader,
    rows: list[Conversation],
    clocks: Clocks,
    *,
    shown: Shown,
    after: str,
    selected: UUID | None,
    thread: ThreadView | None,
    pulse: Pulse,
    counts: Counts,
) -> InboxPage:
    """The page for one reader, of conversations and clocks that were read before."""
    path = reverse("conversation", args=[selected]) if selected else reverse("inbox")
    live = {"after": after, "selected": str(selected or ""), "mark": pulse.mark}
    is_waiting = shown.wanted.order is Order.DUE
    return InboxPage(
        tabs=_tabs(counts, shown),
        chips=chips_of(shown),
        gone=shown.gone,
        filter_url=address(shown.word, path=path, dialog="filter"),
        clear_url="" if shown.is_usual else address("mine"),
        save_url=address(shown.word, path=path, dialog="view"),
        rows=[_row(row, face_of(clocks.get(row.id), reader), shown, selected, reader) for row in rows[:PAGE]],
        bulk_url=address(shown.word, path=reverse("bulk")) if may(reader.user.role, Right.ANSWER) else "",
        total=counts.of(shown.saved.id.hex if shown.saved else shown.word),
        thread=thread,
        next_in_line_url=_beside(rows[:PAGE], selected, shown, 1) if selected else "",
        previous_url=_beside(rows[:PAGE], selected, shown, -1) if selected else "",
        live_url=address(shown.word, path=reverse("inbox-live"), **live),
        list_key=shown.word,
        sorted_by=shown.sorted_by,
        next_url=address(shown.word, path=path, after=place_of(rows[PAGE - 1], shown.wanted))
        if len(rows) > PAGE
        else "",
        first_url=address(shown.word, path=path) if after else "",
        empty_title=_("Nobody is waiting here.") if is_waiting else _("Nothing here."),
        empty_why=_("New messages show up by themselves, the one that is due first on top."),
    )


def _tabs(counts: Counts, shown: Shown) -> list[Tab]:
    """The views everybody has, then the saved ones; a list of one's own chips stands in no tab."""
    usual = [name for name in LABELS if name in HAVE_TABS or name == shown.word]
    tabs = [_tab(str(LABELS[name]), counts.of(name), name, shown) for name in usual]
    return [*tabs, *(_tab(view.name, counts.of(view.id.hex), f"{SAVED}{view.id.hex}", shown) for view in shown.views)]


def _tab(label: str, count: int | None, word: str, shown: Shown) -> Tab:
    return Tab(label=label, count=count, url=address(word), is_current=word == shown.word)


def _row(row: Conversation, clock: ClockFace | None, shown: Shown, selected: UUID | None, reader: Reader) -> ListRow:
    names: list[str] = row.tag_names or []  # type: ignore[attr-defined]  # annotated by `listed`
    tags = []
    if row.is_unverified:
        tags.append(Tag(label=_("sender not verified"), kind="warn"))
    tags += [Tag(label=name, kind="") for name in names[:MOST_TAGS]]
    if len(names) > MOST_TAGS:
        tags.append(Tag(label=f"+{len(names) - MOST_TAGS}", kind=""))
    if row.assignee and row.assignee_id != reader.user.id and not shown.wanted.is_mine:
        tags.append(Tag(label=row.assignee.first_name, kind="line"))
    if row.state == Conversation.State.CLOSED:
        tags.append(Tag(label=ending(row.close_reason), kind="line"))
    return ListRow(
        id=str(row.id),
        url=address(shown.word, path=reverse("conversation", args=[row.id])),
        account_name=row.account.name if row.account else row.contact.name,
        clock=clock,
        subject=row.subject or _("(no subject)"),
        preview=row.preview,
        tags=tags,
        reminder=reminder_text(row, reader),
        is_read=row.waiting_since is None,
        is_selected=row.id == selected,
    )


def _beside(rows: list[Conversation], selected: UUID | None, shown: Shown, step: int) -> str:
    """The row after or before the opened one in what the page shows; the first one where it is not among them."""
    ids = [row.id for row in rows]
    at = ids.index(selected) + step if selected in ids else 0
    if selected in ids and not 0 <= at < len(ids):
        return ""
    return address(shown.word, path=reverse("conversation", args=[ids[at]])) if ids else ""
