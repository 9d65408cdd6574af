"""The form in which a call is noted: who of them there is to choose from, and when it began."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from regard.desk.queries.customers.details import Option
from regard.desk.queries.faces import Reader

#: What a call lasts where nobody says: it is noted when it ended.
USUAL_MINUTES = 10


def people_to_choose(people: Iterable[Mapping[str, Any]], typed: Mapping[str, Any]) -> list[Option]:
    """The people of a company; chosen are those that were, or the only one there is."""
    rows = list(people)
    chosen = set(typed.getlist("people")) if hasattr(typed, "getlist") else set()
    is_only = len(rows) == 1 and "text" not in typed
    return [Option(value=one["id"], label=one["name"], is_on=is_only or one["id"] in chosen) for one in rows]


def began_at(reader: Reader, typed: Mapping[str, Any]) -> str:
    """What the field of the time holds: as typed, else ten minutes ago on the reader's clock."""
    usual = reader.local(reader.now - timedelta(minutes=USUAL_MINUTES)).strftime("%Y-%m-%dT%H:%M")
    return str(typed.get("started", usual))
