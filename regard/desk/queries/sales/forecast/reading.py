"""What the forecast page reads: twelve months, the latest night, what owners put into months, the latest test."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, Sum

from regard.forecasting.models import Called, Expected, Night, Tested
from regard.forecasting.queries.known import came_in, night_of
from regard.forecasting.rules.calendar import first_of, later
from regard.forecasting.rules.record import Month
from regard.forecasting.rules.totals import Range
from regard.staff.models import User

MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Said:
    """A month: what was said thirty days before its end, on which night, and what came in. None where nothing was said, or yet."""

    month: date
    night: date | None
    said: Range | None
    came: float | None

    @property
    def judged(self) -> Month | None:
        """What can be held against each other."""
        return None if self.said is None or self.came is None else Month(self.said, self.came)


@dataclass(frozen=True, kw_only=True)
class Person:
    """An owner over twelve months: the deals they had put into months, and how the calls did beside the model."""

    name: str
    deals: int
    won: int
    said: Decimal
    came: Decimal
    calls: int
    brier: float | None
    model_brier: float | None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Everything of the page, before it is put into words."""

    night: Night
    months: list[Said]
    missed: list[date]
    people: list[Person]
    year_ago: tuple[int, int]
    tested: Tested | None


def read_forecast(*, today: date) -> Reading | None:
    """None while no night was taken. Seven statements."""
    night = Night.objects.order_by("-taken_on").first()
    if night is None:
        return None
    month = first_of(today)
    nights = dict(Night.objects.filter(taken_on__gte=later(month, -MONTHS - 1)).values_list("taken_on", "id"))
    people, year_ago = _people(night, month)
    return Reading(
        night=night, months=_months(night, nights, month), missed=_missed(sorted(nights)), people=people, year_ago=year_ago,
        tested=Tested.objects.order_by("-at").first(),
    )  # fmt: skip


def _months(night: Night, nights: dict[date, UUID], this: date) -> list[Said]:
    months = [later(this, number) for number in range(-MONTHS + 1, 1)]
    asked = {month: night_of(month, list(nights)) for month in months}
    if this not in asked or asked[this] is None or first_of(night.taken_on) == this:
        asked[this] = night.taken_on
        nights = {**nights, night.taken_on: night.id}
    rows = Expected.objects.filter(is_company=True, night__in=[nights[day] for day in asked.values() if day])
    said = {
        (one, month): Range(float(expected), float(low), float(high))
        for one, month, expected, low, high in rows.values_list("night_id", "month", "expected", "low", "high")
    }
    came = came_in(since=months[0], before=this)
    first = min(nights, default=this)
    return [
        Said(
            month=month, night=day, said=said.get((nights[day], month)) if day else None,
            came=None if month == this else came.get(month, 0.0),
        )
        for month, day in asked.items() if month >= first_of(first)
    ]  # fmt: skip


def _missed(nights: Sequence[date]) -> list[date]:
    """Nights between the first and the latest that were not taken."""
    days = {day.toordinal() for day in nights}
    return [date.fromordinal(day) for day in range(min(days), max(days)) if day not in days]


def _people(night: Night, this: date) -> tuple[list[Person], tuple[int, int]]:
    """Owners with what they put into the last twelve months, and how much of it was won in the twelve before (won, of)."""
    sums = Called.objects.filter(month__gte=later(this, -2 * MONTHS)).values_list("owner_id")
    since = Q(month__gte=later(this, -MONTHS))
    rows = sums.annotate(
        deals_=Sum("deals", filter=since, default=0), won_=Sum("won", filter=since, default=0),
        said_=Sum("said", filter=since, default=Decimal(0)), came_=Sum("came", filter=since, default=Decimal(0)),
        before=Sum("deals", filter=~since, default=0), won_before=Sum("won", filter=~since, default=0),
    )  # fmt: skip
    found = {row[0]: row[1:] for row in rows}
    calls = {UUID(one) if one else None: score for one, score in night.record.get("people", {}).items()}
    names = dict(User.objects.filter(id__in={one for one in {*found, *calls} if one}).values_list("id", "name"))
    people = []
    for owner in {*found, *calls}:
        deals, won, said, came, _before, _won_before = found.get(owner, (0, 0, Decimal(0), Decimal(0), 0, 0))
        count, brier, model = calls.get(owner, (0, None, None))
        if deals or count:
            people.append(Person(name=names.get(owner, "") if owner else "", deals=deals, won=won, said=said, came=came, calls=int(count), brier=brier, model_brier=model))  # fmt: skip
    return sorted(people, key=lambda one: (-one.deals, one.name)), (
        sum(row[5] for row in found.values()), sum(row[4] for row in found.values()),
    )  # fmt: skip
