"""A person chooses how they are told."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from regard.events.operations import Subject, record
from regard.notifications.models import Preference, Stopped
from regard.staff.models import User


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What was chosen; ways are those of `Preference.Way`, `comes_through` names reasons."""

    given: str
    mentioned: str
    clock: str
    promise: str
    is_quiet: bool
    comes_through: tuple[str, ...]
    has_digest: bool
    digest_at: time


def choose(*, user: User, chosen: Chosen, at: datetime) -> Preference:
    """Keep a person's choice."""
    values = vars(chosen) | {"comes_through": sorted(chosen.comes_through)}
    with transaction.atomic():
        preference, _new = Preference.objects.update_or_create(user=user, defaults=values)
        record(kind="preference.changed", at=at, by_id=user.id, subject=Subject("user", user.id))
    return preference


def write_again(*, user: User, by: User, at: datetime) -> bool:
    """Somebody says that a person's address works again; False when nothing was stopped."""
    with transaction.atomic():
        ended = Stopped.objects.filter(address=user.email.lower(), ended_at=None).update(ended_at=at, ended_by=by)
        if ended:
            record(kind="mail.resumed", at=at, by_id=by.id, subject=Subject("user", user.id))
    return bool(ended)
