"""Recording what the customer did: which gate, who, and where it can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from regard.conversations.models import Message
from regard.customers.models import CustomerFile, CustomerNote
from regard.desk.queries.faces import Reader
from regard.desk.queries.sales.dialogs import Choices, letters_of, their_choices
from regard.meetings import queries as meetings
from regard.meetings.models import Attendance, Meeting
from regard.opportunities import queries as opportunities
from regard.opportunities.models import Gate, Opportunity
from regard.opportunities.queries import their_people
from regard.opportunities.rules.gates import KIND_LABELS, EvidenceKind

MOST, SINCE = 12, timedelta(days=120)


@dataclass(frozen=True, kw_only=True)
class Readable:
    """A letter, a note or a file that may show it. `value` is "message:ID", "note:ID", "file:ID" or "meeting:ID"."""

    value: str
    title: str
    detail: str
    contact: str
    kind: str
    is_on: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class GateChoice:
    """A gate, as a choice."""

    id: str
    number: int
    name: str
    statement: str
    kinds: str
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class Proving:
    """The page that records evidence."""

    opportunity: Opportunity
    back_url: str
    action: str
    gates: list[GateChoice]
    kinds: Choices
    kind: str
    people: Choices
    contact: str
    sources: list[Readable]
    happened_on: str
    words: str
    error: str = ""
    field: str = ""


def proving_of(
    row: Opportunity, asked: Mapping[str, str], reader: Reader, *, error: str = "", wrong: str = ""
) -> Proving:
    """The page, with what was typed or asked for chosen already."""
    gates = list(row.ladder.gates.all())
    chosen = _asked_for(asked.get("gate", ""), gates) or _following(row, gates)
    sources = sources_of(row, asked, reader)
    source = next((one for one in sources if one.is_on), None)
    return Proving(
        opportunity=row, back_url=reverse("opportunity", args=[row.id]), action=reverse("evidence-new", args=[row.id]),
        gates=[_gate(one, chosen) for one in gates], error=error, field=wrong,
        kinds=[(kind.value, str(label)) for kind, label in KIND_LABELS.items()],
        kind=asked.get("kind", "") or (source.kind if source else EvidenceKind.MAIL.value),
        people=their_choices(row, reader), contact=asked.get("contact", "") or (source.contact if source else ""),
        sources=sources, words=asked.get("words", ""),
        happened_on=asked.get("happened_on", "") or reader.local(reader.now).date().isoformat(),
    )  # fmt: skip


def _asked_for(identifier: str, gates: list[Gate]) -> str:
    """The gate that is asked for, or the one of its name in this version."""
    if identifier in {str(gate.id) for gate in gates}:
        return identifier
    wanted = _id(identifier)
    name = Gate.objects.filter(id=wanted).values_list("name", flat=True).first() if wanted else None
    return next((str(gate.id) for gate in gates if name and gate.name.casefold() == name.casefold()), "")


def _following(row: Opportunity, gates: list[Gate]) -> str:
    """The gate that comes after the one it stands at."""
    here = row.gate.position if row.gate else 0
    return next((str(gate.id) for gate in gates if gate.position > here), "")


def _gate(gate: Gate, chosen: str) -> GateChoice:
    kinds = ", ".join(str(KIND_LABELS[EvidenceKind(kind)]) for kind in gate.kinds)
    return GateChoice(
        id=str(gate.id), number=gate.position, name=gate.name, statement=gate.statement, kinds=kinds, is_on=str(gate.id) == chosen
    )  # fmt: skip


def sources_of(row: Opportunity, asked: Mapping[str, str], reader: Reader) -> list[Readable]:
    """The latest letters, notes and files of their people, and the one that is asked for whatever its age."""
    wanted = asked.get("source", "") or next(
        (f"{kind}:{asked[kind]}" for kind in ("message", "note", "file", "meeting") if asked.get(kind)), ""
    )
    people = their_people(row.account).values("id")
    kept = Q(account=row.account) | Q(contact__in=people)
    since = reader.now - SINCE
    letters = letters_of(row, reader)
    notes = CustomerNote.objects.filter(kept).select_related("contact", "author")
    files = CustomerFile.objects.filter(kept).select_related("contact")
    found: list[Readable] = []
    for kind, table in {"message": letters, "note": notes, "file": files}.items():
        found += [
            _readable(one, wanted, reader) for one in _some(table.order_by("-at", "-id"), wanted, kind, at__gte=since)
        ]
    met = _some(_met(row, reader).order_by("-starts_at", "-id"), wanted, "meeting", starts_at__gte=since)
    found += [_meeting(one, wanted, reader) for one in met]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _met(row: Opportunity, reader: Reader) -> "QuerySet[Meeting]":
    """Meetings and calls that took place with their people."""
    there = Attendance.objects.filter(meeting=OuterRef("id"), contact__in=their_people(row.account).values("id"))
    rows = meetings.visible_to(reader.user).filter(Exists(there)).prefetch_related("attendances")
    return meetings.held(rows, now=reader.now)


def _some(rows: Any, wanted: str, kind: str, **recent: Any) -> list[Any]:
    name, _colon, identifier = wanted.partition(":")
    found = list(rows.filter(**recent)[:MOST])
    if name == kind and identifier and not any(str(one.id) == identifier for one in found):
        found += list(rows.filter(id=_id(identifier)))
    return found


def _readable(one: Message | CustomerNote | CustomerFile, wanted: str, reader: Reader) -> Readable:
    kind = {Message: "message", CustomerNote: "note", CustomerFile: "file"}[type(one)]
    value = f"{kind}:{one.id}"
    title, detail, proves = _words(one)
    contact = str(one.contact_id) if one.contact_id else ""
    return Readable(
        value=value, title=title, detail=" · ".join(filter(None, [detail, reader.time(one.at)])), contact=contact,
        kind=proves, is_on=value == wanted, at=one.at,
    )  # fmt: skip


def _meeting(one: Meeting, wanted: str, reader: Reader) -> Readable:
    came = [seat for seat in one.attendances.all() if seat.contact_id and seat.answer != Attendance.Answer.DECLINED]
    kind = _("Call") if one.kind == Meeting.Kind.CALL else _("Meeting")
    value = f"meeting:{one.id}"
    return Readable(
        value=value, title=Truncator(one.text.strip() or one.title or kind).chars(140), at=one.starts_at,
        detail=" · ".join([kind, *(seat.name for seat in came if seat.name), reader.time(one.starts_at)]),
        contact=str(came[0].contact_id) if came else "", kind=EvidenceKind.MEETING.value, is_on=value == wanted,
    )  # fmt: skip


def _words(one: Message | CustomerNote | CustomerFile) -> tuple[str, str, str]:
    if isinstance(one, Message):
        who = one.contact.name if one.contact else one.author_name
        return Truncator(one.text.strip() or one.subject).chars(140), f"{who}: {one.subject}", EvidenceKind.MAIL.value
    if isinstance(one, CustomerNote):
        by = _("Note by %(name)s") % {"name": one.author.name} if one.author else _("Note")
        return Truncator(one.text).chars(140), by, EvidenceKind.MEETING.value
    return one.filename, _("File"), EvidenceKind.DOCUMENT.value


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def open_of(reader: Reader, *, account: UUID | None, contact: UUID | None) -> list[Opportunity]:
    """The opportunities a letter, note or file of these may be evidence for."""
    if account is None and contact is None:
        return []
    theirs = Q(account=account) if account else Q()
    if contact:
        theirs |= Q(roles__contact=contact) | Q(account__contacts=contact) | Q(account__positions__contact=contact)
    rows = opportunities.visible_to(reader.user).filter(theirs, outcome__in=["", "won"])
    return list(rows.select_related("account", "gate").distinct().order_by("outcome", "-created_at")[:20])
