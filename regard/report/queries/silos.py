"""Who works on which customer, over the last ninety days, and whether they do so together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.customers.models import Account, Involvement
from regard.events.models import Event
from regard.report.rules.silos import Shared, SiloIndex, shared_accounts
from regard.staff.models import Membership, Team

PERIOD = timedelta(days=90)
#: What a person does with a customer, as the log names it.
_TOUCHES = (
    "conversation.answered", "conversation.begun", "note.added", "customer_note.added", "customer_file.added",
    "account.changed", "contact.changed", "account.handed_over",
)  # fmt: skip
_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class Line:
    """An account that several departments work on."""

    name: str
    url: str
    departments: str
    has_plan: bool
    has_lead: bool
    has_mention: bool


@dataclass(frozen=True, kw_only=True)
class SilosPage:
    """The page: a finding in words, what it rests on, the accounts that lack something first."""

    headline: str
    consequence: str
    facts: list[tuple[str, str]]
    lines: list[Line]
    more: int


def silo_index(*, at: datetime) -> SiloIndex:
    """The index of the ninety days before `at`. Seven statements, each about the period only."""
    since = at - PERIOD
    events = Event.objects.filter(at__gte=since, at__lte=at, account_id__isnull=False, by_id__isnull=False)
    touched = events.filter(kind__in=_TOUCHES).order_by().values_list("account_id", "by_id").distinct()
    departments: dict[UUID, set[UUID]] = {}
    for person, team in Membership.objects.values_list("user_id", "team_id"):
        departments.setdefault(person, set()).add(team)
    for lead, team in Team.objects.exclude(lead=None).values_list("lead_id", "id"):
        departments.setdefault(lead, set()).add(team)
    working_on: dict[UUID, set[UUID]] = {}
    rows = Involvement.objects.filter(kind=Involvement.Kind.COLLABORATOR).values_list("account_id", "user_id")
    for account, person in [*rows, *Account.objects.exclude(owner=None).values_list("id", "owner_id")]:
        working_on.setdefault(account, set()).add(person)
    leads = set(Account.objects.exclude(owner=None).values_list("id", flat=True))
    found = shared_accounts(
        touches=[(account, by) for account, by in touched if account and by],
        departments=departments,
        leads=leads,
        working_on=working_on,
        mentions=_mentions(events),
    )
    return SiloIndex(shared=tuple(found), **_handovers(events, {one.account for one in found}))


def silos_page(*, at: datetime) -> SilosPage:
    """The page of the index."""
    index = silo_index(at=at)
    shown = index.shared[:_SHOWN]
    names = dict(Account.objects.filter(id__in=[one.account for one in shown]).values_list("id", "name"))
    teams = dict(Team.objects.values_list("id", "name"))
    total = len(index.shared)
    return SilosPage(
        headline=_headline(index), consequence=_consequence(index), facts=_facts(index),
        lines=[_line(one, names[one.account], teams) for one in shown if one.account in names], more=total - len(shown),
    )  # fmt: skip


def _mentions(events: "QuerySet[Event]") -> Iterable[tuple[UUID, UUID, UUID]]:
    rows = events.filter(kind__in=["customer.mentioned", "conversation.mentioned"])
    for account, by, data in rows.values_list("account_id", "by_id", "data"):
        if account and by and data.get("user"):
            yield account, by, UUID(data["user"])


def _handovers(events: "QuerySet[Event]", accounts: set[UUID]) -> dict[str, int]:
    """Hand-overs from person to person in conversations of these accounts, and how many had no note."""
    rows = events.filter(kind="conversation.assigned", account_id__in=accounts).values_list("by_id", "data")
    given = [data for by, data in rows if data.get("to") and data["to"] != str(by)]
    return {"handovers": len(given), "silent_handovers": sum(not str(data.get("note", "")).strip() for data in given)}


def _headline(index: SiloIndex) -> str:
    total = len(index.shared)
    if not total:
        return _("No customer was worked on by two departments in the last 90 days.")
    words = {"together": index.together, "total": total}
    return ngettext(
        "%(together)s of %(total)s customer of several departments is looked after together.",
        "%(together)s of %(total)s customers of several departments are looked after together.", total,
    ) % words  # fmt: skip


def _consequence(index: SiloIndex) -> str:
    if not index.shared or index.together == len(index.shared):
        return ""
    return _("Where it is not, customers have to say the same thing twice.")


def _facts(index: SiloIndex) -> list[tuple[str, str]]:
    total = len(index.shared)
    if not total:
        return []
    of = _("%(count)s of %(total)s")
    count = {
        _("Have a shared plan: people of two departments are named as working on it"): sum(
            one.has_plan for one in index.shared
        ),
        _("Have somebody who looks after them"): sum(one.has_lead for one in index.shared),
        _("Had a colleague of another department called in a note"): sum(one.has_mention for one in index.shared),
    }
    facts = [(label, of % {"count": number, "total": total}) for label, number in count.items()]
    silent = of % {"count": index.silent_handovers, "total": index.handovers}
    return [*facts, (_("Hand-overs without a note"), silent)]


def _line(one: Shared, name: str, teams: dict[UUID, str]) -> Line:
    return Line(
        name=name, url=reverse("account", args=[one.account]),
        departments=", ".join(sorted(teams.get(team, "") for team in one.departments)),
        has_plan=one.has_plan, has_lead=one.has_lead, has_mention=one.has_mention,
    )  # fmt: skip
