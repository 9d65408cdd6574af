"""Clocks, reasons and times in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation
from regard.promises.models import Clock
from regard.promises.queries import with_policies, working_calendar
from regard.promises.queries.clocks import ANSWERS, pauses_of
from regard.promises.rules import words
from regard.promises.rules.clock import elapsed_with_pauses, working_time
from regard.routing.rules.reasons import Reason, sentence
from regard.staff.models import User

#: By language: the weekday and date, and the date alone, in the letters of CLDR.
_PATTERNS = {"en": ("EEEE d MMMM", "d MMM"), "de": ("EEEE, d. MMMM", "d. MMM")}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads, in which zone and language, at what time."""

    user: User
    now: datetime

    @property
    def zone(self) -> str:
        return self.user.zone

    @property
    def language(self) -> str:
        return self.user.language

    def local(self, at: datetime) -> datetime:
        """An instant on the reader's wall clock."""
        return at.astimezone(ZoneInfo(self.user.zone))

    def time(self, at: datetime) -> str:
        """Today's times as 9:38, this week's as Tue 9:38, this year's as 24 Nov, others with the year."""
        local, today = self.local(at), self.local(self.now)
        clock = f"{local.hour}:{local.minute:02}"
        if local.date() == today.date():
            return clock
        if timedelta() < today.date() - local.date() < timedelta(days=6):
            return f"{format_date(local, 'EEE', locale=self.language)} {clock}"
        _day, date = self._patterns
        return str(format_date(local, date if local.year == today.year else f"{date} y", locale=self.language))

    def ahead(self, at: datetime) -> str:
        """A time that lies ahead: later today as 9:38, within a week as Tue 9:38, others with the date."""
        local, today = self.local(at), self.local(self.now).date()
        clock = f"{local.hour}:{local.minute:02}"
        if local.date() == today:
            return clock
        _day, date = self._patterns
        pattern = "EEE" if local.date() - today < timedelta(days=7) else date
        return f"{format_date(local, pattern, locale=self.language)} {clock}"

    def moment(self, at: datetime) -> str:
        """The full date and time, for titles."""
        day, _date = self._patterns
        return str(format_datetime(self.local(at), f"{day} y, HH:mm z", locale=self.language))

    def day(self, at: datetime) -> str:
        """The weekday and date, for headings."""
        day, _date = self._patterns
        return str(format_date(self.local(at), day, locale=self.language))

    @property
    def _patterns(self) -> tuple[str, str]:
        return _PATTERNS.get(self.language.partition("-")[0], _PATTERNS["en"])


@dataclass(frozen=True, kw_only=True)
class ClockFace:
    """What `{% clock %}` draws; the ISO times are set only while the wall clock is the working clock."""

    fraction: float
    text: str
    state: str
    title: str
    due_iso: str = ""
    started_iso: str = ""
    soon_iso: str = ""


def face_of(clock: Clock | None, reader: Reader) -> ClockFace | None:
    """A running or stopped clock as the reader sees it."""
    if clock is None:
        return None
    calendar, pauses = working_calendar(clock.policy.calendar), pauses_of(clock)
    answered_at = clock.stopped_at if clock.stopped_because == "answered" else None
    if clock.stopped_at and answered_at is None:
        return None
    until = max(clock.started_at, answered_at or reader.now)
    seen = words.face(
        clock.due_at,
        now=reader.now,
        zone=reader.zone,
        locale=reader.language,
        used=elapsed_with_pauses(calendar, clock.started_at, until, pauses),
        promised=timedelta(minutes=clock.minutes),
        answered_at=answered_at,
    )
    counts = answered_at is None and clock.due_at > reader.now
    is_wall_time = counts and working_time(calendar, reader.now, clock.due_at) == clock.due_at - reader.now
    return ClockFace(
        fraction=seen.fraction,
        text=_("answered") if seen.state is words.State.KEPT else seen.text,
        state=seen.state.value,
        title=_("Promised by %(time)s") % {"time": reader.moment(clock.due_at)},
        due_iso=clock.due_at.isoformat() if is_wall_time else "",
        started_iso=clock.started_at.isoformat() if is_wall_time else "",
        soon_iso=clock.half_at.isoformat() if is_wall_time else "",
    )


def promise_face(due_at: datetime, made_at: datetime, reader: Reader) -> ClockFace:
    """A dated promise as a clock; it runs by the wall, as its reader's day does."""
    seen = words.face(
        due_at,
        now=reader.now,
        zone=reader.zone,
        locale=reader.language,
        used=reader.now - made_at,
        promised=due_at - made_at,
    )
    title = _("Promised by %(time)s") % {"time": reader.moment(due_at)}
    return ClockFace(fraction=seen.fraction, text=seen.text, state=seen.state.value, title=title)


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """The clocks of some conversations, by conversation."""

    answers: dict[UUID, Clock]
    resolutions: dict[UUID, Clock]

    def get(self, conversation_id: UUID) -> Clock | None:
        """The clock of the answer: the one that runs, else the one that stopped last."""
        return self.answers.get(conversation_id)


def clocks_of(conversations: Iterable[Conversation]) -> Clocks:
    """For each conversation its running answer clock, else the one that stopped last, and its running resolution; one statement."""
    ids = [conversation.id for conversation in conversations]
    clocks = Clocks(answers={}, resolutions={})
    own = Clock.objects.filter(conversation=OuterRef("conversation"), target__in=ANSWERS)
    is_old = Exists(own.filter(stopped_at__gt=OuterRef("stopped_at")))
    rows = Clock.objects.filter(Q(stopped_at=None) | ~is_old, conversation__in=ids)
    for clock in sorted(
        with_policies(rows), key=lambda row: (row.stopped_at is None, row.stopped_at or row.started_at)
    ):
        if clock.target in ANSWERS:
            clocks.answers[clock.conversation_id] = clock
        elif clock.stopped_at is None:
            clocks.resolutions[clock.conversation_id] = clock
    return clocks


def resolution_text(clock: Clock | None, reader: Reader) -> str:
    """By when the whole matter is to be settled, and how long that has rested while the customer had the word."""
    if clock is None:
        return ""
    rested = sum(((end or reader.now) - begin for begin, end in pauses_of(clock)), timedelta())
    minutes = int(rested.total_seconds() // 60)
    so_far = _(" (rested %(minutes)s min so far)") % {"minutes": minutes} if minutes else ""
    if clock.paused_at:
        return _("the time to settle it rests while we wait for the customer") + so_far
    due = words.say_due(clock.due_at, now=reader.now, zone=reader.zone, locale=reader.language)
    return _("to be settled %(due)s") % {"due": due} + so_far


def why(conversation: Conversation, reader: Reader) -> str:
    """Why the conversation's assignee was asked, as a sentence to them or about them; '' when nobody was."""
    if conversation.assignee is None or not conversation.assigned_why:
        return ""
    first: Mapping[str, Any] = conversation.assigned_why[0]
    is_reader = conversation.assignee_id == reader.user.id
    name = "" if is_reader else conversation.assignee.first_name
    if first["kind"] == "took":
        return _("You took it") if is_reader else _("%(name)s took it") % {"name": name}
    if first["kind"] == "began":
        return _("You wrote first") if is_reader else _("%(name)s wrote first") % {"name": name}
    if first["kind"] == "handed_over":
        who = {"name": name, "by": first["by"]}
        return _("%(by)s handed it to you") % who if is_reader else _("%(by)s handed it to %(name)s") % who
    said = sentence(Reason.from_json(first), name=name, locale=reader.language)
    return str(_(said.message_id) % said.params)
