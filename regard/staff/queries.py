"""Reading people, teams, skills and absences."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from regard.kit.moment import once_a_moment
from regard.staff.models import Absence, ApiToken, Membership, Team, User
from regard.staff.rules import Right, may
from regard.staff.rules.mentions import Named, Person, named_in


class ForbiddenError(PermissionDenied):
    """The person's role does not include this right. Nothing was changed."""


class MentionError(Exception):
    """An @ names nobody, several people, or somebody who may not see it. Nothing was kept; the text is given back."""


def require(user: User, right: Right) -> None:
    """Raise ForbiddenError unless the user has the right."""
    if not may(user.role, right):
        raise ForbiddenError(f"{user.name} ({user.role}) may not {right.value}")


def active_users() -> "QuerySet[User]":
    """Everybody who can sign in."""
    return User.objects.filter(is_active=True).order_by("name")


@once_a_moment
def names() -> dict[UUID, str]:
    """What everybody who ever worked here is called; a log names people by their ids."""
    return dict(User.objects.values_list("id", "name"))


def people_to_mention() -> list[Person]:
    """Everybody who can be named in a note, by name."""
    return [Person(id=identifier, name=name) for identifier, name in active_users().values_list("id", "name")]


def colleagues_named(text: str) -> list[User]:
    """Who is named with an @ in a text. Raises MentionError for a name that nobody has, or several."""
    if "@" not in text:
        return []
    people = [_one(named) for named in named_in(text, people_to_mention())]
    return list(active_users().filter(id__in=people))


def _one(named: Named) -> UUID:
    if not named.people:
        raise MentionError(_("Nobody here is called “@%(name)s”.") % {"name": named.written})
    if len(named.people) > 1:
        words = {"name": named.written, "people": ", ".join(person.name for person in named.people)}
        raise MentionError(_("“@%(name)s” can be several people: %(people)s. Write the whole name.") % words)
    return named.people[0].id


@once_a_moment
def absent_user_ids(*, at: datetime) -> set[UUID]:
    """Who is away at this moment."""
    return set(Absence.objects.filter(begins_at__lte=at, ends_at__gt=at).values_list("user_id", flat=True))


def teams_of(user: User) -> "QuerySet[Team]":
    """The teams a person belongs to or leads, to be used inside another query."""
    return Team.objects.filter(Q(lead=user) | Q(id__in=Membership.objects.filter(user=user).values("team")))


def members(team: Team) -> "QuerySet[User]":
    """The active people of a team."""
    return team.members.filter(is_active=True).prefetch_related("skills").order_by("id")


def managing_directors() -> "QuerySet[User]":
    """The owners: the last rung of the ladder."""
    return User.objects.filter(role=User.Role.OWNER, is_active=True).order_by("created_at")


def user_of_token(token: str, *, at: datetime) -> User | None:
    """The person an API token acts for, or None when it is unknown, expired or revoked."""
    found = (
        ApiToken.objects.select_related("user")
        .filter(token_sha256=sha256(token), revoked_at=None, user__is_active=True)
        .first()
    )
    if found is None or (found.expires_at and found.expires_at <= at):
        return None
    return found.user


def sha256(token: str) -> str:
    """How tokens are kept: 256-bit random ones need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
