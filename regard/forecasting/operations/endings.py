"""Noting how deals ended, beside what had been said of them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum

from regard.forecasting.models import Called, Ending, Night, Snapshot
from regard.forecasting.queries.known import night_of
from regard.forecasting.rules.calendar import AHEAD, first_of, later
from regard.kit.ids import uuid7
from regard.kit.rows import in_parts
from regard.money.queries import Rates
from regard.opportunities.models import Opportunity, Outcome

_AT_ONCE = 500


def note_endings(*, rates: Rates) -> int:
    """Note the deals that have ended and were not noted so, forget the ones that are open again; how many were noted."""
    noted = dict(Ending.objects.values_list("opportunity_id", "ended_on").iterator(chunk_size=5000))
    closed = Opportunity.objects.exclude(outcome="")
    days = {one: at.date() for one, at in closed.values_list("id", "closed_at").iterator(chunk_size=5000) if at}
    for some in in_parts([one for one, day in noted.items() if days.get(one) != day], _AT_ONCE):
        Ending.objects.filter(opportunity__in=some).delete()
    new = [one for one, day in days.items() if noted.get(one) != day]
    for some in in_parts(new, _AT_ONCE):
        _note(some, rates)
    return len(new)


def _note(ids: Sequence[UUID], rates: Rates) -> None:
    rows = list(Opportunity.objects.filter(id__in=ids).select_related("ladder"))
    said = _said({row.id: row.closed_at.date() for row in rows if row.closed_at})
    Ending.objects.bulk_create(
        [_ending(row, row.closed_at.date(), said.get(row.id), rates) for row in rows if row.closed_at]
    )


def _ending(row: Opportunity, ended_on: date, said: tuple[date, float, int | None] | None, rates: Rates) -> Ending:
    worth = None if row.amount is None else rates.in_company_currency(row.amount, row.currency, on=ended_on)
    return Ending(
        id=uuid7(), opportunity_id=row.id, pipeline_id=row.ladder.pipeline_id, owner_id=row.owner_id, opened_on=row.created_at.date(),
        ended_on=ended_on, won=row.outcome == Outcome.WON, worth=None if worth is None else round(worth, 2),
        said_on=said[0] if said else None, p=said[1] if said else None, call=said[2] if said else None,
    )  # fmt: skip


def _said(ended: dict[UUID, date]) -> dict[UUID, tuple[date, float, int | None]]:
    """What was said of each thirty days before it ended, or else the first time."""
    found: dict[UUID, tuple[date, float, int | None]] = {}
    rows = Snapshot.objects.filter(opportunity__in=list(ended)).order_by("night__taken_on")
    for one, day, p, call in rows.values_list("opportunity_id", "night__taken_on", "p", "call"):
        if one not in found or day <= ended[one] - AHEAD:
            found[one] = (day, p, call)
    return found


def note_called(*, at: datetime) -> None:
    """Count what came of the deals that owners had put into the month that is over; again for as long as it is the latest."""
    month = later(first_of(at.date()), -1)
    nights = {night.taken_on: night for night in Night.objects.filter(taken_on__lt=later(month, 1))}
    day = night_of(month, list(nights))
    if day is None:
        return
    end = later(month, 1)
    put = Snapshot.objects.filter(night=nights[day], closes_on__gte=month, closes_on__lt=end)
    came = Ending.objects.filter(
        opportunity__in=put.values("opportunity_id"), won=True, ended_on__gte=month, ended_on__lt=end
    )
    won = {
        one: (owner, worth or Decimal(0))
        for one, owner, worth in came.values_list("opportunity_id", "owner_id", "worth")
    }
    rows = []
    for owner, deals, said in put.values_list("owner_id").annotate(Count("id"), Sum("worth")):
        theirs = set(put.filter(owner_id=owner).values_list("opportunity_id", flat=True)) & set(won)
        rows.append(
            Called(
                id=uuid7(), month=month, owner_id=owner, night=nights[day], deals=deals, won=len(theirs), said=said or Decimal(0),
                came=sum((won[one][1] for one in theirs), Decimal(0)),
            )
        )  # fmt: skip
    with transaction.atomic():
        Called.objects.filter(month=month).delete()
        Called.objects.bulk_create(rows)
