"""Teams: who answers for each other, and who leads them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.staff import queries
from regard.staff.models import Membership, Team, User
from regard.staff.rules import Right


class TeamRefusedError(Exception):
    """A team cannot be like that. The message says why; nothing was changed."""


def add_team(
    *,
    name: str,
    at: datetime,
    lead: User | None = None,
    members: tuple[User, ...] = (),
    by: User | None = None,
    is_sample: bool = False,
) -> Team:
    """Add a team of these people. Raises TeamRefusedError when there is one of that name."""
    name = _name(name, team=None)
    with transaction.atomic():
        team = Team.objects.create(id=uuid7(), name=name, lead=lead, is_sample=is_sample)
        Membership.objects.bulk_create(Membership(id=uuid7(), team=team, user=user) for user in members)
        _tell("team.added", team, by, at)
    return team


def change_team(*, team: Team, name: str, lead: User | None, members: Collection[User], by: User, at: datetime) -> None:
    """Say anew how a team is called, who leads it and who belongs to it. Raises TeamRefusedError, ForbiddenError."""
    queries.require(by, Right.SET_UP)
    name = _name(name, team=team)
    with transaction.atomic():
        team.name, team.lead = name, lead
        team.save(update_fields=["name", "lead"])
        wanted = {person.id for person in members}
        Membership.objects.filter(team=team).exclude(user__in=wanted).delete()
        Membership.objects.bulk_create(
            (Membership(id=uuid7(), team=team, user_id=person) for person in sorted(wanted)), ignore_conflicts=True
        )
        _tell("team.changed", team, by, at)


def _name(name: str, *, team: Team | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise TeamRefusedError(_("Give the team a name."))
    same = Team.objects.filter(name__iexact=name)
    if (same.exclude(id=team.id) if team else same).exists():
        raise TeamRefusedError(_("There is a team called “%(name)s” already.") % {"name": name})
    return name


def _tell(kind: str, team: Team, by: User | None, at: datetime) -> None:
    record(kind=kind, at=at, by_id=by.id if by else None, subject=Subject("team", team.id), data={"name": team.name})
