"""Everything that is known on a night, as the rules take it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np
from django.db.models import CharField, QuerySet, Sum
from django.db.models.functions import Cast, Right

from regard.forecasting.models import Ending, Expected, Night, Snapshot
from regard.forecasting.queries.columns import columns, kept
from regard.forecasting.rules.calendar import first_of, later, said_between
from regard.forecasting.rules.past import Deals, Past, Wins
from regard.forecasting.rules.record import Month, Week, week_of
from regard.forecasting.rules.tables import Floats
from regard.forecasting.rules.tonight import Known
from regard.forecasting.rules.totals import Range
from regard.opportunities.queries import Features

#: Rows of earlier nights that are read, about at most; how far back wins and endings count.
MOST_HISTORY, LOOK_BACK = 120_000, timedelta(days=730)
#: Whose a deal is: its owner and its pipeline.
Group = tuple[UUID | None, UUID]


@dataclass(frozen=True, kw_only=True)
class OpenDeal:
    """A deal as it stands tonight."""

    id: UUID
    group: Group
    features: Features


def known(deals: Sequence[OpenDeal], *, on: date) -> tuple[Known, list[Group]]:
    """What the history says, and the groups in the order in which the rules number them."""
    endings = list(
        Ending.objects.filter(ended_on__gte=on - LOOK_BACK).order_by("ended_on", "id").values_list(
            "owner_id", "pipeline_id", "opened_on", "ended_on", "won", "worth"
        )
    )  # fmt: skip
    groups = sorted({deal.group for deal in deals} | {(row[0], row[1]) for row in endings}, key=str)
    number = {group: place for place, group in enumerate(groups)}
    won = [row for row in endings if row[4] and row[5] is not None]
    wins = Wins(
        opened=_days([row[2] for row in won]), won=_days([row[3] for row in won]),
        amount=np.array([float(row[5] or 0) for row in won]),
        group=np.array([number[row[0], row[1]] for row in won], dtype=np.intp),
    )  # fmt: skip
    return Known(
        past=_past(on), wins=wins, deals=_open(deals, number), months=months_said(before=first_of(on)),
        weeks=_weeks(on), came=_came(wins, len(groups), on),
    ), groups  # fmt: skip


def months_said(*, before: date) -> list[Month]:
    """What was said of months that are over thirty days before their end, and what came in, the oldest first. A month of
    which nothing was said then is left out."""
    nights = {night.taken_on: night.id for night in Night.objects.only("id", "taken_on").order_by("taken_on")}
    if not nights:
        return []
    asked: dict[date, UUID] = {}
    month = first_of(min(nights))
    while month < before:
        if (found := night_of(month, list(nights))) is not None:
            asked[month] = nights[found]
        month = later(month, 1)
    rows = Expected.objects.filter(is_company=True, night__in=asked.values()).values_list(
        "night_id", "month", "expected", "low", "high"
    )
    said = {(night, month): Range(float(one), float(low), float(high)) for night, month, one, low, high in rows}
    came = came_in(since=min(asked, default=before), before=before)
    return [
        Month(said[night, month], came.get(month, 0.0)) for month, night in asked.items() if (night, month) in said
    ]  # fmt: skip


def night_of(month: date, nights: Sequence[date]) -> date | None:
    """The night thirty days before the end of a month; one a few days later where that one was missed; None without any."""
    first, latest = said_between(month)
    return min((night for night in nights if first <= night <= latest), default=None)


def came_in(*, since: date, before: date) -> dict[date, float]:
    """What was won in each month, in the company's currency."""
    rows = Ending.objects.filter(won=True, ended_on__gte=since, ended_on__lt=before)
    found: dict[date, float] = {}
    for day, worth in rows.values_list("ended_on").annotate(worth=Sum("worth")):
        month = first_of(day)
        found[month] = found.get(month, 0.0) + float(worth or 0)
    return found


def _open(deals: Sequence[OpenDeal], number: dict[Group, int]) -> Deals:
    return Deals(
        features=columns([kept(deal.features) for deal in deals]), key=np.arange(len(deals), dtype=np.intp),
        group=np.array([number[deal.group] for deal in deals], dtype=np.intp),
        amount=np.array([np.nan if deal.features.amount is None else float(deal.features.amount) for deal in deals]),
    )  # fmt: skip


def _past(on: date) -> Past:
    """The first night of each month, with what has become of each deal."""
    rows = to_learn_from(since=on - LOOK_BACK, until=on).order_by("night__taken_on", "id")
    kept_rows = list(rows.values_list("opportunity_id", "night__taken_on", "worth", "features"))
    ids = {row[0] for row in kept_rows}
    ended = {
        row[0]: row[1:]
        for row in Ending.objects.values_list("opportunity_id", "ended_on", "won", "worth").iterator(chunk_size=5000)
        if row[0] in ids
    }
    key = {one: place for place, one in enumerate(sorted(ids))}
    endings = [ended.get(row[0]) for row in kept_rows]
    amount = np.array([np.nan if row[2] is None else float(row[2]) for row in kept_rows], dtype=np.float64)
    return Past(
        deals=Deals(
            features=columns([row[3] for row in kept_rows]), key=np.array([key[row[0]] for row in kept_rows], dtype=np.intp),
            group=np.zeros(len(kept_rows), dtype=np.intp), amount=amount,
        ),
        day=_days([row[1] for row in kept_rows]),
        ended=np.array([float(one[0].toordinal()) if one else np.nan for one in endings], dtype=np.float64),
        won=np.array([bool(one and one[1]) for one in endings], dtype=np.bool_),
        final=np.array([float(one[2]) if one and one[2] is not None else np.nan for one in endings], dtype=np.float64),
    )  # fmt: skip


def to_learn_from(*, since: date, until: date) -> "QuerySet[Snapshot]":
    """Snapshots of the first nights of months; where they are very many, those of some deals, the same ones every night."""
    first: dict[date, tuple[UUID, int]] = {}
    nights = Night.objects.filter(taken_on__gte=since, taken_on__lte=until).order_by("taken_on")
    for one, day, count in nights.values_list("id", "taken_on", "count"):
        first.setdefault(first_of(day), (one, count))
    rows = Snapshot.objects.filter(night__in=[one for one, _count in first.values()])
    total = sum(count for _one, count in first.values())
    if total <= MOST_HISTORY:
        return rows
    digits = "0123456789abcdef"[: max(1, 16 * MOST_HISTORY // total)]
    return rows.annotate(digit=Right(Cast("opportunity_id", CharField()), 1)).filter(digit__in=list(digits))


def _weeks(on: date) -> list[Week]:
    """Of the nights that are whole weeks before this one."""
    rows = (
        Night.objects.filter(taken_on__lt=on, week__isnull=False).order_by("taken_on").values_list("taken_on", "week")
    )
    return [Week(day.toordinal(), **week) for day, week in rows if week and (on - day).days % 7 == 0]


def moved(chances: dict[UUID, float], *, on: date) -> Week | None:
    """What has become of the deals that were open a week ago; None where no night was taken then."""
    rows = Snapshot.objects.filter(night__taken_on=on - timedelta(days=7)).values_list("opportunity_id", "p")
    before = dict(rows.iterator(chunk_size=5000))
    if not before:
        return None
    won = set(
        Ending.objects.filter(won=True, ended_on__gte=on - timedelta(days=8)).values_list("opportunity_id", flat=True)
    )
    ended = [one for one in before if one not in chances]
    wins = sum(one in won for one in ended)
    now = np.array([chances.get(one, 1.0 if one in won else 0.0) for one in before])
    return week_of(on.toordinal(), np.array(list(before.values())), now, won=wins, lost=len(ended) - wins)


def _came(wins: Wins, groups: int, on: date) -> Floats:
    """What this month has brought already, by group."""
    rows = wins.won >= first_of(on).toordinal()
    found: Floats = np.bincount(wins.group[rows], wins.amount[rows], groups).astype(np.float64)[:groups]
    return found


def _days(days: Sequence[date]) -> Floats:
    return np.array([day.toordinal() for day in days], dtype=np.float64)
