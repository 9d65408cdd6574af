"""What a letter may prove, as a machine reads it. A proposal moves nothing; a person confirms it, or says it is none."""

from datetime import datetime

from django.db import transaction

from regard.conversations.models import Message
from regard.kit.ids import uuid7
from regard.opportunities.models import Evidence, Opportunity, Proposal
from regard.opportunities.operations.evidence import Source, record_evidence
from regard.opportunities.operations.story import tell
from regard.opportunities.queries.sides import is_on_their_side, is_one_of_us
from regard.opportunities.rules.gates import EvidenceKind
from regard.opportunities.rules.signals import signals
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


def propose(*, opportunity: Opportunity, message: Message, at: datetime) -> list[Proposal]:
    """Propose what a letter of the customer may prove: for each gate that fits, the sentence. May run twice."""
    contact = message.contact
    if contact is None or is_one_of_us(contact) or not is_on_their_side(contact, opportunity):
        return []
    gates = {gate.sense: gate for gate in opportunity.ladder.gates.exclude(sense="")}
    proven = set(opportunity.evidence.filter(message=message, withdrawn_at=None).values_list("gate_id", flat=True))
    made = []
    with transaction.atomic():
        for signal in signals(message.text):
            gate = gates.get(signal.sense)
            if gate is None or gate.id in proven or not {"mail", "document"} & set(gate.kinds):
                continue
            row, is_new = Proposal.objects.get_or_create(
                opportunity=opportunity, gate=gate, message=message,
                defaults={"id": uuid7(), "contact": contact, "words": signal.words[:600], "found_at": at},
            )  # fmt: skip
            if is_new:
                made.append(row)
                tell("evidence.proposed", opportunity, at=at, contact_id=contact.id, data={"gate": gate.name, "words": row.words[:300]})  # fmt: skip
    return made


def confirm_proposal(*, proposal: Proposal, by: User, at: datetime, kind: EvidenceKind | None = None) -> Evidence:
    """Make it evidence, by name. Raises EvidenceRefusedError, ForbiddenError."""
    kinds = proposal.gate.kinds
    usual = EvidenceKind.MAIL if EvidenceKind.MAIL.value in kinds else EvidenceKind.DOCUMENT
    with transaction.atomic():
        held = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if held.evidence:
            return held.evidence
        evidence = record_evidence(
            opportunity=held.opportunity, gate=held.gate, kind=kind or usual, contact=held.contact,
            source=Source(message=held.message), words=held.words, by=by, at=at,
        )  # fmt: skip
        held.decision, held.decided_at, held.decided_by, held.evidence = Proposal.Decision.CONFIRMED, at, by, evidence
        held.save(update_fields=["decision", "decided_at", "decided_by", "evidence"])
    return evidence


def dismiss_proposal(*, proposal: Proposal, by: User, at: datetime) -> None:
    """Say that it proves nothing; it is not proposed again. Raises ForbiddenError."""
    staff.require(by, Right.SELL)
    with transaction.atomic():
        changed = Proposal.objects.filter(pk=proposal.pk, decision="").update(
            decision=Proposal.Decision.DISMISSED, decided_at=at, decided_by=by
        )
        if changed:
            tell("evidence.dismissed", proposal.opportunity, by=by, at=at, contact_id=proposal.contact_id, data={"gate": proposal.gate.name})  # fmt: skip
