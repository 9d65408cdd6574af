"""Tonight: note what ended, learn, say what open deals will bring, and seal it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from regard.events.operations import Subject, record
from regard.forecasting.models import Expected, Night, Snapshot
from regard.forecasting.operations.endings import note_called, note_endings
from regard.forecasting.operations.testing import is_due, judge_model
from regard.forecasting.queries.calibrated import calibrated
from regard.forecasting.queries.columns import kept
from regard.forecasting.queries.known import Group, OpenDeal, known, moved
from regard.forecasting.queries.seals import SEALED, seal
from regard.forecasting.rules.calendar import first_of, later
from regard.forecasting.rules.outlook import Outlook
from regard.forecasting.rules.tonight import Tonight, forecast, months_ahead
from regard.forecasting.rules.totals import Range
from regard.kit.bulk import insert
from regard.kit.ids import uuid7
from regard.kit.rows import in_parts
from regard.money.queries import Rates, load_rates
from regard.opportunities import queries as opportunities
from regard.opportunities.models import Opportunity

#: This month and the three that follow.
MONTHS = 4
_COLUMNS = ("id", "night_id", *SEALED)
_AT_ONCE = 2000


def take_night(*, at: datetime) -> Night | None:
    """Take the snapshot of this night, by UTC's date. None, and nothing happens, when it was taken already."""
    on = at.date()
    if Night.objects.filter(taken_on=on).exists():
        return None
    rates = load_rates()
    note_endings(rates=rates)
    note_called(at=at)
    rows = list(Opportunity.objects.filter(outcome="").select_related("gate", "ladder").order_by("id"))
    features = opportunities.features_of(rows, at=at, rates=rates)
    deals = [
        OpenDeal(id=row.id, group=(row.owner_id, row.ladder.pipeline_id), features=one)
        for row, one in zip(rows, features, strict=True)
    ]
    history, groups = known(deals, on=on)
    starts = [later(first_of(on), number).toordinal() for number in range(MONTHS + 1)]
    told = forecast(history, today=on.toordinal(), windows=months_ahead(on.toordinal(), starts), seed=on.toordinal())
    if is_due(at=at):
        judge_model(past=history.past, at=at, seed=on.toordinal())
    return _keep(rows, deals, told, groups, rates=rates, at=at)


def _keep(
    rows: Sequence[Opportunity],
    deals: Sequence[OpenDeal],
    told: Tonight,
    groups: Sequence[Group],
    *,
    rates: Rates,
    at: datetime,
) -> Night:
    """All of a night in one transaction: the snapshots, the months, the seal."""
    night = _night(told, len(rows), rates=rates, at=at)
    if week := moved({row.id: float(p) for row, p in zip(rows, told.outlook.p, strict=True)}, on=night.taken_on):
        night.week = {name: value for name, value in week._asdict().items() if name != "day"}
    cells = list(_cells(rows, deals, told.outlook, on=night.taken_on))
    night.digest = seal(night, cells)
    with transaction.atomic():
        night.save(force_insert=True)
        for some in in_parts(cells, _AT_ONCE):
            insert(Snapshot, _COLUMNS, [(uuid7(), night.id, *row) for row in some])
        Expected.objects.bulk_create(_expected(night, told, groups), batch_size=500)
        record(kind="forecast.taken", at=at, subject=Subject("forecast", night.id), data={"deals": len(rows)})
    return night


def _night(told: Tonight, count: int, *, rates: Rates, at: datetime) -> Night:
    previous = Night.objects.order_by("-taken_on").values_list("digest", flat=True).first()
    model = told.learned.model
    changes = [
        [date.fromordinal(one.since).isoformat(), date.fromordinal(one.day).isoformat(), one.direction, one.what] for one in told.changes
    ]  # fmt: skip
    return Night(
        id=uuid7(), taken_on=at.date(), at=at, count=count, model=model.kind.value, trained_on=model.trained_on,
        beats_base_rate=model.beats_base_rate, contest=model.contest, changes=changes, scale=round(told.scale, 4),
        currency=rates.base, missing_rates=sorted(rates.missing), record=calibrated(on=at.date()), previous=previous or "",
    )  # fmt: skip


def _cells(
    rows: Sequence[Opportunity], deals: Sequence[OpenDeal], outlook: Outlook, *, on: date
) -> Iterator[tuple[Any, ...]]:
    """The columns of SEALED of each deal."""
    for place, (row, deal) in enumerate(zip(rows, deals, strict=True)):
        one = deal.features
        days = [on + timedelta(days=int(day)) for day in outlook.days[place]]
        brings = [_money(amount) for amount in outlook.amount[place]]
        p = [round(float(chance[place]), 4) for chance in (outlook.p, outlook.p_low, outlook.p_high)]
        worth = None if one.amount is None else round(one.amount, 2)
        yield (
            row.id, deal.group[1], row.owner_id, one.gate, one.days_at_gate, row.amount, row.currency, worth, row.closes_on, row.call,
            *p, *days, *brings, kept(one),
        )  # fmt: skip


def _expected(night: Night, told: Tonight, groups: Sequence[Group]) -> list[Expected]:
    """Of the company, of each owner, of each pipeline."""
    month = first_of(night.taken_on)
    found = [_row(night, month, told.ranges(), is_company=True)]
    for owner in dict.fromkeys(group[0] for group in groups):
        places = [place for place, group in enumerate(groups) if group[0] == owner]
        found.append(_row(night, month, told.ranges(places), owner=owner))
    for pipeline in dict.fromkeys(group[1] for group in groups):
        places = [place for place, group in enumerate(groups) if group[1] == pipeline]
        found.append(_row(night, month, told.ranges(places), pipeline=pipeline))
    return [row for rows in found for row in rows]


def _row(
    night: Night, month: date, ranges: Sequence[Range], *, is_company: bool = False, owner: UUID | None = None,
    pipeline: UUID | None = None,
) -> list[Expected]:  # fmt: skip
    return [
        Expected(
            id=uuid7(), night=night, month=later(month, number), owner_id=owner, pipeline_id=pipeline, is_company=is_company,
            expected=_money(one.expected), low=_money(one.low), high=_money(one.high),
        )
        for number, one in enumerate(ranges)
    ]  # fmt: skip


def _money(amount: float) -> Decimal:
    return round(Decimal(amount), 2)
