"""Meetings and calls as the timelines of customers tell them, in the reader's zone and language."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from babel.dates import format_datetime
from django.db.models import JSONField, OuterRef, Subquery, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.events.models import Event
from regard.events.queries.timeline import Entry, brought
from regard.kit import clock
from regard.kit.fields import JSONList
from regard.meetings.models import Attendance, Meeting
from regard.meetings.rules import state_at

_LENGTH, _NAMES, MOST_NAMED = 300, 4, 30
#: What events bring along by these names.
_MEETING, _PEOPLE = "meeting_told", "meeting_people"


def meeting_of_event() -> Mapping[str, Any]:
    """The meeting that an event tells of as it is known now, and who takes part, to be brought along by a timeline's events."""
    named = Cast(KeyTextTransform("meeting", OuterRef("data")), UUIDField())
    people = Attendance.objects.filter(meeting=named).order_by("-is_organiser", "name", "id")[:MOST_NAMED]
    meeting = JSONObject(
        **{name: name for name in ("kind", *_Meeting.COLUMNS)},
        by="by__name",
        conversation_id="message__conversation_id",
    )
    person = JSONObject(id="id", name="name", address="address", contact="contact__name", user="user_id")
    return {
        _MEETING: Subquery(Meeting.objects.filter(id=named).values_list(meeting)[:1], output_field=JSONField()),
        _PEOPLE: JSONList(people.annotate(as_json=person).values("as_json")),
    }


def tell_meetings(events: Sequence[Event]) -> Mapping[UUID, Entry]:
    """Meetings and calls by what the events bring along of them. No statement."""
    told = ((event, _meeting(event)) for event in events)
    return {event.id: _TELLERS[event.kind](event, row) for event, row in told if row}


@dataclass(frozen=True, kw_only=True)
class _Meeting:
    """A meeting with the names of who takes part. `people` have id, name, address, contact and user."""

    COLUMNS: ClassVar = (
        "title", "starts_at", "ends_at", "is_all_day", "repeats", "place", "text", "state", "message_id",
    )  # fmt: skip
    title: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    repeats: bool
    place: str
    text: str
    state: str
    conversation_id: UUID | None
    message_id: UUID | None
    by: str
    people: list[dict[str, Any]]


def _meeting(event: Event) -> _Meeting | None:
    row: Any = brought(event, _MEETING)
    if row is None:
        return None
    conversation, message = (UUID(row[name]) if row[name] else None for name in ("conversation_id", "message_id"))
    # SQLite writes what stands in a list once more as text.
    named: Any = brought(event, _PEOPLE) or []
    people = [json.loads(one) if isinstance(one, str) else one for one in named]
    return _Meeting(
        title=row["title"], starts_at=_utc(row["starts_at"]), ends_at=_utc(row["ends_at"]), is_all_day=bool(row["is_all_day"]),
        repeats=bool(row["repeats"]), place=row["place"], text=row["text"], state=row["state"], conversation_id=conversation,
        message_id=message, by=row["by"] or "", people=people,
    )  # fmt: skip


def _utc(text: str) -> datetime:
    """SQLite says times without a zone, and means UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _planned(event: Event, row: _Meeting) -> Entry:
    return _entry(event, row, _named(row), [_when(row), row.place, _with(row)], tag=_state(row))


def _moved(event: Event, row: _Meeting) -> Entry:
    begin, to = (_instant(event.data.get(name)) for name in ("from", "to"))
    moved = ""
    if begin and to and begin != to:
        words = {"before": _moment(begin, is_all_day=row.is_all_day), "after": _moment(to, is_all_day=row.is_all_day)}
        moved = _("%(before)s → %(after)s") % words
    return _entry(event, row, _("Moved: %(title)s") % {"title": _named(row)}, [moved or _when(row), row.place])


def _cancelled(event: Event, row: _Meeting) -> Entry:
    return _entry(event, row, _("Cancelled: %(title)s") % {"title": _named(row)}, [_when(row), row.place])


def _answered(event: Event, row: _Meeting) -> Entry:
    who = next((one for one in row.people if UUID(one["id"]).hex == event.data.get("attendance")), None)
    name = (who["name"] or who["address"]) if who else _("Somebody")
    proposed = _instant(event.data.get("proposed"))
    if proposed:
        words = {"name": name, "time": _moment(proposed, is_all_day=row.is_all_day)}
        return _entry(event, row, _("%(name)s proposes another time: %(time)s") % words, [_named(row), _when(row)])
    said = _ANSWERS.get(str(event.data.get("answer")), _ANSWERS["needs action"])
    return _entry(event, row, said() % {"name": name}, [_named(row), _when(row)])


def _call(_event: Event, row: _Meeting) -> Entry:
    names = _customers(row)
    title = _("Call with %(names)s") % {"names": names} if names else _("Call")
    minutes = round((row.ends_at - row.starts_at) / timedelta(minutes=1))
    lasted = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes} if minutes else ""
    by = _("noted by %(name)s") % {"name": row.by} if row.by else ""
    head = " · ".join(filter(None, [lasted, by]))
    return Entry(title=title, detail="\n".join(filter(None, [head, Truncator(row.text).chars(_LENGTH)])))


def _entry(event: Event, row: _Meeting, title: str, parts: Sequence[str], *, tag: str = "") -> Entry:
    is_said = row.conversation_id and row.message_id
    return Entry(
        title=title, detail=" · ".join(filter(None, parts)), tag=tag, conversation=row.conversation_id,
        url=f"{reverse('conversation', args=[row.conversation_id])}#message-{row.message_id}" if is_said else "",
        is_theirs=event.actor == Event.Actor.CUSTOMER,
    )  # fmt: skip


def _when(row: _Meeting) -> str:
    """When a meeting is, from its begin to its end."""
    begins = _moment(row.starts_at, is_all_day=row.is_all_day)
    repeats = f" ({_('and again')})" if row.repeats else ""
    if row.is_all_day or row.ends_at <= row.starts_at:
        return begins + repeats
    begin, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    ends = _moment(row.ends_at) if begin.date() != end.date() else f"{end.hour}:{end.minute:02}"
    return f"{begins}–{ends}{repeats}"


def _moment(at: datetime, *, is_all_day: bool = False) -> str:
    """A day of a calendar has no zone: it is the same day everywhere."""
    local = at.astimezone(UTC) if is_all_day else timezone.localtime(at)
    pattern = "EEE d MMM y" if is_all_day else "EEE d MMM y, H:mm"
    return str(format_datetime(local, pattern, locale=(translation.get_language() or "en").replace("-", "_")))


def _instant(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _state(row: _Meeting) -> str:
    now = state_at(row.state, row.ends_at, now=clock.now())
    return {"held": _("held"), "cancelled": _("cancelled"), "planned": ""}[now]


def _named(row: _Meeting) -> str:
    return row.title or _("Meeting")


def _with(row: _Meeting) -> str:
    names = _customers(row)
    return _("with %(names)s") % {"names": names} if names else ""


def _customers(row: _Meeting) -> str:
    """Who of the customer's side takes part; the rest of many is counted."""
    there = [one for one in row.people if one["contact"] or (not one["user"] and one["address"])]
    names = [one["contact"] or one["name"] or one["address"] for one in there]
    shown = ", ".join(names[:_NAMES])
    more = len(names) - _NAMES
    return _("%(names)s and %(n)s more") % {"names": shown, "n": more} if more > 0 else shown


_ANSWERS: Mapping[str, Callable[[], str]] = {
    "accepted": lambda: _("%(name)s comes"),
    "declined": lambda: _("%(name)s does not come"),
    "tentative": lambda: _("%(name)s perhaps comes"),
    "needs action": lambda: _("%(name)s has not decided yet"),
}
_TELLERS: Mapping[str, Callable[[Event, _Meeting], Entry]] = {
    "meeting.planned": _planned, "meeting.moved": _moved, "meeting.cancelled": _cancelled, "meeting.answered": _answered,
    "call.noted": _call,
}  # fmt: skip
