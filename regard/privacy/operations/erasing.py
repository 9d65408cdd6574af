"""Erasing a person: one transaction over all rooms, and a job that removes from the disk what no row names any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact
from regard.events.operations import Subject, record
from regard.jobs.operations import enqueue
from regard.kit.holders import Person, holders, known_by, looked_through
from regard.kit.ids import uuid7
from regard.mail.models import Discarded
from regard.mail.operations.discarding import remove_files
from regard.mail.personal.rules import mark_of
from regard.privacy.models import ErasedAddress, Erasure
from regard.privacy.queries.erasures import erasure_of, obstacles, person_of
from regard.search.operations.compacting import compact
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

#: A larger file is not written anew at once, because nobody could write meanwhile; see docs/privacy.md.
LARGEST_REWRITTEN = 512 * 1024 * 1024


class ErasureRefusedError(Exception):
    """The person is not erased now. The message says why; nothing was changed."""


def erase(
    *,
    contact: Contact,
    ground: str,
    by: User,
    at: datetime,
    accounts: "QuerySet[Account] | None" = None,
    confirmed: bool = False,
) -> Erasure:
    """Erase a person: who wrote, when and how long it took stays; who it was and what was said goes, in every room.

    `accounts` go with the person. `confirmed`: also while they wait for us, are promised something, or a letter to them has
    not left, which then never leaves. Erasing again finds what came since, or changes nothing and returns the earlier row.
    Raises ErasureRefusedError, ForbiddenError.
    """
    staff.require(by, Right.KEEP_PRIVACY)
    if ground not in Erasure.Ground.values:
        raise ErasureRefusedError(_("Say on which ground the person is erased."))
    person = looked_through(person_of(contact, accounts))  # read before anybody has to wait for us
    with _overwriting(), transaction.atomic():
        Contact.objects.select_for_update().filter(id__in=person.contact_ids).count()
        person = known_by(person)
        _refuse(person, confirmed=confirmed)
        counts = {name: holders.get(name).erase(person, at=at) for name in holders}
        earlier = erasure_of(contact)
        if earlier and not any(counts.values()):
            return earlier
        return _write_down(person, contact, counts, ground=ground, by=by, at=at)


def finish(*, erasure: Erasure, at: datetime) -> None:
    """Remove the files, and what the database itself keeps of rows that are gone. Raises OSError; may run twice."""
    remove_files()
    with _overwriting():
        compact()
        _rewrite_database()
    if not Discarded.objects.exists():
        Erasure.objects.filter(id=erasure.id, finished_at=None).update(finished_at=at)


def _refuse(person: Person, *, confirmed: bool) -> None:
    against = [one for one in obstacles(person) if one.is_final or not confirmed]
    if against:
        raise ErasureRefusedError(" ".join(one.sentence for one in against))


def _write_down(
    person: Person, contact: Contact, counts: dict[str, int], *, ground: str, by: User, at: datetime
) -> Erasure:
    row = Erasure.objects.create(
        id=uuid7(), contact_id=contact.id, pseudonym=person.pseudonym, ground=ground, by=by, at=at,
        counts={name: count for name, count in counts.items() if count},
    )  # fmt: skip
    marks = sorted({mark_of(address, key=settings.SECRET_KEY) for address in person.addresses})
    ErasedAddress.objects.bulk_create(ErasedAddress(id=uuid7(), erasure=row, mark=mark) for mark in marks)
    record(
        kind="contact.erased", at=at, subject=Subject("contact", contact.id), by_id=by.id, contact_id=contact.id,
        account_id=contact.account_id, data={"erasure": str(row.id)},
    )  # fmt: skip
    enqueue("privacy.finish_erasure", {"erasure_id": str(row.id)}, at)
    return row


@contextmanager
def _overwriting() -> Iterator[None]:
    """SQLite writes zeros over what it deletes (https://sqlite.org/pragma.html#pragma_secure_delete)."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = OFF")


def _rewrite_database() -> None:
    """What was changed long before the erasure left its traces in pages that are free now: write the file without them."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        if cursor.fetchone()[0] <= LARGEST_REWRITTEN:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
