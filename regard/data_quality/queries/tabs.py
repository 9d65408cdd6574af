"""The places of data quality, with how much waits in each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.data_quality.models import Candidate, Standing
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

    @property
    def waiting(self) -> int:
        """How much waits in the current one."""
        return next((tab.count or 0 for tab in self.work if tab.key == self.current), 0)


def tabs(current: str, viewer: User) -> Tabs:
    """One statement."""
    counts = _counts(viewer)
    work = (
        Tab(key="account", label=_("Same company?"), url=reverse("doubles", args=["account"]), count=counts["account"]),
        Tab(key="contact", label=_("Same person?"), url=reverse("doubles", args=["contact"]), count=counts["contact"]),
        Tab(key="missing", label=_("Missing"), url=reverse("quality-missing"), count=counts["missing"]),
        Tab(key="outdated", label=_("Out of date"), url=reverse("quality-outdated"), count=counts["outdated"]),
    )  # fmt: skip
    about = (
        Tab(key="figures", label=_("Figures"), url=reverse("quality")),
        Tab(key="bill", label=_("Bill"), url=reverse("quality-bill")),
        Tab(key="dictionary", label=_("Fields"), url=reverse("quality-dictionary")),
        Tab(key="joins", label=_("Joined"), url=reverse("joins")),
    )
    return Tabs(current=current, work=work, about=about)


def _counts(viewer: User) -> dict[str, int]:
    """Pairs that wait, by kind, and records with something missing or out of date."""
    either = Q()
    for kind in ("account", "contact"):
        seen = seen_by(kind, viewer).order_by()
        either |= Q(Exists(seen.filter(pk=OuterRef("one_id"))), Exists(seen.filter(pk=OuterRef("other_id"))), kind=kind)
    waiting = Candidate.objects.filter(either).exclude(state=Candidate.State.DISTINCT)
    parts: list[Any] = [
        rows.order_by().annotate(what=what).values("what").annotate(n=Count("id")).values_list("what", "n")
        for rows, what in (
            (waiting, F("kind")),
            (Standing.objects.exclude(missing=""), Value("missing", CharField())),
            (Standing.objects.filter(is_outdated=True), Value("outdated", CharField())),
        )
    ]
    return {"account": 0, "contact": 0, "missing": 0, "outdated": 0} | dict(parts[0].union(*parts[1:], all=True))
