"""A team and when it works, changed together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from regard.promises import operations as promises
from regard.promises.models import Calendar
from regard.staff import operations as staff
from regard.staff import queries
from regard.staff.models import Team, User
from regard.staff.rules import Right


@dataclass(frozen=True, kw_only=True)
class TeamTerms:
    """Everything set about a team; `calendar` None: it works day and night."""

    name: str
    lead: User | None
    members: Collection[User]
    calendar: Calendar | None


def save_team(*, team: Team | None, terms: TeamTerms, by: User, at: datetime) -> Team:
    """Add a team, or change it. Raises TeamRefusedError, ForbiddenError."""
    queries.require(by, Right.SET_UP)
    people = tuple(terms.members)
    with transaction.atomic():
        if team is None:
            team = staff.add_team(name=terms.name, at=at, lead=terms.lead, members=people, by=by)
        else:
            staff.change_team(team=team, name=terms.name, lead=terms.lead, members=people, by=by, at=at)
        promises.set_team_hours(team=team, calendar=terms.calendar, by=by, at=at)
    return team


def add_person(*, by: User, at: datetime, team: Team | None, **about: str | tuple[str, ...]) -> User:
    """Add a login and put the person into a team. Raises AlreadyExistsError, ForbiddenError."""
    with transaction.atomic():
        user = staff.add_user(by=by, at=at, **about)  # type: ignore[arg-type]  # the form's values by their names
        if team:
            members = [*team.members.all(), user]
            staff.change_team(team=team, name=team.name, lead=team.lead, members=members, by=by, at=at)
    return user
