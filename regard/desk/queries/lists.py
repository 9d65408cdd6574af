"""The list a page shows: which one its address names, what it is called, what of it is gone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from regard.channels.models import Channel
from regard.conversations import queries as conversations
from regard.conversations.models import Conversation, SavedView, Tag
from regard.conversations.queries import filtering
from regard.conversations.queries.views import saved_views_of
from regard.conversations.rules.filters import CHOICES, VIEWS, Filter, Order, read, read_word
from regard.desk.queries.faces import Reader
from regard.staff.models import Team, User

PAGE = 50
#: The columns of a row; those that lists are sorted by are among them, because the next page begins after the last row.
_SHOWN_IN_ROWS = (
    "subject", "preview", "state", "close_reason", "is_unverified", "waiting_since", "next_due_at", "latest_message_at",
    "closed_at", "account__name", "contact__name", "assignee__name",
)  # fmt: skip
SAVED = "saved="
#: What the views that everybody has are called; those without a tab are shown only while they are open.
LABELS: dict[str, Any] = {
    "mine": gettext_lazy("Mine"),
    "not-taken": gettext_lazy("Not taken"),
    "team": gettext_lazy("Team"),
    "them": gettext_lazy("Waiting for them"),
    "automatic": gettext_lazy("Automatic"),
    "closed": gettext_lazy("Closed"),
    "no-receipt": gettext_lazy("No receipt"),
    "all": gettext_lazy("All"),
}
HAVE_TABS = ("mine", "not-taken", "team", "them", "automatic", "closed")


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One thing a list asks for, and the address of the list without it."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The list of one page: `word` is how addresses name it, `wanted` what it holds, `gone` what it names in vain."""

    word: str
    wanted: Filter
    saved: SavedView | None = None
    views: list[SavedView] = field(default_factory=list)
    saved_filters: Mapping[str, Filter] = field(default_factory=dict)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    gone: str = ""

    @property
    def is_usual(self) -> bool:
        """Whether it is one of the views everybody has."""
        return self.word in VIEWS

    @property
    def sorted_by(self) -> str:
        """The order in words."""
        return _("next due") if self.wanted.order is Order.DUE else _("latest")


def known_view(word: str) -> str:
    """How addresses name the list that `word` names; an unknown one is the first one."""
    if word.startswith(SAVED):
        identifier = _read_hex(word.removeprefix(SAVED))
        return f"{SAVED}{identifier}" if identifier else "mine"
    wanted = read_word(word)
    return wanted.word() if wanted else "mine"


def word_of(given: Mapping[str, Any], listed: Iterable[str]) -> str:
    """The list that a form or an address asks for: its `view`, or the parts of a filter one by one (tags are `listed`)."""
    if any(name in given for name in CHOICES):
        return read({**{name: given.get(name, "") for name in CHOICES}, "tag": list(listed)}).word()
    return known_view(given.get("view", ""))


def list_of(word: str, reader: Reader, *, views: Sequence[SavedView] | None = None) -> Shown:
    """The list a word names. What it names and is gone (a deleted tag, somebody who left) is left out and said.

    One statement for the saved views unless they are given, and one for names where the list asks for something by its id.
    """
    views, word = list(saved_views_of(reader.user) if views is None else views), known_view(word)
    saved = next((view for view in views if f"{SAVED}{view.id.hex}" == word), None)
    gone = ""
    if word.startswith(SAVED) and saved is None:
        word, gone = "mine", _("This saved view is gone, or it is not yours. Here are those who wait for you.")
    asked = read(saved.query) if saved else read_word(word) or VIEWS["mine"]
    names = _names_of(_named_parts(asked))
    return Shown(
        word=word,
        wanted=_without_gone(asked, names),
        saved=saved,
        views=views,
        saved_filters={
            view.id.hex: _without_gone(asked, names) if view is saved else read(view.query) for view in views
        },
        names=names,
        gone=gone or _say_gone([part for part in _named_parts(asked) if part not in names]),
    )


def rows_of(shown: Shown, reader: Reader, *, after: str = "") -> list[Conversation]:
    """The conversations of one page of a list, and one more when there is a next page. Of each only what a row shows."""
    visible = conversations.visible_to(reader.user)
    found = filtering.listed(visible, shown.wanted, user=reader.user, at=reader.now, after=after, limit=PAGE + 1)
    return list(found.select_related("account", "contact", "assignee").only(*_SHOWN_IN_ROWS))


def following(shown: Shown, reader: Reader, current: UUID, *, step: int = 1) -> UUID | None:
    """The conversation after `current` in a list; the first one where there is none after it; None in a list without others."""
    rows = _ids(shown, reader, "")
    here = rows.filter(id=current).first()
    if here is not None and step > 0:
        after = _ids(shown, reader, filtering.place_of(here, shown.wanted)).values_list("id", flat=True).first()
        if after:
            return UUID(str(after))
    first = rows.exclude(id=current).values_list("id", flat=True).first()
    return UUID(str(first)) if first else None


def address(word: str, *, path: str = "", **more: str) -> str:
    """A list's address; words of lists need no escaping and stay readable."""
    rest = f"&{urlencode(more)}" if more else ""
    return f"{path or reverse('inbox')}?view={word}{rest}"


def chips_of(shown: Shown) -> list[Chip]:
    """What the list asks for, one by one; none for the views everybody has."""
    if shown.is_usual:
        return []
    return [
        Chip(label=part_name(shown, name, value), url=address(shown.wanted.without(name, value).word()))
        for name, value in shown.wanted.parts()
    ]


def part_name(shown: Shown, name: str, value: str) -> str:
    """One part of a filter in words."""
    words = {
        ("waiting", "us"): _("waiting for us"),
        ("waiting", "them"): _("waiting for them"),
        ("waiting", "machine"): _("automatic mail only"),
        ("state", "open"): _("open"),
        ("state", "closed"): _("closed"),
        ("assignee", "me"): _("given to me"),
        ("assignee", "nobody"): _("not taken"),
        ("reminded", "yes"): _("I am reminded"),
        ("mentioned", "yes"): _("I am mentioned"),
        ("receipt", "none"): _("without a receipt"),
    }
    if name == "language":
        return language_name(value)
    return words.get((name, value)) or shown.names.get((name, value), value)


def language_name(code: str) -> str:
    """A language in the reader's words, the code itself when it is none we know."""
    try:
        info = get_language_info(code)
    except KeyError:
        return code
    return str(info["name_translated"] if get_language() else info["name"])


def _ids(shown: Shown, reader: Reader, after: str) -> "QuerySet[Conversation]":
    visible = conversations.visible_to(reader.user)
    return filtering.ordered(visible, shown.wanted, user=reader.user, at=reader.now, after=after)


def _named_parts(wanted: Filter) -> list[tuple[str, str]]:
    """What a filter names by id."""
    return [(name, value) for name, value in wanted.parts() if name in _NAMED and len(value) == _HEX]


def _without_gone(wanted: Filter, names: Mapping[tuple[str, str], str]) -> Filter:
    for name, value in _named_parts(wanted):
        if (name, value) not in names:
            wanted = wanted.without(name, value)
    return wanted


_HEX = 32
_NAMED = {"tag": Tag, "team": Team, "channel": Channel, "assignee": User}


def _names_of(asked: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Names by part and id, none asked for without a statement; a tag that was retired has one, somebody who left has none."""
    found: list[Any] = []
    for part, model in _NAMED.items():
        ids = [UUID(value) for name, value in asked if name == part]
        if ids:
            rows = model._default_manager.filter(id__in=ids, **({"is_active": True} if model is User else {}))  # noqa: SLF001
            found.append(
                rows.order_by().values_list(Value(part, output_field=CharField()), Cast("id", CharField()), F("name"))
            )
    if not found:
        return {}
    rows_of_all = found[0].union(*found[1:], all=True) if len(found) > 1 else found[0]
    return {(part, UUID(identifier).hex): name for part, identifier, name in rows_of_all}


def _say_gone(missing: list[tuple[str, str]]) -> str:
    if not missing:
        return ""
    words = {
        "tag": _("a tag that was deleted"),
        "team": _("a team that is gone"),
        "channel": _("a way in that is gone"),
        "assignee": _("somebody who left"),
    }
    what = _(" and ").join(dict.fromkeys(words[name] for name, _value in missing))
    return _("This list names %(what)s. Here is the rest of what it asks for.") % {"what": what}


def _read_hex(text: str) -> str:
    try:
        return UUID(text).hex
    except ValueError:
        return ""
