"""The places of data quality, with how much waits in each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.data_quality.models import Candidate
from regard.data_quality.queries.alike import seen_by
from regard.staff.models import User


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A place; `count` is None where nothing is counted."""

    key: str
    label: str
    url: str
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Tabs:
    """What stands above every page of data quality: what waits, and where figures are looked up."""

    current: str
    work: tuple[Tab, ...]
    about: tuple[Tab, ...]


def tabs(current: str, viewer: User) -> Tabs:
    """Two statements."""
    doubles = _doubles(viewer)
    work = (
        Tab(key="account", label=_("Same company?"), url=reverse("doubles", args=["account"]), count=doubles["account"]),
        Tab(key="contact", label=_("Same person?"), url=reverse("doubles", args=["contact"]), count=doubles["contact"]),
    )  # fmt: skip
    about = (Tab(key="joins", label=_("Joined"), url=reverse("joins")),)
    return Tabs(current=current, work=work, about=about)


def _doubles(viewer: User) -> dict[str, int]:
    either = Q()
    for kind in ("account", "contact"):
        seen = seen_by(kind, viewer).order_by()
        either |= Q(Exists(seen.filter(pk=OuterRef("one_id"))), Exists(seen.filter(pk=OuterRef("other_id"))), kind=kind)
    waiting: Any = Candidate.objects.filter(either).exclude(state=Candidate.State.DISTINCT)
    return {"account": 0, "contact": 0} | dict(waiting.order_by().values_list("kind").annotate(Count("id")))
