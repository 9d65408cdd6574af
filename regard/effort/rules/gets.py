"""What Regard gives back: things it did that somebody would have done by hand. Rooms register theirs in `apps.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise

from regard.effort.rules.work import Work
from regard.kit.registry import Registry

#: Instead of a form's name: what one field takes, in any form.
ANY_FIELD = "*"


class Row(NamedTuple):
    """One thing that came back: what it was about, where it stands, when."""

    label: str
    url: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Get:
    """A kind of thing that comes back.

    `found(user, since, until)` are its rows for a person, both ends included, newest first, only what they may see; `rows(user, found)` says some
    of them in words. `at` names the column of the time, `times` a column (or annotation) that counts how often the row saves `work`.
    `like` names a form that asks for the same: once the company's own measurements suffice, their median stands for `work`.
    `line` says a number of it, as `ngettext_lazy` with "n": "%(n)s letters filed".
    """

    name: str
    label: str | Promise
    line: Any
    work: Work
    found: Callable[[Any, datetime, datetime], "QuerySet[Any]"]
    rows: Callable[[Any, Iterable[Any]], list[Row]]
    at: str = "at"
    times: str = ""
    like: str = ""


gets: Registry[Get] = Registry("kind of thing that comes back")


def register_get(get: Get) -> None:
    """Have something counted as given back."""
    gets.add(get.name, get)
