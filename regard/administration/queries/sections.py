"""The sections of the settings, in the order in which they stand at the side of each settings page.

A new section is one line here, an address in `urls`, and a template that extends `administration/_frame.html`.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regard.staff.models import User
from regard.staff.rules import Right, may


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section: `address` is the name of its first page, `about` says what it does and what changes with it."""

    key: str
    label: str | Promise
    about: str | Promise
    address: str
    icon: str
    right: Right = Right.SET_UP


@dataclass(frozen=True, kw_only=True)
class Link:
    """A section as the list at the side shows it."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What `administration/_frame.html` needs around a section's own page."""

    title: str
    about: str
    links: list[Link]


SECTIONS = (
    Section(
        key="channels",
        label=_("Channels"),
        about=_("The ways customers can reach you. What comes in through one goes to its team, with a promise."),
        address="settings-channels",
        icon="mail",
    ),
    Section(
        key="forms",
        label=_("Contact form"),
        about=_(
            "A page on which customers write to you without a mail program. A change shows there at once; what was sent before stays where it is."
        ),
        address="settings-forms",
        icon="form",
    ),
    Section(
        key="receipts",
        label=_("Receipts"),
        about=_(
            "What customers are told at once when they have written: who answers, by when. A change holds for the next receipt; those sent stay as they are."
        ),
        address="settings-receipts",
        icon="check",
    ),
    Section(
        key="promises",
        label=_("Promises"),
        about=_(
            "How soon customers are answered. A change holds for messages that come from now on; clocks that run keep their promise."
        ),
        address="settings-promises",
        icon="clock",
    ),
    Section(
        key="hours",
        label=_("Hours and holidays"),
        about=_(
            "When you work; promises are counted in these hours. A change counts for messages that come from now on; clocks that run keep the old hours."
        ),
        address="settings-calendars",
        icon="today",
    ),
    Section(
        key="teams",
        label=_("Teams"),
        about=_(
            "Who answers for each other. A change holds for the next message; conversations stay with whoever has them."
        ),
        address="settings-teams",
        icon="inbox",
    ),
    Section(
        key="people",
        label=_("People"),
        about=_(
            "Who can sign in, what they may, and what they know. A change holds from their next click; what they wrote keeps their name."
        ),
        address="settings-people",
        icon="people",
    ),
    Section(
        key="absence",
        label=_("Absence"),
        about=_(
            "Who is away. Meanwhile they are given nothing new; conversations they hold stay theirs until a colleague takes them."
        ),
        address="settings-absence",
        icon="pause",
    ),
    Section(
        key="snippets",
        label=_("Snippets"),
        about=_(
            "Texts that are written often. A change holds for whoever inserts one next; answers already sent stay as they are."
        ),
        address="settings-snippets",
        icon="note",
        right=Right.ANSWER,
    ),
    Section(
        key="tags",
        label=_("Tags"),
        about=_("Words that sort conversations. A new name, or making one of two, holds on all conversations at once."),
        address="settings-tags",
        icon="tag",
    ),
    Section(
        key="fields",
        label=_("Fields"),
        about=_(
            "What you keep about companies and people beside what is there already. Each field says what it is used for; what stands in a retired one is kept."
        ),
        address="settings-fields",
        icon="form",
    ),
    Section(
        key="pipelines",
        label=_("Pipelines"),
        about=_(
            "What customers do, step by step, on the way to buying. A change holds for opportunities that begin from now on; those that are open keep the gates they began with."
        ),
        address="settings-pipelines",
        icon="sales",
    ),
    Section(
        key="currencies",
        label=_("Currencies"),
        about=_(
            "In which currency sums are made, and what others are worth in it. A rate holds from its day on; a correction is a new rate, and an amount without one is left out and named."
        ),
        address="settings-currencies",
        icon="report",
    ),
    Section(
        key="asked",
        label=_("What forms ask"),
        about=_(
            "What colleagues type, what each field is for, and what had better not be asked. Counted over everybody in the last 90 days, never by person."
        ),
        address="settings-asked",
        icon="clock",
    ),
)


def open_to(user: User) -> list[Section]:
    """The sections this person may change."""
    return [section for section in SECTIONS if may(user.role, section.right)]


def frame(user: User, *, current: str) -> Frame:
    """The frame of one section's pages; `current` is its key."""
    section = next(section for section in SECTIONS if section.key == current)
    links = [
        Link(label=str(one.label), url=reverse(one.address), icon=one.icon, is_current=one.key == current)
        for one in open_to(user)
    ]
    return Frame(title=str(section.label), about=str(section.about), links=links)
