"""Writing the receipts' own texts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regard.conversations.models import ReceiptText
from regard.conversations.rules.receipts import LONGEST, NAMES, missing_names, unknown_names
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.mail.models import Mailbox
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class ReceiptTextRefusedError(Exception):
    """A receipt cannot say that. The message says why; nothing was changed."""


def set_receipt_text(*, text: str, language: str, mailbox: Mailbox | None, by: User, at: datetime) -> ReceiptText:
    """Say what receipts say from now on: those of one mailbox, or of all without a text of their own.

    Raises ReceiptTextRefusedError, ForbiddenError.
    """
    staff.require(by, Right.SET_UP)
    text = text.replace("\r\n", "\n").strip() + "\n"
    check_receipt_text(text)
    with transaction.atomic():
        known = ReceiptText.objects.select_for_update().filter(mailbox=mailbox, language=language).first()
        row = known or ReceiptText(id=uuid7(), mailbox=mailbox, language=language)
        row.text, row.changed_by, row.changed_at = text, by, at
        row.save()
        _tell("receipt_text.changed", row, by, at)
    return row


def reset_receipt_text(*, language: str, mailbox: Mailbox | None, by: User, at: datetime) -> None:
    """Go back to the text for all mailboxes, or to the built-in one."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        row = ReceiptText.objects.select_for_update().filter(mailbox=mailbox, language=language).first()
        if row:
            _tell("receipt_text.reset", row, by, at)
            row.delete()


def check_receipt_text(text: str) -> None:
    """Whether a receipt could say this. Raises ReceiptTextRefusedError."""
    if len(text) > LONGEST:
        raise ReceiptTextRefusedError(_("A receipt has at most %(longest)s characters.") % {"longest": LONGEST})
    unknown = unknown_names(text)
    if unknown:
        words = {"name": f"{{{unknown[0]}}}", "names": ", ".join(f"{{{name}}}" for name in NAMES)}
        raise ReceiptTextRefusedError(
            _("%(name)s names nothing we know. A receipt can name %(names)s.") % words
            if unknown[0]
            else _("A brace is left open. A receipt can name %(names)s.") % words
        )
    missing = missing_names(text)
    if missing:
        raise ReceiptTextRefusedError(
            _("%(name)s is missing: a receipt says by when the customer is answered, and its number.")
            % {"name": f"{{{missing[0]}}}"}
        )


def _tell(kind: str, row: ReceiptText, by: User, at: datetime) -> None:
    data = {"language": row.language, "mailbox": row.mailbox.address if row.mailbox else ""}
    record(kind=kind, at=at, by_id=by.id, subject=Subject("receipt text", row.id), data=data)
