"""The plan both sides share: a page with the steps of their decision, which the customer sees and ticks without an account."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.customers.models import Contact
from regard.events.models import Event
from regard.kit.ids import uuid7
from regard.opportunities.models import DecisionStep, Opportunity, PlanLink
from regard.opportunities.operations.filing import hear
from regard.opportunities.operations.opening import OpportunityRefusedError
from regard.opportunities.operations.story import tell
from regard.opportunities.queries.sides import is_on_their_side
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class PlanClosedError(Exception):
    """The plan is not shared any more, or the step is not theirs to tick. Nothing was changed."""


def share_plan(*, opportunity: Opportunity, contact: Contact, by: User, at: datetime) -> str:
    """A secret for `/plan/<secret>/`, for one person; shown once, kept as a hash. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    if not is_on_their_side(contact, opportunity):
        raise OpportunityRefusedError(
            "contact", _("%(name)s does not belong to this company.") % {"name": contact.name}
        )
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        PlanLink.objects.filter(opportunity=opportunity, contact=contact, revoked_at=None).update(revoked_at=at)
        PlanLink.objects.create(
            id=uuid7(), opportunity=opportunity, contact=contact, secret_hash=staff.sha256(secret), created_at=at, created_by=by
        )  # fmt: skip
        tell("plan.shared", opportunity, by=by, at=at, contact_id=contact.id)
    return secret


def revoke_plan(*, link: PlanLink, by: User, at: datetime) -> None:
    """Have the address open nothing from now on. Raises ForbiddenError."""
    staff.require(by, Right.SELL)
    with transaction.atomic():
        if PlanLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at):
            tell("plan.revoked", link.opportunity, by=by, at=at, contact_id=link.contact_id)


def open_plan(*, link: PlanLink, at: datetime) -> None:
    """Note that the customer looked at the plan, the first time they did."""
    with transaction.atomic():
        if PlanLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=at):
            tell("plan.opened", link.opportunity, at=at, contact_id=link.contact_id, actor=Event.Actor.CUSTOMER)


def tick_by_customer(*, link: PlanLink, step: DecisionStep, is_done: bool, at: datetime) -> None:
    """The customer says that a step of theirs is done, or not yet. Raises PlanClosedError.

    It is heard as something they did; a gate is reached only once a colleague records what proves it.
    """
    with transaction.atomic():
        held = PlanLink.objects.select_for_update().filter(pk=link.pk, revoked_at=None).first()
        if held is None or step.opportunity_id != link.opportunity_id or not step.is_shared or step.is_ours:
            raise PlanClosedError(_("This step cannot be ticked here. Nothing was changed."))
        rows = DecisionStep.objects.filter(pk=step.pk, done_at__isnull=is_done)
        who = (
            {"done_at": at, "done_by_contact": link.contact} if is_done else {"done_at": None, "done_by_contact": None}
        )
        if rows.update(done_by=None, **who):
            kind = "step.ticked_by_customer" if is_done else "step.unticked_by_customer"
            tell(kind, link.opportunity, at=at, contact_id=link.contact_id, actor=Event.Actor.CUSTOMER, data={"text": step.text})  # fmt: skip
            hear(contact_id=link.contact_id, at=at)
