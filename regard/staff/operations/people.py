"""People: adding them, what they are and may, when they are away, and the end of a login."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.staff import queries
from regard.staff.models import Absence, ApiToken, SignInLink, Skill, User
from regard.staff.rules import Right


class AlreadyExistsError(Exception):
    """Somebody has this e-mail address already."""


class LastOwnerError(Exception):
    """Without this person nobody could add or remove people any more. Nothing was changed."""


class AbsenceRefusedError(Exception):
    """Nobody can be away like that. The message says why; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What others set about a person. `week` as in a calendar, None for the team's hours; `capacity` conversations at once."""

    name: str
    role: str
    language: str
    languages: tuple[str, ...]
    zone: str
    week: list[list[list[str]]] | None
    capacity: int
    signature: str
    undo_seconds: int


@dataclass(frozen=True, kw_only=True)
class Own:
    """What a person sets for themselves."""

    language: str
    zone: str
    signature: str
    undo_seconds: int


def add_user(
    *,
    email: str,
    name: str,
    role: str,
    at: datetime,
    zone: str = "UTC",
    language: str = "en",
    languages: tuple[str, ...] = ("en",),
    signature: str = "",
    by: User | None = None,
    is_sample: bool = False,
) -> User:
    """Add a login without a password; the person comes in by a one-time link and then sets one. Raises AlreadyExistsError."""
    if by:
        queries.require(by, Right.MANAGE_USERS)
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyExistsError(_("%(email)s is a user already") % {"email": email})
    user = User(
        id=uuid7(), email=email.lower(), name=name, role=User.Role(role), zone=zone, language=language,
        languages=list(languages), signature=signature, created_at=at, is_sample=is_sample,
    )  # fmt: skip
    user.set_unusable_password()
    with transaction.atomic():
        user.save(force_insert=True)
        record(
            kind="user.added", at=at, by_id=by.id if by else None, subject=Subject("user", user.id), data={"role": role}
        )
    return user


def deactivate(*, user: User, by: User | None, at: datetime) -> None:
    """End a login and everything that acts for it; what the person wrote keeps their name.

    Who still has open conversations is asked by `routing.deactivate_user`, which calls this. Raises LastOwnerError.
    """
    if by:
        queries.require(by, Right.MANAGE_USERS)
    with transaction.atomic():
        _keep_an_owner(user, role="")
        User.objects.filter(id=user.id).update(is_active=False)
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
        SignInLink.objects.filter(user=user, used_at=None).update(expires_at=at)
        record(kind="user.deactivated", at=at, by_id=by.id if by else None, subject=Subject("user", user.id))


def change_user(*, user: User, profile: Profile, by: User, at: datetime) -> None:
    """Set what a person is and may. Raises LastOwnerError, ForbiddenError."""
    queries.require(by, Right.MANAGE_USERS)
    with transaction.atomic():
        _keep_an_owner(user, role=profile.role)
        _set(user, profile, by=by, at=at)


def change_own(*, user: User, own: Own, at: datetime) -> None:
    """Set what a person sets for themselves."""
    with transaction.atomic():
        _set(user, own, by=user, at=at)


def declare_skills(*, user: User, terms: tuple[str, ...]) -> None:
    """Note the subjects a person says they know."""
    Skill.objects.bulk_create(
        (Skill(id=uuid7(), user=user, term=term.lower()) for term in terms), ignore_conflicts=True
    )


def set_skills(*, user: User, terms: Collection[str], by: User, at: datetime) -> None:
    """Say anew which subjects a person knows. Their own, or with the right to set up."""
    if by.id != user.id:
        queries.require(by, Right.SET_UP)
    wanted = list(dict.fromkeys(term.strip().lower()[:60] for term in terms if term.strip()))
    with transaction.atomic():
        Skill.objects.filter(user=user).exclude(term__in=wanted).delete()
        declare_skills(user=user, terms=tuple(wanted))
        _tell("user.skills_set", user, by, at, terms=wanted)


def note_absence(
    *,
    user: User,
    begins_at: datetime,
    ends_at: datetime,
    note: str = "",
    by: User | None = None,
    at: datetime | None = None,
) -> Absence:
    """Note that a person does not answer for a while; with `at` the log tells of it. Raises AbsenceRefusedError."""
    if by and by.id != user.id:
        queries.require(by, Right.SET_UP)
    if ends_at <= begins_at:
        raise AbsenceRefusedError(_("The last day is before the first."))
    with transaction.atomic():
        absence = Absence.objects.create(id=uuid7(), user=user, begins_at=begins_at, ends_at=ends_at, note=note)
        if at:
            _tell("absence.noted", user, by, at, begins_at=begins_at.isoformat(), ends_at=ends_at.isoformat())
    return absence


def end_absence(*, absence: Absence, by: User, at: datetime) -> None:
    """The person is back, or does not go: an absence that has begun ends now, one that lies ahead is forgotten."""
    if by.id != absence.user_id:
        queries.require(by, Right.SET_UP)
    with transaction.atomic():
        if absence.begins_at < at:
            Absence.objects.filter(id=absence.id, ends_at__gt=at).update(ends_at=at)
        else:
            absence.delete()
        _tell("absence.ended", absence.user, by, at)


def _keep_an_owner(user: User, *, role: str) -> None:
    if user.role != User.Role.OWNER or role == User.Role.OWNER:
        return
    others = User.objects.select_for_update().filter(role=User.Role.OWNER, is_active=True).exclude(id=user.id)
    if not list(others):
        raise LastOwnerError(_("%(name)s is the only owner. Make somebody else owner first.") % {"name": user.name})


def _set(user: User, values: Profile | Own, *, by: User, at: datetime) -> None:
    names = [field.name for field in fields(values)]
    new: dict[str, Any] = {name: getattr(values, name) for name in names} | (
        {"languages": list(values.languages)} if isinstance(values, Profile) else {}
    )
    changed = [name for name in names if getattr(user, name) != new[name]]
    for name in changed:
        setattr(user, name, new[name])
    user.save(update_fields=changed)
    _tell("user.changed", user, by, at, changed=changed)


def _tell(kind: str, user: User, by: User | None, at: datetime, **data: object) -> None:
    record(kind=kind, at=at, by_id=by.id if by else None, subject=Subject("user", user.id), data=data)
