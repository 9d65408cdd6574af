"""Adding people and teams, and the links and tokens with which they come in."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.staff import queries
from regard.staff.models import Absence, ApiToken, Membership, SignInLink, Skill, Team, User

SIGN_IN_LINK_HOLDS = timedelta(hours=24)


class AlreadyExistsError(Exception):
    """Somebody has this e-mail address already."""


class LinkNotValidError(Exception):
    """The sign-in link is unknown, used, or too old."""


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
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyExistsError(f"{email} is a user already")
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

    Who still has open conversations is asked by `routing.deactivate_user`, which calls this.
    """
    with transaction.atomic():
        User.objects.filter(id=user.id).update(is_active=False)
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
        SignInLink.objects.filter(user=user, used_at=None).update(expires_at=at)
        record(kind="user.deactivated", at=at, by_id=by.id if by else None, subject=Subject("user", user.id))


def make_sign_in_link(*, user: User, at: datetime) -> str:
    """A token for `/sign-in/<token>/` that signs the user in once within 24 hours."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        id=uuid7(), user=user, token_sha256=queries.sha256(token), expires_at=at + SIGN_IN_LINK_HOLDS
    )
    return token


def use_sign_in_link(*, token: str, at: datetime) -> User:
    """Spend a sign-in link; raises LinkNotValidError for a second use, an old or a made-up one."""
    with transaction.atomic():
        links = SignInLink.objects.filter(token_sha256=queries.sha256(token), used_at=None, expires_at__gt=at)
        if not links.update(used_at=at):
            raise LinkNotValidError("this link was used already, or is too old")
        user = SignInLink.objects.select_related("user").get(token_sha256=queries.sha256(token)).user
        if not user.is_active:
            raise LinkNotValidError("this user is no longer active")
        record(kind="user.signed_in_by_link", at=at, by_id=user.id, subject=Subject("user", user.id))
    return user


def add_api_token(*, user: User, name: str, at: datetime, expires_at: datetime | None = None) -> str:
    """Make an API token; it is shown this once and kept as a hash."""
    token = "rgd_" + secrets.token_urlsafe(32)
    with transaction.atomic():
        row = ApiToken.objects.create(
            id=uuid7(), user=user, name=name, start=token[:8], token_sha256=queries.sha256(token), created_at=at,
            expires_at=expires_at,
        )  # fmt: skip
        record(kind="token.added", at=at, by_id=user.id, subject=Subject("token", row.id), data={"name": name})
    return token


def revoke_api_token(*, start: str, by: User, at: datetime) -> int:
    """Revoke the person's tokens that begin with `start`; they stop working at once. Their number."""
    with transaction.atomic():
        tokens = list(ApiToken.objects.select_for_update().filter(user=by, start__startswith=start, revoked_at=None))
        for token in tokens:
            token.revoked_at = at
            token.save(update_fields=["revoked_at"])
            record(
                kind="token.revoked", at=at, by_id=by.id, subject=Subject("token", token.id), data={"name": token.name}
            )
    return len(tokens)


def add_team(
    *, name: str, at: datetime, lead: User | None = None, members: tuple[User, ...] = (), is_sample: bool = False
) -> Team:
    """Add a team of these people."""
    with transaction.atomic():
        team = Team.objects.create(id=uuid7(), name=name, lead=lead, is_sample=is_sample)
        Membership.objects.bulk_create(Membership(id=uuid7(), team=team, user=user) for user in members)
        record(kind="team.added", at=at, subject=Subject("team", team.id), data={"name": name})
    return team


def declare_skills(*, user: User, terms: tuple[str, ...]) -> None:
    """Note the subjects a person says they know."""
    Skill.objects.bulk_create(
        (Skill(id=uuid7(), user=user, term=term.lower()) for term in terms), ignore_conflicts=True
    )


def note_absence(*, user: User, begins_at: datetime, ends_at: datetime, note: str = "") -> Absence:
    """Note that a person does not answer for a while."""
    return Absence.objects.create(id=uuid7(), user=user, begins_at=begins_at, ends_at=ends_at, note=note)
