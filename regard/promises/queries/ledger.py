"""Reading the promise ledger."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import DateField, DateTimeField, F, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Coalesce

from regard.promises.models import Promise, ProposedPromise
from regard.staff.models import User

#: Promises and proposals read at once for a page that shows a few of each; proposals come first.
_READ = 100


class Told(NamedTuple):
    """A promise, which has `due_at`, or a proposal, which has the day `due_on` and the message it was found in."""

    is_promise: bool
    id: UUID
    text: str
    made_at: datetime
    due_at: datetime | None
    due_on: date | None
    conversation_id: UUID
    message_id: UUID | None
    account: str
    customer: str


def open_promises(*, holder: User) -> "QuerySet[Promise]":
    """What a person has told customers and not yet done, soonest first."""
    return (
        Promise.objects.filter(holder=holder, kept_at=None).select_related("conversation", "account").order_by("due_at")
    )


def open_proposals(*, holder: User, today: date) -> "QuerySet[ProposedPromise]":
    """Days found in a person's letters on which they have not decided, soonest first; none that has passed."""
    return ProposedPromise.objects.filter(holder=holder, decided_at=None, due_on__gte=today).order_by("due_on", "id")


def promised_and_proposed(*, holder: User, today: date) -> list[Told]:
    """Both, soonest first, the proposals before the promises. One statement, because Today may cost no more."""
    promises = open_promises(holder=holder).select_related(None).order_by().annotate(
        is_promise=Value(value=True), due_on=_none(DateField()), message=_none(UUIDField()),
        customer=Coalesce("account__name", Value("")),
    )  # fmt: skip
    proposals = open_proposals(holder=holder, today=today).order_by().annotate(
        is_promise=Value(value=False), made_at=F("proposed_at"), due_at=_none(DateTimeField()),
        conversation=F("message__conversation_id"), account=Coalesce("message__conversation__account__name", Value("")),
        customer=Coalesce("message__conversation__account__name", "message__conversation__contact__name"),
    )  # fmt: skip
    columns = ("is_promise", "id", "text", "made_at", "due_at", "due_on")
    told: Any = promises.values_list(*columns, "conversation_id", "message", "customer", "customer").union(
        proposals.values_list(*columns, "conversation", "message_id", "account", "customer"), all=True
    )
    return [Told(*row) for row in told.order_by("is_promise", "due_on", "due_at", "id")[:_READ]]


def _none(field: Any) -> Cast:
    """Nothing, of the type that the other half has."""
    return Cast(Value(None), field)
