"""What one thing that came back is worth in seconds: what the company's own forms take, else a documented default."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from regard.effort.models import FormUse, Worth
from regard.effort.rules import ANY_FIELD, gets

#: A company's own median holds from so many uses on, by so many people: below, it would tell of one of them.
FEWEST_USES, FEWEST_PEOPLE = 10, 3
_LOOKS_BACK, _MOST = timedelta(days=400), 10_000


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Seconds a time; `uses` is in how many forms that was measured, 0 where it is assumed."""

    seconds: float
    uses: int = 0


def bases() -> dict[str, Basis]:
    """By the name of what comes back, as counted last night; one statement."""
    rows = Worth.objects.values_list("name", "uses", "milliseconds")
    return bases_in({name: (uses, milliseconds) for name, uses, milliseconds in rows})


def bases_in(counted: Mapping[str, tuple[int, int]]) -> dict[str, Basis]:
    """The same from uses and milliseconds by name; what is not among them keeps its default."""
    known = dict[str, Basis]()
    for name in gets:
        uses, milliseconds = counted.get(name, (0, 0))
        known[name] = (
            Basis(seconds=milliseconds / 1000, uses=uses) if uses else Basis(seconds=gets.get(name).work.seconds)
        )
    return known


def measured_medians(*, at: datetime) -> dict[str, Basis]:
    """What suffices to be measured, by the name of what comes back, over the latest ten thousand forms that were kept."""
    rows = FormUse.objects.filter(is_submitted=True, seconds__gt=0, at__gte=at - _LOOKS_BACK, at__lte=at)
    kept = list(rows.order_by("-at").values_list("form", "user", "seconds", "typed")[:_MOST])
    found = dict[str, Basis]()
    for name in gets:
        like = gets.get(name).like
        if like == ANY_FIELD:
            times = [(user, seconds / len(typed)) for _form, user, seconds, typed in kept if typed]
        else:
            times = [(user, float(seconds)) for form, user, seconds, _typed in kept if form == like]
        if len(times) >= FEWEST_USES and len({user for user, _seconds in times}) >= FEWEST_PEOPLE:
            found[name] = Basis(seconds=median(seconds for _user, seconds in times), uses=len(times))
    return found
