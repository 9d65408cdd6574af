"""Single keys: what each does, which one a person chose for it, and which choices cannot be.

Templates name an action's usual key (`data-key="a"`); a page carries the person's own ones, and the script looks up what was
pressed. So nobody who writes a page has to think of it. WCAG 2.1.4 asks that single keys can be switched off or changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.kit.registry import Registry


@dataclass(frozen=True, kw_only=True)
class KeyAction:
    """Something a key does. `key` is the usual one, `label` what the help calls it."""

    name: str
    key: str
    label: Any


actions: Registry[KeyAction] = Registry("key")


def register(name: str, key: str, label: Any) -> None:
    """Say what a key does; rooms do it in their `apps.py`."""
    actions.add(name, KeyAction(name=name, key=key, label=label))


class KeyRefusedError(Exception):
    """These keys cannot be chosen. The message says why; nothing was changed."""


def usual() -> dict[str, str]:
    """All actions with their usual keys."""
    return {name: actions.get(name).key for name in actions}


def keys_of(chosen: Mapping[str, str]) -> dict[str, str]:
    """All actions with a person's keys."""
    return {name: chosen.get(name) or key for name, key in usual().items()}


def key_map(chosen: Mapping[str, str]) -> dict[str, str]:
    """What the script needs: the usual key of what each of the person's keys does; keys that do nothing any more are ''."""
    mine, common = keys_of(chosen), usual()
    if mine == common:
        return {}
    freed = {key: "" for key in common.values() if key not in mine.values()}
    return freed | {mine[name]: common[name] for name in mine if mine[name] != common[name]}


def check(typed: Mapping[str, str]) -> dict[str, str]:
    """The keys that differ from the usual ones. Raises KeyRefusedError for a key that two actions want, or that is none."""
    wanted = {name: typed.get(name, "").strip() or key for name, key in usual().items()}
    taken: dict[str, str] = {}
    for name, key in wanted.items():
        if len(key) != 1 or not key.isprintable():
            raise KeyRefusedError(
                _("“%(key)s” is not one key. Type a single letter, digit or sign for “%(what)s”.")
                % {"key": key, "what": actions.get(name).label}
            )
        if key in taken:
            raise KeyRefusedError(
                _("“%(key)s” cannot do two things: “%(one)s” and “%(other)s”. Choose another key for one of them.")
                % {"key": key, "one": actions.get(taken[key]).label, "other": actions.get(name).label}
            )
        taken[key] = name
    return {name: key for name, key in wanted.items() if key != usual()[name]}


register("help", "?", gettext_lazy("This help"))
register("search", "/", gettext_lazy("Search"))
register("down", "j", gettext_lazy("Down in a list"))
register("up", "k", gettext_lazy("Up in a list"))
register("go", "g", gettext_lazy("Go to a place, with its letter"))
register("undo", "z", gettext_lazy("Undo what was done last"))
