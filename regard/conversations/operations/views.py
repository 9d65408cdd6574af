"""Saved views: a list of the inbox with a name, for oneself or for a team."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from regard.conversations.models import SavedView
from regard.conversations.rules.filters import Filter
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import Team, User
from regard.staff.queries import ForbiddenError
from regard.staff.rules import Right, may

LONGEST = 40
#: More tabs than these nobody reads, and each is counted whenever the inbox is shown.
MOST_VIEWS = 12


class ViewRefusedError(Exception):
    """A view cannot be saved so. The message says why; nothing was changed."""


def save_view(*, name: str, wanted: Filter, by: User, at: datetime, team: Team | None = None) -> SavedView:
    """Keep a list under a name: for `by`, or for everybody in `team`. Raises ViewRefusedError, ForbiddenError."""
    staff.require(by, Right.READ_TIMELINES)
    if team:
        _require_team(team, by)
    mine = SavedView.objects.filter(team=team) if team else SavedView.objects.filter(owner=by)
    with transaction.atomic():
        if mine.count() >= MOST_VIEWS:
            raise ViewRefusedError(
                _("There are %(most)s saved views already. Delete one first.") % {"most": MOST_VIEWS}
            )
        view = SavedView.objects.create(
            id=uuid7(), name=_name(name), owner=None if team else by, team=team, query=wanted.as_json(), created_by=by,
            created_at=at, position=(mine.aggregate(highest=Max("position"))["highest"] or 0) + 1,
        )  # fmt: skip
        _tell("view.saved", view, by, at)
    return view


def change_view(
    *, view: SavedView, by: User, at: datetime, name: str | None = None, wanted: Filter | None = None
) -> None:
    """Call a view something else, have it hold another list, or both. Raises ViewRefusedError, ForbiddenError."""
    _require(view, by)
    with transaction.atomic():
        if name is not None:
            view.name = _name(name)
        if wanted is not None:
            view.query = wanted.as_json()
        view.save(update_fields=["name", "query"])
        _tell("view.changed", view, by, at)


def delete_view(*, view: SavedView, by: User, at: datetime) -> None:
    """Forget a view. The conversations in it stay where they are. Raises ForbiddenError."""
    _require(view, by)
    with transaction.atomic():
        _tell("view.deleted", view, by, at)
        view.delete()


def _require(view: SavedView, by: User) -> None:
    if view.team:
        _require_team(view.team, by)
    elif view.owner_id != by.id:
        raise ForbiddenError(_("This view is somebody else’s."))


def _require_team(team: Team, by: User) -> None:
    if not may(by.role, Right.SET_UP) and not staff.teams_of(by).filter(Q(id=team.id)).exists():
        raise ForbiddenError(_("A view of a team is kept by its people."))


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ViewRefusedError(_("Give the view a name."))
    if len(name) > LONGEST:
        raise ViewRefusedError(_("The name of a view has at most %(longest)s letters.") % {"longest": LONGEST})
    return name


def _tell(kind: str, view: SavedView, by: User, at: datetime) -> None:
    record(kind=kind, at=at, by_id=by.id, subject=Subject("view", view.id), data={"name": view.name})
