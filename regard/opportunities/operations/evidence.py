"""Evidence, the only thing that moves an opportunity: recording it, taking it back, and letting it grow old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Message
from regard.conversations.queries import visible_to as conversations_visible_to
from regard.customers.models import Contact, CustomerFile, CustomerNote
from regard.kit.ids import uuid7
from regard.meetings.models import Attendance, Meeting
from regard.meetings.queries import held as took_place
from regard.meetings.queries import visible_to as visible_meetings
from regard.opportunities.models import Evidence, Gate, Opportunity, Outcome
from regard.opportunities.operations.story import tell
from regard.opportunities.queries.sides import is_on_their_side, is_one_of_us
from regard.opportunities.rules.gates import KIND_LABELS, EvidenceKind, Proof, Rung, standing
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

#: Clocks of two machines differ; later than this is the future.
_SKEW = timedelta(minutes=5)


class EvidenceRefusedError(ValueError):
    """This proves nothing. The message says why; nothing was changed."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where it can be read: one of a letter, a note about a talk, a file, a meeting or call that took place."""

    message: Message | None = None
    note: CustomerNote | None = None
    file: CustomerFile | None = None
    meeting: Meeting | None = None


def record_evidence(
    *, opportunity: Opportunity, gate: Gate, kind: EvidenceKind, contact: Contact, source: Source, by: User, at: datetime,
    happened_at: datetime | None = None, words: str = "",
) -> Evidence:  # fmt: skip
    """Record what somebody on the customer's side did, and let the opportunity stand where that brings it.

    `happened_at` is when they did it; of a letter it is when the letter came, whatever is given. Raises EvidenceRefusedError,
    ForbiddenError.
    """
    staff.require(by, Right.SELL)
    when = source.message.at if source.message else source.meeting.starts_at if source.meeting else happened_at
    try:
        with transaction.atomic():
            held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
            _check(held, gate, kind, contact)
            _check_source(held, kind, contact, source, by=by, at=at)
            when = _checked_time(when, source, at)
            row = Evidence.objects.create(
                id=uuid7(), opportunity=held, gate=gate, kind=kind.value, contact=contact, happened_at=when,
                words=words.strip() or _first_words(source), recorded_at=at, recorded_by=by,
                message=source.message, note=source.note, file=source.file, meeting=source.meeting,
            )  # fmt: skip
            data = {"evidence": str(row.id), "gate": gate.name, "kind": kind.value, "words": row.words[:300]}
            tell("evidence.recorded", held, by=by, at=at, contact_id=contact.id, data=data)
            settle(opportunity=held, at=at, by=by)
    except IntegrityError:
        raise EvidenceRefusedError("source", _("This letter is recorded for this gate already.")) from None
    opportunity.refresh_from_db()
    return row


def withdraw_evidence(*, evidence: Evidence, because: str, by: User, at: datetime) -> None:
    """Take back evidence that was none, with the reason; it stays to be read. Raises EvidenceRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    if not because.strip():
        raise EvidenceRefusedError("because", _("Say why it was no evidence."))
    with transaction.atomic():
        held = Opportunity.objects.select_for_update().get(pk=evidence.opportunity_id)
        changed = Evidence.objects.filter(pk=evidence.pk, withdrawn_at=None).update(
            withdrawn_at=at, withdrawn_by=by, withdrawn_because=because.strip()[:200]
        )
        if changed:
            data = {"evidence": str(evidence.id), "because": because.strip()[:200], "gate": evidence.gate.name}
            tell("evidence.withdrawn", held, by=by, at=at, contact_id=evidence.contact_id, data=data)
            settle(opportunity=held, at=at, by=by)


def settle(*, opportunity: Opportunity, at: datetime, by: User | None = None) -> None:
    """Let an opportunity stand where its evidence brings it at `at`; reaching the gate that wins makes it won.

    The one place that writes where it stands. One that was lost or given up stays where it died.
    """
    with transaction.atomic():
        held = (
            Opportunity.objects.select_for_update(of=("self",)).select_related("gate", "ladder").get(pk=opportunity.pk)
        )
        if held.outcome not in {"", Outcome.WON}:
            return
        gates = {gate.id: gate for gate in held.ladder.gates.all()}
        before, stood, good_until = held.gate, held.outcome, held.stands_until
        found = standing([_rung(gate) for gate in gates.values()], _proofs(held), at=at)
        held.gate = gates[found.gate] if found.gate else None
        held.stands_until = found.until
        if _position(held.gate) > _position(before):
            held.stands_since = found.since or at
        elif held.gate != before:
            held.stands_since = min(good_until or at, at)
        _win_or_not(held, gates, by)
        held.save(
            update_fields=["gate", "stands_since", "stands_until", "outcome", "closed_at", "closed_by", "died_at"]
        )
        _tell_move(held, before, stood, at, by)


def settle_stale(*, at: datetime, limit: int = 500) -> int:
    """Let those fall back whose evidence grew old; how many did."""
    stale = Opportunity.objects.filter(outcome="", stands_until__lte=at).order_by("stands_until")[:limit]
    for row in stale:
        settle(opportunity=row, at=at)
    return len(stale)


def _check(opportunity: Opportunity, gate: Gate, kind: EvidenceKind, contact: Contact) -> None:
    if opportunity.outcome not in {"", Outcome.WON}:
        raise EvidenceRefusedError("gate", _("This one has ended. Open it again before recording what they did."))
    if gate.ladder_id != opportunity.ladder_id:
        raise EvidenceRefusedError("gate", _("This gate belongs to another pipeline, or to another version of it."))
    if kind.value not in gate.kinds:
        kinds = ", ".join(str(KIND_LABELS[EvidenceKind(one)]) for one in gate.kinds)
        raise EvidenceRefusedError(
            "kind", _("“%(gate)s” is reached by %(kinds)s only.") % {"gate": gate.name, "kinds": kinds}
        )
    if is_one_of_us(contact):
        raise EvidenceRefusedError("contact", _("%(name)s is one of us. Only what the customer does moves this.") % {"name": contact.name})  # fmt: skip
    if not is_on_their_side(contact, opportunity):
        raise EvidenceRefusedError(
            "contact",
            _("%(name)s does not belong to %(account)s. Note it at the person first, if they do.")
            % {"name": contact.name, "account": opportunity.account.name},
        )


def _check_source(
    opportunity: Opportunity, kind: EvidenceKind, contact: Contact, source: Source, *, by: User, at: datetime
) -> None:
    given = [one for one in (source.message, source.note, source.file, source.meeting) if one is not None]
    if len(given) != 1:
        raise EvidenceRefusedError(
            "source", _("Choose the letter, the note, the file or the meeting in which it can be read.")
        )
    if source.message is not None:
        _check_letter(source.message, contact, by)
    elif kind == EvidenceKind.MAIL:
        raise EvidenceRefusedError("source", _("A letter of theirs is shown by the letter itself. Choose it."))
    elif source.meeting is not None:
        _check_meeting(source.meeting, kind, contact, by, at)
    elif source.note is not None and kind != EvidenceKind.MEETING:
        raise EvidenceRefusedError("source", _("A note of ours shows that you talked. For this it takes their letter or their file."))  # fmt: skip
    about = source.note or source.file
    if about is not None and not _is_about(about, contact, opportunity):
        raise EvidenceRefusedError("source", _("This note or file is kept with somebody else."))


def _check_letter(message: Message, contact: Contact, by: User) -> None:
    if message.kind != Message.Kind.INBOUND or message.contact_id != contact.id:
        raise EvidenceRefusedError(
            "source",
            _("%(name)s did not write this. Only what the customer wrote counts; what we wrote moves nothing.")
            % {"name": contact.name},
        )
    if message.is_automatic:
        raise EvidenceRefusedError("source", _("A machine wrote this: nobody committed to anything."))
    if not conversations_visible_to(by).filter(pk=message.conversation_id).exists():
        raise EvidenceRefusedError("source", _("You cannot read this letter."))


def _check_meeting(meeting: Meeting, kind: EvidenceKind, contact: Contact, by: User, at: datetime) -> None:
    if kind != EvidenceKind.MEETING:
        raise EvidenceRefusedError(
            "source", _("That you met shows a talk. For this it takes their letter or their file.")
        )
    if not took_place(visible_meetings(by).filter(pk=meeting.pk), now=at).exists():
        raise EvidenceRefusedError("source", _("This meeting has not taken place."))
    if not meeting.attendances.filter(contact=contact).exclude(answer=Attendance.Answer.DECLINED).exists():
        raise EvidenceRefusedError("contact", _("%(name)s was not at this meeting.") % {"name": contact.name})


def _is_about(kept: CustomerNote | CustomerFile, contact: Contact, opportunity: Opportunity) -> bool:
    return kept.contact_id == contact.id or kept.account_id in {opportunity.account_id, contact.account_id} - {None}


def _checked_time(when: datetime | None, source: Source, at: datetime) -> datetime:
    if when is None:
        raise EvidenceRefusedError("happened_at", _("Say on which day they did it."))
    if when > at + _SKEW:
        raise EvidenceRefusedError("happened_at", _("This lies in the future. Record it once they have done it."))
    kept = source.note or source.file
    if kept is not None and when > kept.at + _SKEW:
        raise EvidenceRefusedError(
            "happened_at", _("The note or file is older than that, so it cannot show what they did on that day.")
        )
    return min(when, at)


def _first_words(source: Source) -> str:
    if source.message is not None:
        return source.message.text.strip()[:300]
    if source.meeting is not None:
        return (source.meeting.text.strip() or source.meeting.title)[:300]
    return source.note.text.strip()[:300] if source.note else source.file.filename if source.file else ""


def _rung(gate: Gate) -> Rung[UUID]:
    life = None if gate.shelf_life_days is None else timedelta(days=gate.shelf_life_days)
    return Rung(id=gate.id, position=gate.position, shelf_life=life)


def _proofs(opportunity: Opportunity) -> list[Proof[UUID]]:
    rows = opportunity.evidence.filter(withdrawn_at=None).values_list("gate_id", "happened_at")
    return [Proof(gate=gate, happened_at=happened) for gate, happened in rows]


def _position(gate: Gate | None) -> int:
    return gate.position if gate else 0


def _win_or_not(opportunity: Opportunity, gates: Mapping[UUID, Gate], by: User | None) -> None:
    winning = next((gate for gate in gates.values() if gate.wins), None)
    is_won = bool(winning and opportunity.gate and opportunity.gate.position >= winning.position)
    if is_won and opportunity.outcome != Outcome.WON:
        opportunity.outcome, opportunity.closed_at, opportunity.closed_by = Outcome.WON, opportunity.stands_since, by
    elif not is_won and opportunity.outcome == Outcome.WON:
        opportunity.outcome, opportunity.closed_at, opportunity.closed_by = "", None, None


def _tell_move(opportunity: Opportunity, before: Gate | None, stood: str, at: datetime, by: User | None) -> None:
    if opportunity.gate != before:
        up = _position(opportunity.gate) > _position(before)
        data = {"from": before.name if before else "", "to": opportunity.gate.name if opportunity.gate else ""}
        tell("opportunity.moved" if up else "opportunity.slipped_back", opportunity, at=at, by=by, data=data)
    if opportunity.outcome != stood:
        tell("opportunity.won" if opportunity.outcome else "opportunity.reopened", opportunity, at=at, by=by)
