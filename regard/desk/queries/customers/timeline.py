"""One timeline over all rooms: chips, months to jump to, fifty entries a page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation
from regard.conversations.queries.timeline import SUBJECT, hidden_from, subject_of_event
from regard.customers.queries.timeline import who_of_event
from regard.desk.queries.faces import ClockFace, Reader, clocks_of, face_of
from regard.events.models import Event
from regard.events.queries.timeline import Entry, Place, Shown, chips, chips_in_order, entries_of, kinds_of, page_of
from regard.meetings.queries.timeline import meeting_of_event
from regard.staff.rules import Right, may

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry with its time; a question that waits shows its clock instead."""

    entry: Entry
    icon: str
    time_text: str
    time_iso: str
    time_title: str
    clock: ClockFace | None = None
    record_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Day:
    """The entries of one day, latest first."""

    label: str
    lines: list[Line]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A chip, or a month to jump to."""

    label: str
    url: str
    icon: str = ""
    is_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Year:
    """The months of a year in which there can be entries."""

    label: str
    months: list[Choice]


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A page of a timeline."""

    days: list[Day]
    chips: list[Choice]
    years: list[Year]
    next_url: str = ""
    first_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What of a timeline is asked for: a chip's word, and where the page begins, "2026-03" or the last entry before it."""

    chip: str = ""
    before: str = ""

    def query(self) -> str:
        """The same as an address has it."""
        words = {name: value for name, value in (("show", self.chip), ("before", self.before)) if value}
        return f"?{urlencode(words)}" if words else "?"


def timeline_of(
    reader: Reader, asked: Asked, *, accounts: Collection[UUID] = (), contacts: Collection[UUID] = (), began: datetime | None
) -> Timeline:  # fmt: skip
    """For these accounts or people. One statement for each of them, and what the rooms need to tell their entries."""
    chip = asked.chip if asked.chip in chips else ""
    hidden = hidden_from(reader.user)
    is_hidden = None if hidden is None else Exists(hidden.filter(id=OuterRef("subject_id")))
    but_not = None if is_hidden is None else Q(subject_kind="conversation") & Q(is_hidden)
    events = page_of(
        accounts=accounts, contacts=contacts, kinds=kinds_of(chip), but_not=but_not,
        before=_place(asked.before, reader), limit=PAGE + 1, bring={**who_of_event(), **meeting_of_event(), SUBJECT: subject_of_event()},
    )  # fmt: skip
    more, events = len(events) > PAGE, events[:PAGE]
    here = replace(asked, before="")
    return Timeline(
        days=_days(events, reader),
        chips=_chips(chip),
        years=_years(here, reader, began),
        next_url=replace(asked, before=_word(events[-1])).query() if more else "",
        first_url=here.query() if asked.before else "",
    )


def _days(events: Sequence[Event], reader: Reader) -> list[Day]:
    told = entries_of(events)
    faces = _clocks(
        [entry.conversation for _event, entry, _shown in told if entry.waits and entry.conversation], reader
    )
    days: list[Day] = []
    for event, entry, shown in told:
        label = _day(event.at, reader)
        if not days or days[-1].label != label:
            days.append(Day(label=label, lines=[]))
        clock = faces.get(entry.conversation) if entry.waits and entry.conversation else None
        days[-1].lines.append(_line(event, entry, shown, reader, clock))
    return days


def _line(event: Event, entry: Entry, shown: Shown, reader: Reader, clock: ClockFace | None) -> Line:
    local = reader.local(event.at)
    return Line(
        entry=entry, icon=shown.icon, time_text=f"{local.hour}:{local.minute:02}", time_iso=event.at.isoformat(),
        time_title=reader.moment(event.at), clock=clock, record_url=_record_url(event, reader),
    )  # fmt: skip


#: Which events can be evidence of an opportunity, and by what of theirs it is found.
_PROVES = {
    "customer_note.added": "note",
    "customer_file.added": "file",
    "call.noted": "meeting",
    "message.received": "message",
}


def _record_url(event: Event, reader: Reader) -> str:
    """Where what this tells of is recorded as what the customer did; "" for what shows nothing of the kind."""
    kind = _PROVES.get(event.kind, "")
    of = event.data.get(kind) if kind and event.actor != Event.Actor.MACHINE else None
    return f"{reverse('evidence-choose')}?{urlencode({kind: of})}" if of and may(reader.user.role, Right.SELL) else ""


def _clocks(ids: Sequence[UUID], reader: Reader) -> dict[UUID, ClockFace]:
    if not ids:
        return {}
    clocks = clocks_of([Conversation(id=one) for one in dict.fromkeys(ids)])
    faces = {one: face_of(clocks.get(one), reader) for one in ids}
    return {one: face for one, face in faces.items() if face}


def _day(at: datetime, reader: Reader) -> str:
    day, today = reader.local(at).date(), reader.local(reader.now).date()
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    if day.year == today.year:
        return reader.day(at)
    return str(format_date(day, "d MMMM y", locale=reader.language))


def _chips(on: str) -> list[Choice]:
    found = [Choice(label=_("Everything"), url=Asked().query(), is_on=not on)]
    for name, chip in chips_in_order():
        found.append(Choice(label=str(chip.label), icon=chip.icon, url=Asked(chip=name).query(), is_on=name == on))
    return found


def _years(here: Asked, reader: Reader, began: datetime | None) -> list[Year]:
    """Every month since the first entry, latest first."""
    if began is None:
        return []
    first, month = reader.local(began).date().replace(day=1), reader.local(reader.now).date().replace(day=1)
    years: list[Year] = []
    while month >= first:
        if not years or years[-1].label != str(month.year):
            years.append(Year(label=str(month.year), months=[]))
        years[-1].months.append(
            Choice(
                label=str(format_date(month, "LLL", locale=reader.language)),
                url=replace(here, before=f"{month:%Y-%m}").query(),
            )
        )
        month = (month - timedelta(days=1)).replace(day=1)
    return years


def _place(word: str, reader: Reader) -> Place | None:
    """Where the page begins; a word that means nothing begins at the latest."""
    moment, _mark, identifier = word.partition("_")
    try:
        if identifier:
            return Place(datetime.fromisoformat(moment), UUID(identifier))
        year, month = (int(part) for part in moment.split("-"))
        following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=ZoneInfo(reader.zone))
        return Place(following)
    except (ValueError, OverflowError):
        return None


def _word(event: Event) -> str:
    return f"{event.at.isoformat()}_{event.id.hex}"
