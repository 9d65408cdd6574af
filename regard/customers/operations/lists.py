"""Lists kept under a name, for oneself or for a team."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.customers.models import SavedList
from regard.customers.operations.editing import EditRefusedError
from regard.customers.rules.lists import Wanted, as_json
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import Team, User
from regard.staff.queries import ForbiddenError
from regard.staff.rules import Right, may

LONGEST, MOST = 80, 24


def save_list(*, name: str, wanted: Wanted, by: User, at: datetime, team: Team | None = None) -> SavedList:
    """Keep a list: for `by`, or for everybody in `team`. Raises EditRefusedError, ForbiddenError."""
    staff.require(by, Right.READ_TIMELINES)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise EditRefusedError("name", _("Give it a name of 1 to %(most)s letters.") % {"most": LONGEST})
    if team and not staff.teams_of(by).filter(id=team.id).exists():
        raise ForbiddenError(_("You are not in %(team)s. Nothing was saved.") % {"team": team.name})
    same = SavedList.objects.filter(kind=wanted.kind, **({"team": team} if team else {"owner": by}))
    if same.count() >= MOST:
        raise EditRefusedError("name", _("There are %(most)s lists already. Delete one first.") % {"most": MOST})
    with transaction.atomic():
        row = SavedList.objects.create(
            id=uuid7(),
            kind=wanted.kind,
            name=name,
            query=as_json(wanted),
            owner=None if team else by,
            team=team,
            created_at=at,
        )
        record(kind="list.saved", at=at, subject=Subject("list", row.id), by_id=by.id, data={"name": name})
    return row


def delete_list(*, saved: SavedList, by: User, at: datetime) -> None:
    """Forget a list; no record is changed. Raises ForbiddenError for another person's, or another team's."""
    is_mine = saved.owner_id == by.id or staff.teams_of(by).filter(id=saved.team_id).exists()
    if not is_mine and not may(by.role, Right.SET_UP):
        raise ForbiddenError(_("This list belongs to somebody else. Nothing was changed."))
    with transaction.atomic():
        record(kind="list.deleted", at=at, subject=Subject("list", saved.id), by_id=by.id, data={"name": saved.name})
        saved.delete()
