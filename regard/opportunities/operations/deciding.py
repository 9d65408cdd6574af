"""Writing the decision map: who takes part, the steps, the criteria, what stands against us, what they want to reach."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Message
from regard.customers.models import Contact
from regard.kit.ids import uuid7
from regard.opportunities.models import BuyingRole, Criterion, DecisionStep, Finding, Opportunity, Rival
from regard.opportunities.operations.closing import competitor
from regard.opportunities.operations.evidence import EvidenceRefusedError
from regard.opportunities.operations.opening import OpportunityRefusedError
from regard.opportunities.operations.story import tell
from regard.opportunities.queries.heard import last_heard
from regard.opportunities.queries.sides import is_on_their_side, is_one_of_us
from regard.opportunities.rules.deciding import Role
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

Part = TypeVar("Part", BuyingRole, DecisionStep, Criterion, Rival, Finding)


@dataclass(frozen=True, kw_only=True)
class PartTerms:
    """Somebody's part in a decision; see `models.BuyingRole`. `name` is for a body that is no contact."""

    role: Role
    contact: Contact | None = None
    name: str = ""
    through: Contact | None = None
    stance: int | None = None
    influence: int = 3
    matters: str = ""


@dataclass(frozen=True, kw_only=True)
class StepTerms:
    """A step of how they decide; see `models.DecisionStep`. Ours has a `user`, theirs a `contact` or says `who`."""

    text: str
    contact: Contact | None = None
    user: User | None = None
    who: str = ""
    due_on: date | None = None
    is_paper: bool = False
    is_shared: bool = True
    message: Message | None = None


def add_role(*, opportunity: Opportunity, terms: PartTerms, by: User, at: datetime) -> BuyingRole:
    """Put somebody on the map. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    _check_part(opportunity, terms)
    try:
        with transaction.atomic():
            heard = last_heard([terms.contact.id]).get(terms.contact.id) if terms.contact else None
            row = BuyingRole.objects.create(
                id=uuid7(), opportunity=opportunity, added_at=at, added_by=by, heard_at=heard,
                contact=terms.contact, **_part_columns(terms),
            )  # fmt: skip
            contact = terms.contact.id if terms.contact else None
            tell("role.added", opportunity, by=by, at=at, contact_id=contact, data={"who": str(row), "role": row.role})
    except IntegrityError:
        raise OpportunityRefusedError(
            "contact", _("They stand on the map already. Change what stands there.")
        ) from None
    return row


def change_role(*, role: BuyingRole, terms: PartTerms, by: User, at: datetime) -> None:
    """Change what is known of somebody's part. Who it is does not change. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    if not -2 <= (terms.stance or 0) <= 2 or not 1 <= terms.influence <= 5:
        raise OpportunityRefusedError("stance", _("Choose one of the answers."))
    with transaction.atomic():
        columns = _part_columns(terms)
        before = {name: getattr(role, name) for name in ("role", "stance", "influence", "matters")}
        if role.contact_id:
            columns.pop("name")
        BuyingRole.objects.filter(pk=role.pk).update(**columns)
        role.refresh_from_db()
        changes = {name: [value, getattr(role, name)] for name, value in before.items() if getattr(role, name) != value}
        if changes:
            data = {"who": str(role), "changes": changes}
            tell("role.changed", role.opportunity, by=by, at=at, contact_id=role.contact_id, data=data)


def add_step(*, opportunity: Opportunity, terms: StepTerms, by: User, at: datetime) -> DecisionStep:
    """Note a step of how they decide. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    with transaction.atomic():
        row = DecisionStep.objects.create(
            id=uuid7(), opportunity=opportunity, created_at=at, created_by=by, **_step_columns(opportunity, terms)
        )
        contact = terms.contact.id if terms.contact else None
        due = terms.due_on.isoformat() if terms.due_on else ""
        tell("step.added", opportunity, by=by, at=at, contact_id=contact, data={"text": row.text, "due": due})
    return row


def change_step(*, step: DecisionStep, terms: StepTerms, by: User, at: datetime) -> None:
    """Change a step. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    with transaction.atomic():
        columns = _step_columns(step.opportunity, terms)
        if terms.message is None:
            columns.pop("message")
        before = step.due_on
        DecisionStep.objects.filter(pk=step.pk).update(**columns)
        step.refresh_from_db()
        due = [before.isoformat() if before else "", step.due_on.isoformat() if step.due_on else ""]
        tell(
            "step.changed",
            step.opportunity,
            by=by,
            at=at,
            contact_id=step.contact_id,
            data={"text": step.text, "due": due},
        )


def tick_step(*, step: DecisionStep, by: User, at: datetime) -> None:
    """Note that a step is done. It moves nothing: what moves an opportunity is evidence. Raises ForbiddenError."""
    staff.require(by, Right.SELL)
    with transaction.atomic():
        if DecisionStep.objects.filter(pk=step.pk, done_at=None).update(done_at=at, done_by=by):
            tell("step.done", step.opportunity, by=by, at=at, contact_id=step.contact_id, data={"text": step.text})


def untick_step(*, step: DecisionStep, by: User, at: datetime) -> None:
    """Note that a step is not done after all. Raises ForbiddenError."""
    staff.require(by, Right.SELL)
    with transaction.atomic():
        undone = DecisionStep.objects.filter(pk=step.pk, done_at__isnull=False)
        if undone.update(done_at=None, done_by=None, done_by_contact=None):
            tell("step.undone", step.opportunity, by=by, at=at, contact_id=step.contact_id, data={"text": step.text})


def add_criterion(
    *, opportunity: Opportunity, text: str, by: User, at: datetime, weight: int = 3, fit: int | None = None,
    message: Message | None = None,
) -> Criterion:  # fmt: skip
    """Note by what they decide; with the letter in which they say so. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    _needs(text, "text", _("Write down by what they decide."))
    if not 1 <= weight <= 5 or not 0 <= (fit or 0) <= 4:
        raise OpportunityRefusedError("weight", _("Choose one of the answers."))
    _check_theirs(message)
    with transaction.atomic():
        row = Criterion.objects.create(
            id=uuid7(), opportunity=opportunity, text=text.strip()[:200], weight=weight, fit=fit, message=message, at=at, by=by
        )  # fmt: skip
        told_by = message.contact_id if message else None
        tell("criterion.added", opportunity, by=by, at=at, contact_id=told_by, data={"text": row.text})
    return row


def add_rival(
    *, opportunity: Opportunity, name: str, by: User, at: datetime, note: str = "", message: Message | None = None
) -> Rival:
    """Note who or what stands against us; without a name it is doing nothing. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    _check_theirs(message)
    try:
        with transaction.atomic():
            row = Rival.objects.create(
                id=uuid7(), opportunity=opportunity, competitor=competitor(name, at=at) if name.strip() else None,
                note=note.strip()[:300], message=message, at=at, by=by,
            )  # fmt: skip
            tell("rival.added", opportunity, by=by, at=at, data={"who": name.strip()})
    except IntegrityError:
        raise OpportunityRefusedError("name", _("This stands here already.")) from None
    return row


def add_finding(
    *, opportunity: Opportunity, kind: Finding.Kind, text: str, by: User, at: datetime, baseline: str = "", target: str = "",
    contact: Contact | None = None, message: Message | None = None,
) -> Finding:  # fmt: skip
    """Note what they want to reach, or what hurts. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    _needs(text, "text", _("Write it down in their words."))
    _check_theirs(message)
    with transaction.atomic():
        row = Finding.objects.create(
            id=uuid7(), opportunity=opportunity, kind=kind, text=text.strip()[:300], baseline=baseline.strip()[:80],
            target=target.strip()[:80], contact=contact or (message.contact if message else None), message=message, at=at, by=by,
        )  # fmt: skip
        tell(
            "finding.added", opportunity, by=by, at=at, contact_id=row.contact_id, data={"text": row.text, "kind": kind}
        )
    return row


def remove_part(*, part: Part, by: User, at: datetime) -> None:
    """Take somebody or something off the map. Raises ForbiddenError."""
    staff.require(by, Right.SELL)
    with transaction.atomic():
        data = {"what": type(part).__name__, "text": str(part)[:200]}
        tell("map.part_removed", part.opportunity, by=by, at=at, data=data)
        part.delete()


def _check_part(opportunity: Opportunity, terms: PartTerms) -> None:
    if terms.contact is None and not terms.name.strip():
        raise OpportunityRefusedError("contact", _("Choose a person, or name a body such as “Board of five”."))
    if terms.contact is not None and is_one_of_us(terms.contact):
        raise OpportunityRefusedError("contact", _("%(name)s is one of us.") % {"name": terms.contact.name})
    if terms.contact is not None and not is_on_their_side(terms.contact, opportunity):
        raise OpportunityRefusedError(
            "contact", _("%(name)s does not belong to this company.") % {"name": terms.contact.name}
        )
    if not -2 <= (terms.stance or 0) <= 2 or not 1 <= terms.influence <= 5:
        raise OpportunityRefusedError("stance", _("Choose one of the answers."))


def _part_columns(terms: PartTerms) -> dict[str, object]:
    return {
        "name": terms.name.strip()[:200], "through": terms.through, "role": terms.role.value, "stance": terms.stance,
        "influence": terms.influence, "matters": terms.matters.strip()[:300],
    }  # fmt: skip


def _step_columns(opportunity: Opportunity, terms: StepTerms) -> dict[str, object]:
    _needs(terms.text, "text", _("Say what happens in this step."))
    if terms.contact is not None and not is_on_their_side(terms.contact, opportunity):
        raise OpportunityRefusedError(
            "contact", _("%(name)s does not belong to this company.") % {"name": terms.contact.name}
        )
    _check_theirs(terms.message)
    return {
        "text": terms.text.strip()[:200], "contact": terms.contact, "user": None if terms.contact else terms.user,
        "who": terms.who.strip()[:120], "due_on": terms.due_on, "is_paper": terms.is_paper, "is_shared": terms.is_shared,
        "message": terms.message,
    }  # fmt: skip


def _needs(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise OpportunityRefusedError(field, message)


def _check_theirs(message: Message | None) -> None:
    if message is not None and (message.kind != Message.Kind.INBOUND or message.is_automatic):
        raise EvidenceRefusedError("source", _("Only a letter that somebody of the customer wrote can be named here."))
