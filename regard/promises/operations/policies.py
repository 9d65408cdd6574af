"""Keeping the policies: what is promised, to whom, in which order.

A promise that was made is kept by the policy it was made by. So a policy that clocks have started by is never changed: it
is retired for them, and a new row takes its place for the messages that come.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.promises.models import Calendar, Clock, Policy
from regard.promises.queries import fits_everything, policies_in_force
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

_STEP = 10


class PolicyRefusedError(Exception):
    """The policies cannot be like that. The message says why; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class PolicyTerms:
    """What a policy promises, in working minutes of the calendar, and what it is for; empty fits everything."""

    name: str
    calendar: Calendar
    first_answer_minutes: int
    next_answer_minutes: int
    resolution_minutes: int | None = None
    channel_kind: str = ""
    topic: str = ""
    tier: str = ""


def open_policy(*, terms: PolicyTerms, by: User, at: datetime) -> Policy:
    """Add a policy: last, or before the first that fits everything, where it would never be reached. Raises PolicyRefusedError."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        policies = _locked()
        _check(terms, others=policies)
        policy = Policy(id=uuid7())
        _fill(policy, terms)
        policy.save(force_insert=True)
        place = next((place for place, one in enumerate(policies) if fits_everything(one)), len(policies))
        policies.insert(len(policies) if fits_everything(policy) else place, policy)
        _number(policies)
        _tell("policy.added", policy, by, at)
    return policy


def change_policy(*, policy: Policy, terms: PolicyTerms, by: User, at: datetime) -> Policy:
    """Promise something else from now on; clocks that run keep theirs. The policy that holds now. Raises PolicyRefusedError."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        others = [one for one in _locked() if one.id != policy.id]
        _check(terms, others=others)
        changed = _renewed(policy, at)
        _fill(changed, terms)
        _keep_one_for_everything([*others, changed])
        changed.save()
        _tell("policy.changed", changed, by, at, before=str(policy.id))
    return changed


def move_policy(*, policy: Policy, up: bool, by: User, at: datetime) -> None:
    """Have a policy asked one place earlier, or one later. At the end of the row nothing happens."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        policies = _locked()
        place = next((place for place, one in enumerate(policies) if one.id == policy.id), None)
        other = None if place is None else place + (-1 if up else 1)
        if place is None or other is None or not 0 <= other < len(policies):
            return
        policies[place], policies[other] = policies[other], policies[place]
        _number(policies)
        _tell("policy.moved", policies[other], by, at, up=up)


def retire_policy(*, policy: Policy, by: User, at: datetime) -> None:
    """Promise by this policy no more; clocks that run keep it. Raises PolicyRefusedError for the last that fits everything."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        _keep_one_for_everything([one for one in _locked() if one.id != policy.id])
        if Policy.objects.filter(id=policy.id, retired_at=None).update(retired_at=at):
            _tell("policy.retired", policy, by, at)


def moved_to(calendar: Calendar, *, policy: Policy, at: datetime) -> None:
    """The policy that holds counts by another calendar from now on; the caller holds the transaction."""
    changed = _renewed(policy, at)
    changed.calendar = calendar
    changed.save()


def _renewed(policy: Policy, at: datetime) -> Policy:
    """The row to write a change to: the policy's own, or a new one in its place when clocks were started by it."""
    changed = Policy.objects.get(id=policy.id)
    if Clock.objects.filter(policy=policy).exists():
        Policy.objects.filter(id=policy.id).update(retired_at=at)
        changed.id, changed._state.adding = uuid7(), True  # noqa: SLF001  Django's way to copy a row
    return changed


def _locked() -> list[Policy]:
    """All in force, locked, so that two changes at once cannot take away the last that fits everything."""
    return list(policies_in_force().select_for_update(of=("self",)))


def _check(terms: PolicyTerms, *, others: list[Policy]) -> None:
    if not terms.name.strip():
        raise PolicyRefusedError(_("Give the promise a name."))
    if any(one.name.casefold() == terms.name.strip().casefold() for one in others):
        raise PolicyRefusedError(_("There is a promise called “%(name)s” already.") % {"name": terms.name.strip()})
    if min(terms.first_answer_minutes, terms.next_answer_minutes, terms.resolution_minutes or 1) <= 0:
        raise PolicyRefusedError(_("A promise needs at least one minute."))


def _keep_one_for_everything(policies: list[Policy]) -> None:
    if not any(fits_everything(one) for one in policies):
        raise PolicyRefusedError(
            _(
                "This is the only promise that fits every message, so it has to stay. Add another one for everything first."
            )
        )


def _fill(policy: Policy, terms: PolicyTerms) -> None:
    policy.name, policy.calendar = terms.name.strip(), terms.calendar
    policy.first_answer_minutes, policy.next_answer_minutes = terms.first_answer_minutes, terms.next_answer_minutes
    policy.resolution_minutes = terms.resolution_minutes
    policy.channel_kind, policy.topic, policy.tier = terms.channel_kind, terms.topic.strip(), terms.tier.strip()


def _number(policies: list[Policy]) -> None:
    for place, policy in enumerate(policies, start=1):
        if policy.position != place * _STEP:
            Policy.objects.filter(id=policy.id).update(position=place * _STEP)


def _tell(kind: str, policy: Policy, by: User, at: datetime, **data: object) -> None:
    record(kind=kind, at=at, by_id=by.id, subject=Subject("policy", policy.id), data={"name": policy.name, **data})
