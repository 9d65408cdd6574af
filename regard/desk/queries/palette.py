"""The palette: everywhere one can go and everything one can do here, found by typing; each with its key, so that it is learned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation
from regard.conversations.queries.views import saved_views_of
from regard.desk.queries.faces import Reader
from regard.desk.queries.lists import LABELS, SAVED, address
from regard.desk.queries.navigation import Place
from regard.desk.queries.search import search_page
from regard.kit.keys import keys_of
from regard.search.rules.words import fold
from regard.staff.rules import Right, may

MOST = 6
_SHORTEST = 2


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line: a link, or with `is_post` a button. `keys` are pressed one after the other."""

    label: str
    icon: str
    url: str
    detail: str = ""
    keys: tuple[str, ...] = ()
    is_post: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """Lines of one kind."""

    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True, kw_only=True)
class Palette:
    """What was typed, and what it finds; `on` and `word` say which conversation and list one has open."""

    typed: str
    on: str
    word: str
    groups: list[Group]
    search_url: str


def palette(typed: str, reader: Reader, *, places: Iterable[Place], on: Conversation | None, word: str) -> Palette:
    """For one reader. Words, in any order and unfinished, must all be in a line's name."""
    groups = [
        Group(title=_("This conversation"), entries=_fitting(typed, _actions(on, reader, word))),
        Group(title=_("Go to"), entries=_fitting(typed, [*_places(places, reader), *_views(reader)])),
        *(_found(typed, reader) if len(typed) >= _SHORTEST else ()),
    ]
    return Palette(
        typed=typed,
        on=str(on.id) if on else "",
        word=word,
        groups=[group for group in groups if group.entries],
        search_url=f"{reverse('search')}?{urlencode({'q': typed})}" if typed else "",
    )


def _fitting(typed: str, entries: Iterable[Entry]) -> list[Entry]:
    words = fold(typed).split()
    return [entry for entry in entries if all(word in fold(entry.label) for word in words)]


def _places(places: Iterable[Place], reader: Reader) -> Iterator[Entry]:
    keys = keys_of(reader.user.keys)
    if may(reader.user.role, Right.ANSWER):
        yield Entry(label=_("New message"), icon="plus", url=reverse("conversation-new"), keys=(keys["new message"],))
    for place in places:
        yield Entry(
            label=place.label, icon=place.icon, url=place.url, keys=(keys["go"], place.key) if place.key else ()
        )
        for one in place.below:
            yield Entry(label=f"{place.label}: {one.label}", icon=one.icon, url=one.url)
    if may(reader.user.role, Right.ANSWER):
        yield Entry(label=_("Add a company"), icon="plus", url=reverse("account-new"))
        yield Entry(label=_("Add a person"), icon="plus", url=reverse("contact-new"))
    yield Entry(label=_("Search"), icon="search", url=reverse("search"), keys=(keys["search"],))
    yield Entry(label=_("Your account"), icon="people", url=reverse("account"))
    yield Entry(label=_("Your keys"), icon="key", url=reverse("account-keys"))


def _views(reader: Reader) -> Iterator[Entry]:
    title = _("Inbox: %(view)s")
    for word, label in LABELS.items():
        yield Entry(label=title % {"view": label}, icon="inbox", url=address(word))
    for view in saved_views_of(reader.user):
        detail = view.team.name if view.team else ""
        yield Entry(
            label=title % {"view": view.name}, icon="inbox", url=address(f"{SAVED}{view.id.hex}"), detail=detail
        )


def _actions(on: Conversation | None, reader: Reader, word: str) -> list[Entry]:
    if on is None or not may(reader.user.role, Right.ANSWER):
        return []
    keys, path = keys_of(reader.user.keys), reverse("conversation", args=[on.id])

    def dialog(label: str, icon: str, name: str, key: str = "") -> Entry:
        return Entry(
            label=label, icon=icon, url=address(word, path=path, dialog=name), keys=(keys[key],) if key else ()
        )

    def post(label: str, icon: str, name: str, key: str = "") -> Entry:
        url = address(word, path=reverse(f"conversation-{name}", args=[on.id]))
        return Entry(label=label, icon=icon, url=url, keys=(keys[key],) if key else (), is_post=True)

    always = [
        dialog(_("Tags"), "tag", "tag", "tag"),
        dialog(_("Merge into another conversation"), "join", "merge"),
        dialog(_("Split the conversation"), "split", "split"),
    ]
    if on.state == Conversation.State.CLOSED:
        return [post(_("Open again"), "undo", "reopen"), *always]
    take = [] if on.assignee_id == reader.user.id else [post(_("Take it"), "check", "take", "take")]
    return [
        Entry(label=_("Answer"), icon="reply", url=f"{address(word, path=path)}#answer-body", keys=(keys["answer"],)),
        Entry(label=_("Note for us"), icon="note", url=f"{address(word, path=path)}#note-body", keys=(keys["note"],)),
        *take,
        dialog(_("Hand over"), "hand-over", "hand-over", "hand over"),
        dialog(_("Close it"), "check", "close", "close"),
        dialog(_("Bring it back later"), "clock", "remind", "remind"),
        *always,
    ]


def _found(typed: str, reader: Reader) -> Iterator[Group]:
    page = search_page(typed, reader)
    names = [*page.accounts.rows, *page.people.rows]
    yield Group(
        title=_("Customers"),
        entries=[Entry(label=one.name, icon="people", url=one.url, detail=one.detail) for one in names[:MOST]],
    )
    yield Group(
        title=_("Conversations"),
        entries=[
            Entry(
                label="".join(segment.text for segment in one.subject), icon="mail", url=one.url,
                detail=f"{one.account_name} · #{one.number}",
            )
            for one in page.conversations.rows[:MOST]
        ],
    )  # fmt: skip
