"""How an opportunity ended, and why, as we see it and as the customer says. Won is never said: it follows from evidence."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations.models import Message
from regard.conversations.operations.letters import TypedLetter, keep_letter
from regard.customers.models import Contact
from regard.kit.ids import uuid7
from regard.opportunities.models import Competitor, Opportunity, Outcome
from regard.opportunities.operations.evidence import settle
from regard.opportunities.operations.opening import OpportunityRefusedError
from regard.opportunities.operations.story import tell
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

_KINDS = {
    Outcome.LOST: "opportunity.lost",
    Outcome.NO_DECISION: "opportunity.undecided",
    Outcome.WITHDRAWN: "opportunity.withdrawn",
}


def close_opportunity(
    *, opportunity: Opportunity, outcome: Outcome, by: User, at: datetime, lost_to: str = "", reason: str = ""
) -> None:
    """End it: lost to somebody named, no decision, or withdrawn by us. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    if outcome == Outcome.WON:
        raise OpportunityRefusedError(
            "outcome",
            _("A sale is won by what the customer did: record their signature, their order or their payment."),
        )
    if outcome == Outcome.LOST and not lost_to.strip():
        raise OpportunityRefusedError("lost_to", _("Name who they chose. If they chose nobody, it is “no decision”."))
    with transaction.atomic():
        held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
        if not held.is_open:
            raise OpportunityRefusedError("outcome", _("It has ended already. Open it again to say something else."))
        held.outcome, held.closed_at, held.closed_by, held.died_at = outcome, at, by, held.gate
        held.lost_to = competitor(lost_to, at=at) if outcome == Outcome.LOST else None
        held.reason = reason.strip()[:4000]
        held.save(update_fields=["outcome", "closed_at", "closed_by", "died_at", "lost_to", "reason"])
        to = {"to": held.lost_to.name} if held.lost_to else {}
        tell(_KINDS[outcome], held, by=by, at=at, data={"reason": held.reason[:300], **to})
    opportunity.refresh_from_db()


def reopen_opportunity(*, opportunity: Opportunity, by: User, at: datetime) -> None:
    """Open it again: it stands where its evidence still brings it. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    with transaction.atomic():
        held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
        if held.outcome in {"", Outcome.WON}:
            raise OpportunityRefusedError("outcome", _("Only what was lost or given up can be opened again."))
        held.outcome, held.closed_at, held.closed_by, held.died_at, held.lost_to = "", None, None, None, None
        held.save(update_fields=["outcome", "closed_at", "closed_by", "died_at", "lost_to"])
        tell("opportunity.reopened", held, by=by, at=at)
        settle(opportunity=held, at=at, by=by)
    opportunity.refresh_from_db()


def ask_for_reason(
    *, opportunity: Opportunity, contact: Contact, address: str, subject: str, text: str, by: User, at: datetime
) -> UUID:
    """Begin a letter in which a colleague asks them why; its id. They read it over and send it themselves.

    Raises OpportunityRefusedError, ForbiddenError.
    """
    staff.require(by, Right.SELL)
    if opportunity.is_open:
        raise OpportunityRefusedError("outcome", _("It has not ended yet."))
    letter = uuid7()
    with transaction.atomic():
        held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
        held.asked_for_reason, held.asked_for_reason_at, held.asked_in = contact, at, letter
        held.save(update_fields=["asked_for_reason", "asked_for_reason_at", "asked_in"])
        tell("opportunity.reason_asked", held, by=by, at=at, contact_id=contact.id)
        keep_letter(letter_id=letter, typed=TypedLetter(to=address, subject=subject, text=text), by=by, at=at)
    return letter


def note_reason(
    *, opportunity: Opportunity, words: str, by: User, at: datetime, message: Message | None = None
) -> None:
    """Keep what the customer says about why, with the letter it stands in. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    if not words.strip():
        raise OpportunityRefusedError("reason_words", _("Write down what they said."))
    if message is not None and message.kind != Message.Kind.INBOUND:
        raise OpportunityRefusedError("reason_words", _("This letter is ours. Choose one of theirs."))
    with transaction.atomic():
        held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
        held.reason_words, held.reason_message = words.strip()[:4000], message
        held.save(update_fields=["reason_words", "reason_message"])
        contact = message.contact_id if message else held.asked_for_reason_id
        tell(
            "opportunity.reason_given", held, by=by, at=at, contact_id=contact, data={"words": held.reason_words[:300]}
        )
    opportunity.refresh_from_db()


def competitor(name: str, *, at: datetime) -> Competitor:
    """The competitor of this name, in any case of its letters; a new one if nobody named it yet."""
    found = Competitor.objects.filter(name__iexact=name.strip()).first()
    return found or Competitor.objects.create(id=uuid7(), name=name.strip()[:120], created_at=at)
