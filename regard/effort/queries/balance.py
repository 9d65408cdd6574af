"""What was asked of a person and what came back to them, week by week on their wall clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Sum, Value
from django.db.models.functions import Concat

from regard.effort.models import FormUse, Worth
from regard.effort.queries.basis import Basis, bases, bases_in
from regard.effort.rules import Form, Get, Row, forms, gets
from regard.staff.models import User

#: This week and the twelve before it.
WEEKS = 13
#: So many rows of one kind are shown.
SHOWN = 100
#: The name of what was asked, among the names of what came back.
ASKED = "asked"
_WORTH = "worth "


class Total(NamedTuple):
    """How many rows of a kind, and how many times they save its seconds (of what was asked: its seconds)."""

    number: int = 0
    times: int = 0


@dataclass(frozen=True, kw_only=True)
class Got:
    """One kind of thing that came back; `seconds` of all of it."""

    get: Get
    number: int
    seconds: float
    basis: Basis


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week that began on that Monday, in seconds."""

    begins: date
    asked: int = 0
    given: float = 0


@dataclass(frozen=True, kw_only=True)
class OwnForm:
    """A form as the person used it: how often, how many seconds and fields typed in all."""

    form: Form
    uses: int
    seconds: int
    fields: int


@dataclass(frozen=True, kw_only=True)
class Balance:
    """This week in figures, and the weeks up to it, oldest first."""

    asked: int
    given: float
    forms: list[OwnForm]
    got: list[Got]
    weeks: list[Week]

    @property
    def ratio(self) -> float | None:
        """What came back for each second asked; None while nothing was measured."""
        return self.given / self.asked if self.asked else None


def monday_of(at: datetime, zone: str) -> datetime:
    """When the week of `at` began on the wall clock of a zone."""
    here = ZoneInfo(zone)
    today = at.astimezone(here).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), tzinfo=here)


def totals(user: User, *, since: datetime, until: datetime) -> "list[QuerySet[Any, tuple[str, int, int]]]":
    """One query for each kind, to be joined into one statement: its name, how many, how many times; `weighed` reads them."""
    asked = FormUse.objects.filter(user=user, at__gte=since, at__lte=until)
    worth = Worth.objects.order_by().values_list(Concat(Value(_WORTH), F("name")), "uses", "milliseconds")
    found = [_total(_found(get, user, since, until), name, get.times) for name, get in _all()]
    return [_total(asked, ASKED, "seconds"), worth, *found]


def weighed(counted: Mapping[str, Total]) -> list[Got]:
    """What totals are worth; kinds of which there is nothing are left out."""
    return _weighed(counted, bases_in({name: counted.get(f"{_WORTH}{name}", Total()) for name in gets}))


def _weighed(counted: Mapping[str, Total], known: Mapping[str, Basis]) -> list[Got]:
    return [
        Got(get=get, number=total.number, seconds=total.times * known[name].seconds, basis=known[name])
        for name, get in _all()
        if (total := counted.get(name, Total())).number
    ]


def balance_of(user: User, *, at: datetime) -> Balance:
    """The person's balance up to `at`; three statements."""
    this_week, known = monday_of(at, user.zone), bases()
    since = datetime.combine(this_week.date() - timedelta(weeks=WEEKS - 1), time(), tzinfo=this_week.tzinfo)
    asked = FormUse.objects.filter(user=user, at__gte=since, at__lte=at)
    uses: list[Any] = [*asked.values_list("form", "at", "seconds", "typed", named=True)]
    happened = list(_happened(user, since, at))
    got = _weighed(_counted(one for one in happened if one[1] >= this_week), known)
    own = _own_forms(use for use in uses if use.at >= this_week)
    return Balance(
        asked=sum(one.seconds for one in own),
        given=sum(one.seconds for one in got),
        forms=own,
        got=got,
        weeks=_weeks(since, uses, happened, known),
    )


def rows_of(name: str, user: User, *, since: datetime, until: datetime) -> list[Row]:
    """The latest things of a kind that came back. An unknown kind raises LookupError."""
    get = gets.get(name)
    return get.rows(user, get.found(user, since, until)[:SHOWN])


def _counted(happened: Iterable[tuple[str, datetime, int]]) -> dict[str, Total]:
    found = dict[str, Total]()
    for name, _when, times in happened:
        number, so_far = found.get(name, Total())
        found[name] = Total(number + 1, so_far + times)
    return found


def _own_forms(uses: Iterable[Any]) -> list[OwnForm]:
    found = dict[str, list[Any]]()
    for use in uses:
        found.setdefault(use.form, []).append(use)
    own = [
        OwnForm(
            form=forms.find(name) or Form(name=name, label=name),
            uses=len(those),
            seconds=sum(use.seconds for use in those),
            fields=sum(len(use.typed) for use in those),
        )
        for name, those in found.items()
    ]
    return sorted(own, key=lambda one: -one.seconds)


def _weeks(
    since: datetime, uses: Iterable[Any], happened: Iterable[tuple[str, datetime, int]],
    known: Mapping[str, Basis],
) -> list[Week]:  # fmt: skip
    asked, given = [0] * WEEKS, [0.0] * WEEKS
    for use in uses:
        asked[_week(use.at, since)] += use.seconds
    for name, when, times in happened:
        given[_week(when, since)] += times * known[name].seconds
    return [
        Week(begins=since.date() + timedelta(weeks=week), asked=asked[week], given=given[week]) for week in range(WEEKS)
    ]


def _week(at: datetime, since: datetime) -> int:
    return (at.astimezone(since.tzinfo).date() - since.date()).days // 7


def _happened(user: User, since: datetime, at: datetime) -> "Iterable[tuple[str, datetime, int]]":
    first, *rest = [
        _found(get, user, since, at).values_list(
            Value(name, output_field=CharField()), F(get.at), F(get.times) if get.times else Value(1, IntegerField())
        )
        for name, get in _all()
    ]
    return first.union(*rest, all=True)


def _found(get: Get, user: User, since: datetime, until: datetime) -> "QuerySet[Any]":
    return get.found(user, since, until).order_by()


def _total(rows: "QuerySet[Any]", name: str, times: str) -> "QuerySet[Any, tuple[str, int, int]]":
    summed = Sum(times) if times else Count("id")
    named = rows.order_by().annotate(what=Value(name, output_field=CharField())).values_list("what")
    return named.annotate(number=Count("id"), times_in_all=summed)  # type: ignore[no-any-return]


def _all() -> list[tuple[str, Get]]:
    return [(name, gets.get(name)) for name in gets]
