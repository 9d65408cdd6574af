"""Notes and files about a customer, which only colleagues see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact, CustomerFile, CustomerNote, NoteMention
from regard.customers.operations.editing import EditRefusedError
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.mail.operations.store import keep
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

LONGEST_NOTE, LARGEST_FILE = 100_000, 25_000_000


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as a page gives it."""

    filename: str
    content_type: str
    content: bytes


def add_customer_note(*, about: Account | Contact, text: str, by: User, at: datetime) -> CustomerNote:
    """Write a note into a customer's timeline; who is named with an @ is told. Raises EditRefusedError, MentionError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    if not text.strip():
        raise EditRefusedError("text", _("Write something first."))
    if len(text) > LONGEST_NOTE:
        raise EditRefusedError("text", _("A note can have %(most)s letters at most.") % {"most": LONGEST_NOTE})
    named = staff.colleagues_named(text)
    with transaction.atomic():
        note = CustomerNote.objects.create(id=uuid7(), text=text, author=by, at=at, **_about(about))
        tell("customer_note.added", about, by=by, at=at, data={"note": str(note.id)})
        for user in named:
            NoteMention.objects.create(id=uuid7(), note=note, user=user, at=at)
            tell("customer.mentioned", about, by=by, at=at, data={"note": str(note.id), "user": str(user.id)})
    return note


def add_file(*, about: Account | Contact, upload: Upload, by: User, at: datetime) -> CustomerFile:
    """Keep a file with a customer. Raises EditRefusedError, ForbiddenError, StoreError."""
    staff.require(by, Right.ANSWER)
    if not upload.content or len(upload.content) > LARGEST_FILE:
        raise EditRefusedError("file", _("Choose a file of up to %(most)s MB.") % {"most": LARGEST_FILE // 1_000_000})
    with transaction.atomic():
        row = CustomerFile.objects.create(
            id=uuid7(), raw=keep(upload.content, at=at), filename=upload.filename[-255:] or _("file"), by=by, at=at,
            content_type=upload.content_type[:120], size=len(upload.content), **_about(about),
        )  # fmt: skip
        tell("customer_file.added", about, by=by, at=at, data={"file": str(row.id), "filename": row.filename})
    return row


def remove_file(*, file: CustomerFile, by: User, at: datetime) -> None:
    """Take a file away from a customer; its name stays in the timeline.

    Raises EditRefusedError while it proves what the customer did, ForbiddenError.
    """
    staff.require(by, Right.ANSWER)
    about = file.account or file.contact
    try:
        with transaction.atomic():
            if about:
                tell("customer_file.removed", about, by=by, at=at, data={"filename": file.filename})
            file.delete()
    except ProtectedError:
        raise EditRefusedError(
            "file",
            _("“%(name)s” proves what this customer did in a sale, so it stays. Nothing was changed.")
            % {"name": file.filename},
        ) from None


def tell(kind: str, about: Account | Contact, *, by: User, at: datetime, data: dict[str, Any] | None = None) -> None:
    """One event about an account or a person, in its timeline and its account's."""
    account, contact = (about.pk, None) if isinstance(about, Account) else (about.account_id, about.pk)
    subject = Subject("contact" if contact else "account", about.pk)
    record(kind=kind, at=at, subject=subject, by_id=by.id, data=data, account_id=account, contact_id=contact)


def _about(about: Account | Contact) -> dict[str, Any]:
    return {"account": about} if isinstance(about, Account) else {"contact": about}
