"""Days that we named in a letter: proposed to whoever wrote it, who makes a promise of them or forgets them."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from regard.conversations.models import Message
from regard.conversations.operations.story import tell
from regard.conversations.rules.our_promises import OurPromise, promised_by_us
from regard.kit.ids import uuid7
from regard.promises.models import Promise, ProposedPromise
from regard.promises.queries.calendars import calendar_of_team
from regard.promises.rules.day_end import end_of_day
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


def propose(*, message_id: UUID, at: datetime) -> list[ProposedPromise]:
    """Find the days a letter of ours promises, and propose each to its writer. Nothing for what is promised or was decided.

    A holding reply has its date in the ledger already.
    """
    rows = Message.objects.select_related("author", "conversation__team")
    message = rows.filter(id=message_id, kind=Message.Kind.OUTBOUND, is_history=False).first()
    if message is None or message.author is None or message.is_holding:
        return []
    said_on = message.at.astimezone(ZoneInfo(message.author.zone)).date()
    with transaction.atomic():
        found = [one for one in promised_by_us(message.text, said_on=said_on) if not _is_known(one, message)]
        proposed = [
            ProposedPromise.objects.get_or_create(
                message=message, text=one.text,
                defaults={
                    "id": uuid7(), "holder": message.author, "named": one.named[:60], "due_on": one.due, "proposed_at": at,
                },
            )
            for one in found
        ]  # fmt: skip
        new = [row for row, is_new in proposed if is_new]
        if new:
            tell("ledger.proposed", message.conversation, at=at, data={"message": str(message.id), "number": len(new)})
    return new


def accept_proposal(*, proposal: ProposedPromise, by: User, at: datetime) -> Promise | None:
    """Keep it as a promise, due when the team's work ends on that day; None when it was decided before. Raises ForbiddenError."""
    with transaction.atomic():
        if not _decide(proposal, by, at):
            return None
        message = proposal.message
        conversation = message.conversation
        due_at = end_of_day(calendar_of_team(conversation.team), proposal.due_on, after=message.at)
        promise = Promise.objects.create(
            id=uuid7(), conversation=conversation, account=conversation.account, text=proposal.text, holder=by, source="letter",
            made_at=message.at, due_at=due_at,
        )  # fmt: skip
        ProposedPromise.objects.filter(id=proposal.id).update(promise=promise)
        data = {"promise": str(promise.id), "due_at": due_at.astimezone(UTC).isoformat(), "message": str(message.id)}
        tell("ledger.promised", conversation, at=at, by=by, data=data)
    return promise


def decline_proposal(*, proposal: ProposedPromise, by: User, at: datetime) -> None:
    """It was no promise: it is not asked again. Raises ForbiddenError."""
    with transaction.atomic():
        if _decide(proposal, by, at):
            tell(
                "ledger.declined",
                proposal.message.conversation,
                at=at,
                by=by,
                data={"message": str(proposal.message_id)},
            )


def _decide(proposal: ProposedPromise, by: User, at: datetime) -> bool:
    """Whether this was the decision: of two clicks the first counts."""
    staff.require(by, Right.ANSWER)
    if proposal.holder_id != by.id:
        raise staff.ForbiddenError("only who wrote a letter says whether it promises")
    undecided = ProposedPromise.objects.filter(id=proposal.id, decided_at=None)
    return bool(undecided.update(decided_at=at, decided_by=by))


def _is_known(found: OurPromise, message: Message) -> bool:
    """Whether this day is promised here already, or this very sentence was asked about before."""
    zone = ZoneInfo(message.author.zone) if message.author else UTC
    here = message.conversation
    promised = here.promises.filter(holder=message.author_id, kept_at=None).values_list("due_at", flat=True)
    before = ProposedPromise.objects.filter(message__conversation=here, holder=message.author_id).exclude(
        message=message
    )
    asked = before.filter(text=found.text) | before.filter(due_on=found.due, decided_at=None)
    return found.due in {due_at.astimezone(zone).date() for due_at in promised} or asked.exists()
