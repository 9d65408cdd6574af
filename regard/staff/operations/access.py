"""The links and tokens with which people and their programs come in."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.staff import queries
from regard.staff.models import ApiToken, SignInLink, User

SIGN_IN_LINK_HOLDS = timedelta(hours=24)


class LinkNotValidError(Exception):
    """The sign-in link is unknown, used, or too old."""


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
