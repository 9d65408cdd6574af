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
