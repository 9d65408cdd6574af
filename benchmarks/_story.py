"""Telling one conversation of an invented company from its first message to its end, as rows of every table it touches."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from benchmarks._rows import Rows
from benchmarks._speech import Speech
from regard.channels.models import Channel
from regard.conversations.models import (
    Acknowledgement,
    Assignment,
    Attachment,
    Conversation,
    Message,
    Participant,
    Tag,
    Tagging,
)
from regard.events.models import Event
from regard.kit.ids import uuid7_at
from regard.mail.models import Inbound, Outgoing, Raw, Recipient
from regard.promises.models import Clock, Policy, Promise
from regard.promises.queries import working_calendar
from regard.promises.rules.clock import add_working_time, working_time
from regard.staff.models import Team, User

TABLES = (
    Raw, Inbound, Outgoing, Recipient, Conversation, Message, Attachment, Participant, Acknowledgement, Assignment,
    Tagging, Clock, Promise, Event,
)  # fmt: skip
WORDS_A_MESSAGE, PREVIEW = 60, 200


class Kind(Enum):
    """How a conversation stands today."""

    CLOSED = "closed"
    WAITS = "waits for us"
    THEIRS = "waits for them"
    MACHINE = "automatic mail"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A contact as stories need them."""

    id: UUID
    account: UUID | None
    name: str
    address: str


@dataclass(kw_only=True)
class Cast:
    """Who and what the stories are about."""

    owner: User
    agents: Sequence[User]
    teams: Sequence[Team]
    channels: Sequence[Channel]
    policies: Sequence[Policy]
    tags: Sequence[Tag]
    chance: random.Random
    speech: Speech
    people: list[Person] = field(default_factory=list)
    regulars: list[Person] = field(default_factory=list)


@dataclass(kw_only=True)
class _Thread:
    """The conversation being told."""

    id: UUID
    number: int
    subject: str
    person: Person
    team: int
    agent: User | None
    policy: Policy
    began: datetime
    texts: list[str] = field(default_factory=list)


class Story:
    """Tells conversations; `at` is now, after which nothing happens."""

    def __init__(self, cast: Cast, *, at: datetime) -> None:
        self._cast, self._at, self._chance = cast, at, cast.chance
        self._rows = {model: Rows(model) for model in TABLES}
        self._calendar = working_calendar(cast.policies[-1].calendar)
        self._letters = 0
        self.waiting: list[UUID] = []

    def write(self) -> None:
        for rows in self._rows.values():
            rows.write()

    def tell(self, *, number: int, turns: int, began: datetime, kind: Kind) -> None:
        thread = self._thread(number, began.replace(microsecond=0), kind)
        self._start(thread)
        moment, waits = thread.began, None
        pairs = turns // 2 if kind is not Kind.MACHINE else 1
        for turn in range(pairs):
            is_left = turn == pairs - 1 and kind is Kind.WAITS
            waits = self._asked(thread, moment, turn, is_left=is_left, kind=kind)
            moment = self._later(moment)
            if not is_left and kind is not Kind.MACHINE:
                self._answered(thread, waits, moment, turn)
                waits, moment = None, self._later(moment)
        self._end(thread, kind, moment, waits)

    def _later(self, moment: datetime) -> datetime:
        return min(self._at, moment + timedelta(minutes=self._chance.choice((9, 25, 55, 150, 200, 400, 1300))))

    def _thread(self, number: int, began: datetime, kind: Kind) -> _Thread:
        cast, chance = self._cast, self._chance
        people = cast.regulars if number % 50 == 7 else cast.people
        team = 2 if number % 40 == 3 else 1 if number % 5 == 1 else 0
        is_given = team != 2 and kind is not Kind.MACHINE and chance.random() < 0.85
        return _Thread(
            id=uuid7_at(began), number=1001 + number, subject=cast.speech.say(6), person=chance.choice(people), team=team,
            agent=chance.choice(cast.agents) if is_given else None, policy=chance.choice(cast.policies), began=began,
        )  # fmt: skip

    def _start(self, thread: _Thread) -> None:
        self._add(
            Participant, id=uuid7_at(thread.began), conversation_id=thread.id, address=thread.person.address,
            name=thread.person.name, reason="wrote", since=thread.began,
        )  # fmt: skip
        self._event("conversation.started", thread, thread.began, number=thread.number)
        if thread.agent:
            why = [{"kind": "least loaded", "detail": []}]
            self._add(
                Assignment, id=uuid7_at(thread.began), conversation_id=thread.id, user_id=thread.agent.id,
                team_id=self._cast.teams[thread.team].id, at=thread.began, reasons=why,
            )  # fmt: skip
            self._event("conversation.assigned", thread, thread.began, to=str(thread.agent.id), reasons=why)
        for tag in self._chance.sample(self._cast.tags, self._chance.choice((0, 0, 1, 1, 2, 3))):
            self._add(Tagging, id=uuid7_at(thread.began), conversation_id=thread.id, tag_id=tag.id, at=thread.began)

    def _asked(self, thread: _Thread, at: datetime, turn: int, *, is_left: bool, kind: Kind) -> tuple[Any, ...]:
        """The customer writes: a letter, a message, a clock, for the first one a receipt. What an answer must know of it."""
        letter, text, is_machine = self._inbound(thread, at), self._said(thread), kind is Kind.MACHINE
        message = uuid7_at(at)
        clock, due = self._clock_of(thread, at) if not is_machine else (None, None)
        asked = {
            "id": message, "conversation_id": thread.id, "kind": "inbound", "at": at, "contact_id": thread.person.id,
            "author_name": thread.person.name, "author_address": thread.person.address, "subject": thread.subject,
            "text": text, "quoted": thread.texts[-2] if turn else "", "message_id": letter["message_id"],
            "html": f"<p>{text}</p>" if self._chance.random() < 0.3 else "", "inbound_id": letter["id"], "language": "en",
            "needs_answer": not is_machine, "is_automatic": is_machine, "automatic_reason": "bulk" if is_machine else "",
            "has_files": self._file(message, at), "no_acknowledgement_because": "acknowledged before" if turn else "",
        }  # fmt: skip
        self._event("message.received", thread, at, message=str(message), needs_answer=not is_machine)
        if due and clock:
            self._event("promise.made", thread, at, clock=str(clock), due_at=due.isoformat(), message=str(message))
        if due and not turn:
            self._receipt(thread, message, at, due)
        if is_left or is_machine:
            self._add(Message, **asked)
        if is_left and clock and due:
            self._clock(thread, (message, clock, at, due, asked), turn, None)
        return message, clock, at, due, asked

    def _answered(self, thread: _Thread, waits: tuple[Any, ...], at: datetime, turn: int) -> None:
        """We answer: the question has its answer, its clock stops, and what was said leaves by mail."""
        question, clock, _asked_at, due, asked = waits
        agent = thread.agent or self._cast.agents[0]
        letter, message = self._outgoing(thread, "reply", at), uuid7_at(at)
        self._add(Message, **asked, answered_at=at, answered_by_id=message)
        self._add(
            Message, id=message, conversation_id=thread.id, kind="outbound", at=at, author_id=agent.id, author_name=agent.name,
            author_address=self._our_address(thread), subject=f"Re: {thread.subject}", text=self._said(thread), language="en",
            quoted=asked["text"], message_id=letter["message_id"], outgoing_id=letter["id"],
        )  # fmt: skip
        self._event("conversation.answered", thread, at, by=agent, message=str(message), answers=[str(question)])
        if clock:
            self._clock(thread, waits, turn, at)
            self._event(
                "promise.kept" if at <= due else "promise.ended", thread, at, clock=str(clock), because="answered"
            )
        if self._chance.random() < 0.08:
            self._note(thread, at)

    def _note(self, thread: _Thread, at: datetime) -> None:
        writer, text = self._chance.choice(self._cast.agents), self._cast.speech.say(15)
        self._add(
            Message, id=uuid7_at(at), conversation_id=thread.id, kind="note", at=at, author_id=writer.id,
            author_name=writer.name, text=text,
        )  # fmt: skip

    def _end(self, thread: _Thread, kind: Kind, at: datetime, waits: tuple[Any, ...] | None) -> None:
        speaker = {Kind.WAITS: "customer", Kind.MACHINE: "machine"}.get(kind, "us")
        closed = at if kind is Kind.CLOSED else None
        if closed:
            self._event("conversation.closed", thread, closed, by=thread.agent or self._cast.owner, reason="answered")
        if waits and kind is Kind.WAITS:
            self.waiting.append(thread.id)
        self._add(
            Conversation, id=thread.id, number=thread.number, subject=thread.subject, account_id=thread.person.account,
            contact_id=thread.person.id, team_id=self._cast.teams[thread.team].id, is_team_only=thread.team == 2,
            channel_kind="email", channel_id=self._cast.channels[thread.team].id, our_address=self._our_address(thread),
            language="en", assignee_id=thread.agent.id if thread.agent else None, state="closed" if closed else "open",
            assigned_why=[{"kind": "least loaded", "detail": []}] if thread.agent else [], latest_speaker=speaker,
            latest_message_at=waits[2] if waits else at, preview=thread.texts[-1][:PREVIEW], created_at=thread.began,
            waiting_since=waits[2] if waits and kind is Kind.WAITS else None,
            next_due_at=waits[3] if waits and kind is Kind.WAITS else None,
            closed_at=closed, closed_by_id=(thread.agent or self._cast.owner).id if closed else None,
            close_reason="answered" if closed else "",
        )  # fmt: skip
        if thread.agent and self._chance.random() < 0.02:
            kept = None if kind in {Kind.WAITS, Kind.THEIRS} else at
            self._add(
                Promise, id=uuid7_at(at), conversation_id=thread.id, account_id=thread.person.account, text=thread.subject,
                holder_id=thread.agent.id, source="typed", made_at=thread.began, due_at=at + timedelta(days=1), kept_at=kept,
            )  # fmt: skip

    def _clock_of(self, thread: _Thread, at: datetime) -> tuple[UUID, datetime]:
        return uuid7_at(at), add_working_time(self._calendar, at, timedelta(minutes=thread.policy.first_answer_minutes))

    def _clock(self, thread: _Thread, waits: tuple[Any, ...], turn: int, stopped: datetime | None) -> None:
        message, clock, at, due, _asked = waits
        self._add(
            Clock, id=clock, conversation_id=thread.id, message_id=message, target="next answer" if turn else "first answer",
            policy_id=thread.policy.id, minutes=thread.policy.first_answer_minutes, started_at=at, due_at=due, half_at=due,
            next_rung_at=None if stopped else due, stopped_at=stopped, stopped_because="answered" if stopped else "",
            breached_at=due if due < (stopped or self._at) else None,
            customer_seconds=int((stopped - at).total_seconds()) if stopped else None,
            working_seconds=int(working_time(self._calendar, at, stopped).total_seconds()) if stopped else None,
        )  # fmt: skip

    def _receipt(self, thread: _Thread, message: UUID, at: datetime, due: datetime) -> None:
        letter = self._outgoing(thread, "acknowledgement", at)
        self._add(
            Acknowledgement, conversation_id=thread.id, message_id=message, outgoing_id=letter["id"], at=at, promised_by=due,
            basis="policy", person_id=thread.agent.id if thread.agent else None, team_id=self._cast.teams[thread.team].id,
            language="en", text=f"We answer by {due:%H:%M}. {thread.subject}",
        )  # fmt: skip
        self._event("conversation.acknowledged", thread, at, message=str(message), promised_by=due.isoformat())

    def _inbound(self, thread: _Thread, at: datetime) -> dict[str, Any]:
        raw, name = self._raw(at)
        letter = {"id": uuid7_at(at), "message_id": f"{name}@mail.example"}
        self._add(
            Inbound, **letter, mailbox_id=self._cast.channels[thread.team].mailbox_id, raw_id=raw, way="smtp", fingerprint=name,
            envelope_from=thread.person.address, envelope_to=self._our_address(thread), accepted_at=at, arrived_at=at,
            state="processed",
        )  # fmt: skip
        return letter

    def _outgoing(self, thread: _Thread, kind: str, at: datetime) -> dict[str, Any]:
        raw, name = self._raw(at)
        letter = {"id": uuid7_at(at), "message_id": f"{name}@havn.example"}
        self._add(
            Outgoing, **letter, kind=kind, mailbox_id=self._cast.channels[thread.team].mailbox_id, raw_id=raw,
            envelope_from=self._our_address(thread), subject=f"Re: {thread.subject}", subject_kind="conversation",
            subject_id=thread.id, account_id=thread.person.account, state="sent", created_at=at, next_attempt_at=at,
            attempts=1, sent_at=at,
        )  # fmt: skip
        self._add(
            Recipient, id=uuid7_at(at), outgoing_id=letter["id"], address=thread.person.address, state="accepted", changed_at=at
        )  # fmt: skip
        return letter

    def _raw(self, at: datetime) -> tuple[UUID, str]:
        self._letters += 1
        identifier, name = uuid7_at(at), hashlib.sha256(self._letters.to_bytes(8)).hexdigest()
        self._add(Raw, id=identifier, sha256=name, size=6000, stored_at=at)
        return identifier, name

    def _file(self, message: UUID, at: datetime) -> bool:
        has_files = self._chance.random() < 0.08
        if has_files:
            raw, _name = self._raw(at)
            self._add(
                Attachment, id=uuid7_at(at), message_id=message, raw_id=raw, filename="photo.jpg", content_type="image/jpeg",
                size=200_000,
            )  # fmt: skip
        return has_files

    def _event(self, kind: str, thread: _Thread, at: datetime, *, by: User | None = None, **data: Any) -> None:
        actor = "person" if by else "customer" if kind == "message.received" else "machine"
        self._add(
            Event, id=uuid7_at(at), at=at, kind=kind, actor=actor, by_id=by.id if by else None, subject_kind="conversation",
            subject_id=thread.id, account_id=thread.person.account, contact_id=thread.person.id, data=data,
        )  # fmt: skip

    def _said(self, thread: _Thread) -> str:
        thread.texts.append(self._cast.speech.say(WORDS_A_MESSAGE))
        return thread.texts[-1]

    def _our_address(self, thread: _Thread) -> str:
        return f"{self._cast.teams[thread.team].name.lower()}@havn.example"

    def _add(self, model: Any, **values: Any) -> None:
        self._rows[model].add(**values)
