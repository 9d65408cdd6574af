"""Taking up what the page proposes to ask next."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from regard.conversations.operations.letters import TypedLetter, keep_letter
from regard.customers.models import Contact
from regard.kit.ids import uuid7
from regard.opportunities.models import Opportunity, Prompt
from regard.opportunities.operations.story import tell
from regard.opportunities.rules.separating import Fact
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


def take_up(
    *, opportunity: Opportunity, fact: Fact, contact: Contact | None, address: str, by: User, at: datetime
) -> UUID:
    """Begin the letter that asks what was proposed; its id. It is noted, so that it can be counted what came of it.

    Raises ForbiddenError.
    """
    staff.require(by, Right.SELL)
    letter = uuid7()
    with transaction.atomic():
        Prompt.objects.create(id=uuid7(), opportunity=opportunity, fact=fact.value, contact=contact, by=by, at=at)
        keep_letter(letter_id=letter, typed=TypedLetter(to=address, subject=opportunity.name), by=by, at=at)
        contact_id = contact.id if contact else None
        tell("prompt.taken_up", opportunity, by=by, at=at, contact_id=contact_id, data={"fact": fact.value})
    return letter
