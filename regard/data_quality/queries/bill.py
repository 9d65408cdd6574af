"""What wrong data cost: mail and post that came back, letters that went to the wrong colleague. Each with the field that was wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.conversations.models import Assignment
from regard.data_quality.models import CauseCost, PostReturn
from regard.data_quality.queries.alike import seen_by
from regard.events.models import Event
from regard.routing.rules.reasons import Kind as Reason
from regard.staff.models import Membership, Team, User

_YEAR = timedelta(days=365)
_SHOWN = 50
LABELS = {
    "bounce": gettext_lazy("Mail that came back"),
    "misroute": gettext_lazy("Letters that went to the wrong colleague"),
    "post": gettext_lazy("Post that came back"),
}
DEFINITIONS = {
    "bounce": gettext_lazy("A letter of ours was returned for good; the e-mail address in the record is wrong."),
    "misroute": gettext_lazy(
        "A conversation was given to whoever looks after the account, or who answers in the person's language, and was then handed "
        "to somebody of none of their teams; the owner or the language in the record is wrong."
    ),
    "post": gettext_lazy("Somebody marked that post came back; the address in the record is wrong."),
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One thing that went wrong, in which record, because of which field."""

    cause: str
    at: datetime
    kind: str
    record_id: UUID
    field: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A case as the page lists it."""

    at: datetime
    cause: Any
    name: str
    url: str
    field: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A kind of case: how many, and what they cost; "" where the company did not say what one costs."""

    cause: str
    label: Any
    definition: Any
    month: int
    month_cost: str
    year: int
    year_cost: str
    amount: str
    currency: str


@dataclass(frozen=True, kw_only=True)
class Bill:
    """The page. Sums are by currency, in words."""

    rows: list[Row]
    month_sum: str
    year_sum: str
    months: list[tuple[datetime, int]]
    cases: list[Shown]


def bill(viewer: User, *, at: datetime) -> Bill:
    """The last twelve months. About nine statements."""
    cases = sorted([*_bounces(at), *_misroutes(at), *_post(at)], key=lambda case: case.at, reverse=True)
    costs = {cost.cause: cost for cost in CauseCost.objects.all()}
    begins = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = [_row(cause, [case for case in cases if case.cause == cause], begins, costs.get(cause)) for cause in LABELS]
    return Bill(
        rows=rows, month_sum=_sum(rows, costs, month=True), year_sum=_sum(rows, costs, month=False),
        months=_months(cases, begins), cases=_shown(cases[:_SHOWN], viewer),
    )  # fmt: skip


def _bounces(at: datetime) -> Iterator[Case]:
    events = Event.objects.filter(kind="contact_method.bounced", at__gte=at - _YEAR)
    for when, person, data in events.values_list("at", "subject_id", "data"):
        yield Case(
            cause="bounce", at=when, kind="contact", record_id=person, field=_("E-mail"), detail=data.get("address", "")
        )


def _post(at: datetime) -> Iterator[Case]:
    rows = PostReturn.objects.filter(at__gte=at - _YEAR)
    for when, kind, record, address in rows.values_list("at", "kind", "record_id", "address"):
        yield Case(cause="post", at=when, kind=kind, record_id=record, field=_("Street"), detail=address)


def _misroutes(at: datetime) -> Iterator[Case]:
    """The router's first choice, by what the record says, against whom a person then gave it to."""
    handed = Assignment.objects.filter(at__gte=at - _YEAR, by__isnull=False, user__isnull=False).exclude(by=F("user"))
    later = list(handed.order_by("at").values_list("conversation_id", "user_id", "at"))
    ids = {conversation for conversation, _user, _at in later}
    columns = (
        "conversation_id",
        "user_id",
        "reasons",
        "conversation__account_id",
        "conversation__contact_id",
        "conversation__number",
    )
    routed = Assignment.objects.filter(conversation_id__in=ids, by=None, user__isnull=False).order_by("at")
    first: dict[UUID, Any] = {}
    for row in routed.values_list(*columns):
        first.setdefault(row[0], row)
    teams = _teams() if first else {}
    seen = set[UUID]()
    for conversation, user, when in later:
        row = first.get(conversation)
        if row is None or conversation in seen or not teams.get(row[1], set()).isdisjoint(teams.get(user, set())):
            continue
        if case := _wrong_field(row, when):
            seen.add(conversation)
            yield case


def _teams() -> dict[UUID, set[UUID]]:
    """The teams that each colleague works in or leads."""
    found: dict[UUID, set[UUID]] = {}
    led = Team.objects.exclude(lead=None).values_list("lead_id", "id")
    for user, team in Membership.objects.values_list("user_id", "team_id").union(led, all=True):
        found.setdefault(user, set()).add(team)
    return found


def _wrong_field(row: Any, when: datetime) -> Case | None:
    """Only the weightiest reason tells why the router chose; it stands first."""
    reason = next((one.get("kind") for one in row[2]), "")
    detail = _("conversation %(number)s") % {"number": row[5]}
    if reason == Reason.RELATIONSHIP and row[3]:
        return Case(
            cause="misroute", at=when, kind="account", record_id=row[3], field=_("Looked after by"), detail=detail
        )
    if reason == Reason.LANGUAGE:
        return Case(cause="misroute", at=when, kind="contact", record_id=row[4], field=_("Language"), detail=detail)
    return None


def _row(cause: str, cases: Sequence[Case], begins: datetime, cost: CauseCost | None) -> Row:
    month = sum(case.at >= begins for case in cases)
    return Row(
        cause=cause, label=LABELS[cause], definition=DEFINITIONS[cause], month=month, year=len(cases),
        month_cost=_money(cost, month), year_cost=_money(cost, len(cases)), amount=str(cost.amount) if cost else "",
        currency=cost.currency if cost else "",
    )  # fmt: skip


def _money(cost: CauseCost | None, count: int) -> str:
    return f"{cost.currency} {cost.amount * count:,.2f}" if cost else ""


def _sum(rows: Sequence[Row], costs: dict[str, CauseCost], *, month: bool) -> str:
    """By currency: what is not the same money is not added up."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        if cost := costs.get(row.cause):
            count = row.month if month else row.year
            sums[cost.currency] = sums.get(cost.currency, Decimal(0)) + cost.amount * count
    return " + ".join(f"{currency} {amount:,.2f}" for currency, amount in sorted(sums.items()))


def _months(cases: Sequence[Case], begins: datetime) -> list[tuple[datetime, int]]:
    """Twelve months, the latest first."""
    found = []
    until, start = None, begins
    for _month in range(12):
        found.append((start, sum(start <= case.at and (until is None or case.at < until) for case in cases)))
        until, start = start, (start - timedelta(days=1)).replace(day=1)
    return found


def _shown(cases: Sequence[Case], viewer: User) -> list[Shown]:
    names: dict[tuple[str, UUID], str] = {}
    for kind in ("account", "contact"):
        ids = [case.record_id for case in cases if case.kind == kind]
        found = seen_by(kind, viewer).filter(pk__in=ids).values_list("pk", "name") if ids else ()
        names |= {(kind, key): name for key, name in found}
    return [
        Shown(
            at=case.at, cause=LABELS[case.cause], name=names[case.kind, case.record_id], field=case.field, detail=case.detail,
            url=reverse("quality-record", args=[case.kind, case.record_id]),
        )
        for case in cases
        if (case.kind, case.record_id) in names
    ]  # fmt: skip
