"""The schedule by which old data goes: chosen by people, run each night, tried whenever somebody wants to know."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from regard.events.operations import Subject, record
from regard.kit.holders import keepings
from regard.kit.ids import uuid7
from regard.privacy.models import RetentionRule, RetentionRun
from regard.privacy.queries.retention import Rule, held_contacts, rules
from regard.privacy.rules.periods import LONGEST, SHORTEST
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

_AT_ONCE = 500


class PeriodRefusedError(Exception):
    """This is no period. The message says why; nothing was changed."""


def set_period(*, kind: str, months: int | None, by: User, at: datetime) -> bool:
    """Choose how long a kind of data is kept; None: until a person erases it. False when it was so. Raises PeriodRefusedError, ForbiddenError."""
    staff.require(by, Right.KEEP_PRIVACY)
    if months is not None and not SHORTEST <= months <= LONGEST:
        raise PeriodRefusedError(_("A period has %(least)s to %(most)s months.") % {"least": SHORTEST, "most": LONGEST})
    keepings.get(kind)
    with transaction.atomic():
        before = next(rule.months for rule in rules() if rule.kind == kind)
        if before == months:
            return False
        RetentionRule.objects.update_or_create(
            kind=kind, defaults={"months": months, "changed_by": by, "changed_at": at}
        )
        data = {"kind": kind, "from": before, "to": months}
        record(kind="retention.changed", at=at, subject=Subject("user", by.id), by_id=by.id, data=data)
    return True


def run_retention(*, at: datetime, is_trial: bool = False, by: User | None = None) -> RetentionRun:
    """Take away what was kept long enough, some hundred rows a transaction; a trial run only counts.

    Who is under a legal hold keeps everything. Stopped half-way, it has done what it did, and the next run goes on.
    """
    if by:
        staff.require(by, Right.KEEP_PRIVACY)
    held = held_contacts()
    counts: dict[str, int] = {}
    run = RetentionRun(id=uuid7(), at=at, by=by, is_trial=is_trial, counts=counts)
    for rule in rules():
        if before := rule.before(at):
            counts[rule.kind] = rule.keeping.count(before, held) if is_trial else _purge(rule, before, held)
    with transaction.atomic():
        run.save(force_insert=True)
        if not is_trial and any(counts.values()):
            record(kind="retention.ran", at=at, subject=Subject("retention run", run.id), by_id=by.id if by else None, data=dict(counts))  # fmt: skip
    return run


def _purge(rule: Rule, before: datetime, held: list[UUID]) -> int:
    gone = 0
    while True:
        with transaction.atomic():
            count = rule.keeping.purge(before, held, _AT_ONCE)
        gone += count
        if not count:
            return gone
