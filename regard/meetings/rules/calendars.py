"""Calendars as programs write them (RFC 5545): meetings with who takes part, and what could not be read."""

import re
import warnings
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Component
from icalendar.error import BrokenCalendarProperty

from regard.kit.decoding import decode

_COMPONENT = re.compile(
    r"^BEGIN:(VEVENT|VTODO|VJOURNAL|VFREEBUSY)\r?\n.*?^END:\1\r?$", re.DOTALL | re.MULTILINE | re.IGNORECASE
)
_ZONES = re.compile(r"^BEGIN:VTIMEZONE\r?\n.*?^END:VTIMEZONE\r?\n", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_METHOD = re.compile(r"^METHOD:[A-Z-]+\r?\n", re.MULTILINE | re.IGNORECASE)
_FOLDED = re.compile(r"\r?\n[ \t]")


#: What reading a broken calendar raises, and a time before the year 1 or after 9999.
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who takes part, or calls the meeting. `answer` is PARTSTAT; a room or a projector `is_thing`."""

    name: str
    email: str
    answer: str = ""
    is_thing: bool = False


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """One event. Times are in UTC; a day without a time begins at midnight UTC and `is_all_day`.

    `method` says what the calendar asks for (RFC 5546), `occurrence` which day of a series it is about.
    """

    uid: str
    summary: str
    starts_at: datetime
    ends_at: datetime | None = None
    is_all_day: bool = False
    place: str = ""
    organiser: Person | None = None
    people: list[Person] = field(default_factory=list)
    repeats: bool = False
    method: str = ""
    is_cancelled: bool = False
    occurrence: str = ""
    sequence: int = 0
    stamped_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Read:
    """The meetings of a file, and a sentence for each part that could not be read."""

    meetings: list[Meeting]
    reasons: list[str]


def read_meetings(raw: bytes) -> Read:
    """Every event of every calendar in a file. What cannot be read is told, the rest is kept."""
    text = decode(raw).text.lstrip("\ufeff")
    if "BEGIN:VCALENDAR" not in text.upper():
        if not _COMPONENT.search(text):
            return Read(meetings=[], reasons=["There is no calendar in the file."])
        text = f"BEGIN:VCALENDAR\r\n{text.strip()}\r\nEND:VCALENDAR\r\n"
    try:
        return _all(text)
    except _UNREADABLE:
        return _one_by_one(text)


def _all(text: str) -> Read:
    found = Read(meetings=[], reasons=[])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a guess at a zone's name is no reason to tell anybody
        for calendar in Calendar.from_ical(text, multiple=True):
            method = str(calendar.get("METHOD", "")).upper()
            for event in calendar.walk("VEVENT"):
                _add(event, found, method=method)
    return found


def _one_by_one(text: str) -> Read:
    """Each part of a broken calendar alone: with the calendar's zones, else without them, else without broken lines."""
    zones, method = "".join(_ZONES.findall(text)), "".join(_METHOD.findall(text)[:1])
    found = Read(meetings=[], reasons=[])
    for number, part in enumerate(_COMPONENT.finditer(text), start=1):
        for head, body in ((zones, part[0]), ("", part[0]), ("", _whole_lines(part[0]))):
            try:
                read = _all(f"BEGIN:VCALENDAR\r\n{method}{head}{body}\r\nEND:VCALENDAR\r\n")
            except _UNREADABLE:
                continue
            found.meetings.extend(read.meetings)
            found.reasons.extend(read.reasons)
            break
        else:
            found.reasons.append(f"Entry {number} of the calendar cannot be read.")
    return found


def _whole_lines(body: str) -> str:
    """Without lines that are no properties."""
    lines = _FOLDED.sub("", body).splitlines()
    return "\r\n".join(line for line in lines if re.match(r"^[A-Za-z0-9-]+[:;]", line) and ":" in line)


def _add(event: Component, found: Read, *, method: str) -> None:
    starts = _moment(event, "DTSTART")
    if starts is None:
        name = str(event.get("SUMMARY", "")) or str(event.get("UID", "")) or "an entry without a name"
        found.reasons.append(f"“{name}” has no time at which it begins.")
        return
    begins, is_all_day = starts
    found.meetings.append(
        Meeting(
            uid=str(event.get("UID", "")), summary=str(event.get("SUMMARY", "")), starts_at=begins,
            ends_at=_end(event, begins), is_all_day=is_all_day, place=str(event.get("LOCATION", "")),
            organiser=next(iter(_people(event, "ORGANIZER")), None), people=_people(event, "ATTENDEE"),
            repeats="RRULE" in event, method=method, is_cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
            occurrence=_occurrence(event), sequence=_sequence(event), stamped_at=(_moment(event, "DTSTAMP") or (None,))[0],
        )
    )  # fmt: skip


def _end(event: Component, begins: datetime) -> datetime | None:
    """As it says; else after its duration, else unknown."""
    if ends := _moment(event, "DTEND"):
        return ends[0]
    try:
        lasts = getattr(event.get("DURATION"), "dt", None)
    except BrokenCalendarProperty:
        return None
    return begins + lasts if isinstance(lasts, timedelta) else None


def _occurrence(event: Component) -> str:
    found = _moment(event, "RECURRENCE-ID")
    return found[0].strftime("%Y%m%dT%H%M%SZ") if found else ""


def _sequence(event: Component) -> int:
    """The number of the version; 0 where none stands there."""
    try:
        return min(max(int(event.get("SEQUENCE", 0)), 0), 2**31 - 1)
    except (TypeError, ValueError, BrokenCalendarProperty):
        return 0


def _moment(event: Component, name: str) -> tuple[datetime, bool] | None:
    value = event.get(name)
    try:
        moment = getattr(value[0] if isinstance(value, list) else value, "dt", None)
    except BrokenCalendarProperty:
        return None
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC), False
    if isinstance(moment, date):
        return datetime.combine(moment, time(), tzinfo=UTC), True
    return None


def _people(event: Component, name: str) -> list[Person]:
    value = event.get(name, [])
    found = []
    for one in value if isinstance(value, list) else [value]:
        address = re.sub(r"^mailto:", "", str(one).strip(), flags=re.IGNORECASE)
        params = getattr(one, "params", {})
        found.append(
            Person(
                name=str(params.get("CN", "")), email=address if "@" in address else "",
                answer=str(params.get("PARTSTAT", "")).upper(),
                is_thing=str(params.get("CUTYPE", "")).upper() in {"ROOM", "RESOURCE"},
            )
        )  # fmt: skip
    return found
