"""Which policy holds, and what a message that came now would be promised."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from regard.kit.moment import once_a_moment
from regard.promises.models import Clock, Policy
from regard.promises.queries.calendars import working_calendar
from regard.promises.queries.clocks import predicted
from regard.promises.rules.clock import add_working_time
from regard.promises.rules.policy import NoPolicyError, Terms, choose
from regard.routing import queries as routing
from regard.staff.models import Team


@dataclass(frozen=True, kw_only=True)
class Expected:
    """When an answer would be due, and the zone of the calendar it is counted in."""

    due_at: datetime
    zone: str


def policies_in_force() -> "QuerySet[Policy]":
    """The policies that can hold, in order of precedence."""
    return Policy.objects.filter(retired_at=None).select_related("calendar").order_by("position", "id")


#: What clocks were started by, by id. It never changes once a clock was (`operations.policies`), so it cannot grow old here.
_started_by: dict[UUID, Policy] = {}


def with_policies(clocks: "QuerySet[Clock]") -> list[Clock]:
    """These clocks, each with its policy and calendar; no statement for those that this process has read before."""
    found = list(clocks)
    missing = {clock.policy_id for clock in found} - _started_by.keys()
    if missing:
        _started_by.update(Policy.objects.select_related("calendar").in_bulk(list(missing)))
    for clock in found:
        clock.policy = _started_by[clock.policy_id]
    return found


def fits_everything(policy: Policy) -> bool:
    """Whether a policy holds for every message that no earlier one holds for."""
    return not (policy.channel_kind or policy.topic or policy.tier)


def policy_for(*, channel_kind: str, tier: str, topics: Collection[str]) -> Policy:
    """The policy that holds. Raises NoPolicyError."""
    policies, terms = _in_force()
    return policies[choose(terms, channel_kind=channel_kind, topics=topics, tier=tier)]


@once_a_moment
def _in_force() -> tuple[dict[UUID, Policy], list[Terms]]:
    policies = {policy.id: policy for policy in policies_in_force()}
    terms = [
        Terms(
            id=policy.id,
            position=policy.position,
            channel_kind=policy.channel_kind,
            tier=policy.tier,
            topics=routing.keys_of(policy.topic),
        )
        for policy in policies.values()
    ]
    return policies, terms


def expected_answer(*, team: Team, channel_kind: str, at: datetime) -> Expected:
    """What somebody is promised who writes to a team at `at` and of whom nothing is known yet.

    The slowest of the policies that may turn out to hold: the receipt then never says later than the page did.
    Raises NoPolicyError.
    """
    policies = [one for one in policies_in_force() if one.channel_kind in {"", channel_kind}]
    if not policies:
        raise NoPolicyError
    found = [(_due(policy, team, at), policy.calendar.zone) for policy in policies]
    due_at, zone = max(found)
    return Expected(due_at=due_at, zone=zone)


def _due(policy: Policy, team: Team, at: datetime) -> datetime:
    longest = timedelta(minutes=policy.first_answer_minutes)
    prediction = predicted(team_id=team.id, zone=policy.calendar.zone, longest=longest, at=at)
    whole_minutes = timedelta(minutes=prediction.duration // timedelta(minutes=1))
    return add_working_time(working_calendar(policy.calendar), at, whole_minutes)
