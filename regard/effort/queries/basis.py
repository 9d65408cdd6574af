"""What one thing that came back is worth in seconds: what the company's own forms take, else a documented default."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from regard.effort.models import FormUse
from regard.effort.rules import ANY_FIELD, Get, gets

#: A company's own median holds from so many uses on, by so many people: below, it would tell of one of them.
FEWEST_USES, FEWEST_PEOPLE = 10, 3
_LOOKS_BACK, _MOST = timedelta(days=400), 1000


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Seconds a time; `uses` is in how many forms that was measured, 0 where it is assumed."""

    seconds: float
    uses: int = 0


def bases(*, at: datetime) -> dict[str, Basis]:
    """By the name of what comes back; one statement over the latest thousand forms that were kept."""
    rows = FormUse.objects.filter(is_submitted=True, seconds__gt=0, at__gte=at - _LOOKS_BACK, at__lte=at)
    kept = list(rows.order_by("-at").values_list("form", "user", "seconds", "typed")[:_MOST])
    return {name: _basis(gets.get(name), kept) for name in gets}


def _basis(get: Get, kept: Sequence[tuple[str, UUID, int, list[str]]]) -> Basis:
    if get.like == ANY_FIELD:
        found = [(user, seconds / len(typed)) for _form, user, seconds, typed in kept if typed]
    else:
        found = [(user, float(seconds)) for form, user, seconds, _typed in kept if form == get.like]
    if len(found) < FEWEST_USES or len({user for user, _seconds in found}) < FEWEST_PEOPLE:
        return Basis(seconds=get.work.seconds)
    return Basis(seconds=median(seconds for _user, seconds in found), uses=len(found))
