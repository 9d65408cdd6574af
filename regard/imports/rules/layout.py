"""What is assumed about a file: its kind, its encoding, its columns, how it writes numbers and dates."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from regard.imports.rules.sources import fold

#: Encodings a person may choose; others are recognised.
ENCODINGS = (
    "utf-8",
    "cp1252",
    "iso-8859-15",
    "utf-16-le",
    "utf-16-be",
    "cp1250",
    "cp1251",
    "cp437",
    "cp850",
    "mac-roman",
    "shift_jis",
    "gb18030",
)
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a file, by the rows that were looked at. `wrong` counts cells that look like e-mail addresses and are none."""

    name: str
    filled: int = 0
    sample: str = ""
    kind: str = "text"
    wrong: int = 0


@dataclass(frozen=True, kw_only=True)
class Layout:
    """`kind` is table, workbook, vcard, calendar or mbox. `mixed` counts bytes that are in another encoding than the rest.

    `decimal` and `order` are how numbers and dates are written, "" where each tells for itself; `country` (ISO 3166-1) is
    where telephone numbers without + are from. `looked_at` says at how many rows the columns were looked.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    source: str = ""
    mixed: int = 0
    decimal: str = ""
    order: str = ""
    country: str = ""
    looked_at: int = 0
    columns: Sequence[Column] = field(default_factory=tuple)

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [column.name for column in self.columns]

    def assuming(self, **said: str) -> "Layout":
        """The same file, with some assumptions changed by a person."""
        return replace(self, **said)  # type: ignore[arg-type]

    def as_json(self) -> dict[str, Any]:
        """As it is kept with a run."""
        return asdict(self)


def layout_of(kept: dict[str, Any]) -> Layout:
    """What `as_json` made."""
    columns = tuple(Column(**column) for column in kept.get("columns", ()))
    return Layout(**{**kept, "columns": columns})


def signature(columns: Iterable[str]) -> str:
    """By which files of the same shape are known again."""
    return hashlib.sha256("\n".join(fold(column) for column in columns).encode()).hexdigest()
