"""What the lists of the settings are made of: tables whose rows lead to a page, or have a button or two."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_info


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One fact. `kind` makes it a tag: "line", "good", "warn" or "bad"; `detail` stands small below it."""

    text: str
    detail: str = ""
    url: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button that posts to `url`."""

    label: str
    url: str
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing of a list."""

    cells: Sequence[Cell]
    actions: Sequence[Action] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """A list with its heading; `empty` stands where there are no rows and says what would be there."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Row]
    empty: str = ""
    add_url: str = ""
    add_label: str = ""

    @property
    def has_actions(self) -> bool:
        """Whether any row has a button."""
        return any(row.actions for row in self.rows)


def language_name(code: str) -> str:
    """A language's name in the reader's language; the code itself for one that Django does not know."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
