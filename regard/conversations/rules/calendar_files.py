"""Which files of a letter are calendars."""

from collections.abc import Iterable
from typing import Any

_TYPES = {"text/calendar", "application/ics", "text/x-vcalendar"}


def is_calendar(*, filename: str, content_type: str) -> bool:
    """By its type, or by the end of its name where the type says nothing."""
    return content_type.lower() in _TYPES or filename.lower().endswith(".ics")


def told_of(files: Iterable[Any]) -> dict[str, bool]:
    """What the event of a letter says of its files: that there is a calendar among them, or nothing."""
    found = any(is_calendar(filename=file.filename, content_type=file.content_type) for file in files)
    return {"calendar": True} if found else {}
