"""What a page says about the use of a form: names of fields and milliseconds. It comes from a browser, so nothing in it is trusted."""

import json
from dataclasses import dataclass
from typing import Any

MOST_SECONDS, MOST_FIELDS, LONGEST = 3600, 100, 10_000
_PREFIX = "field-"


class MeasureError(ValueError):
    """What a page says about a form cannot be read. Nothing was counted; what was typed is not touched by it."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One look at a form: whole seconds of attention, and the fields typed, those that arrived filled, those left empty."""

    form: str
    seconds: int
    typed: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


def read_measure(text: str) -> Measure:
    """Read `{"form", "ms", "typed", "filled", "empty"}` as JSON. Raises MeasureError."""
    if len(text) > LONGEST:
        raise MeasureError("longer than any form")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MeasureError("no JSON") from error
    if not isinstance(found, dict) or not isinstance(found.get("form"), str):
        raise MeasureError("names no form")
    return Measure(
        form=found["form"], seconds=_seconds(found.get("ms")), typed=_names(found, "typed"), filled=_names(found, "filled"),
        empty=_names(found, "empty"),
    )  # fmt: skip


def _seconds(milliseconds: Any) -> int:
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool) or milliseconds < 0:
        raise MeasureError("says no time")
    return min((milliseconds + 500) // 1000, MOST_SECONDS)


def _names(found: dict[str, Any], key: str) -> tuple[str, ...]:
    names = found.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise MeasureError(f"no list of names: {key}")
    return tuple(dict.fromkeys(name.removeprefix(_PREFIX) for name in names))[:MOST_FIELDS]
