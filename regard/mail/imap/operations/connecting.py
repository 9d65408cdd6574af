"""Connecting a mailbox for the first time, and comparing it with its server on demand."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.mail import secrets
from regard.mail.imap import queries, words
from regard.mail.imap.connection import Connection
from regard.mail.imap.errors import BrokenError, LoginRefusedError, RefusedError
from regard.mail.imap.numbering import first_wanted
from regard.mail.imap.opening import open_mailbox
from regard.mail.imap.operations.folders import note_comparison
from regard.mail.imap.queries import Comparison
from regard.mail.imap.rules import Pace, Seen, must_start_over
from regard.mail.models import Folder, Mailbox
from regard.mail.oauth.http import CannotRenewError, ConsentWithdrawnError
from regard.mail.operations.mailboxes import note_trouble
from regard.mail.rules.access import Access, why_impossible
from regard.mail.secrets import UnreadableSecretError

_CONSENT = (CannotRenewError, ConsentWithdrawnError)


class CannotCompareError(Exception):
    """The server could not be asked; the message is a sentence for people."""


def connect(*, mailbox: Mailbox, access: Access, at: datetime, history_since: datetime | None = None) -> str:
    """Have a mailbox fetched by IMAP, or change how; '' or a sentence about why that does not work yet.

    What lies on the server now is not fetched, except as history where it came after `history_since`. When the server cannot be reached, that is settled by
    the letters' dates later. With another server or user name all folders are looked at anew; letters that are known are
    recognised. The password is sealed and never shown again. Raises ValueError, with a sentence, for impossible access.
    """
    if impossible := why_impossible(access):
        raise ValueError(impossible)
    trouble, folders = "", []
    try:
        folders = _first_look(access)
    except (BrokenError, LoginRefusedError, RefusedError) as error:
        trouble = words.of_error(error, access.host, access.port)
    _note_access(mailbox, access, folders, at, history_since=history_since)
    if trouble:
        note_trouble(mailbox=mailbox, trouble=trouble, at=at)
    return trouble


def try_access(access: Access) -> str:
    """Sign in and look at INBOX, changing nothing; '' or a sentence about why that does not work."""
    if impossible := why_impossible(access):
        return impossible
    try:
        with Connection.open(access, Pace()) as connection:
            connection.examine("INBOX")
    except (BrokenError, LoginRefusedError, RefusedError) as error:
        return words.of_trial(error, access.host, access.port)
    return ""


def check(*, mailbox: Mailbox, at: datetime) -> list[Comparison]:
    """Compare every folder with its server, by a connection of its own that fetches nothing. Raises CannotCompareError."""
    try:
        with open_mailbox(mailbox, Pace()) as connection:
            names = ["INBOX", *connection.sent_folders()]
            return [_compare(connection, mailbox, name, at) for name in names]
    except (BrokenError, LoginRefusedError, RefusedError, UnreadableSecretError, *_CONSENT) as error:
        raise CannotCompareError(words.of_error(error, mailbox.imap_host, mailbox.imap_port)) from error


def _first_look(access: Access) -> list[tuple[Seen, Folder.Role]]:
    with Connection.open(access, Pace()) as connection:
        sent = [(connection.examine(name), Folder.Role.SENT) for name in connection.sent_folders()]
        return [(connection.examine("INBOX"), Folder.Role.INBOX), *sent]


def _note_access(
    mailbox: Mailbox,
    access: Access,
    folders: Sequence[tuple[Seen, Folder.Role]],
    at: datetime,
    *,
    history_since: datetime | None,
) -> None:
    is_first = mailbox.way != Mailbox.Way.IMAP
    is_elsewhere = (mailbox.imap_host, mailbox.imap_username) != (access.host, access.username)
    mailbox.way = Mailbox.Way.IMAP
    mailbox.imap_host, mailbox.imap_port, mailbox.imap_security = access.host, access.port, access.security
    mailbox.imap_username, mailbox.imap_secret = access.username, secrets.seal(access.password)
    mailbox.history_since = min(filter(None, [mailbox.history_since, history_since]), default=None)
    mailbox.watching_since = at if is_first else mailbox.watching_since
    fields = [
        "way",
        "imap_host",
        "imap_port",
        "imap_security",
        "imap_username",
        "imap_secret",
        "history_since",
        "watching_since",
    ]
    with transaction.atomic():
        mailbox.save(update_fields=fields)
        # Whoever fetches it now does so with what is no longer true.
        Mailbox.objects.filter(id=mailbox.id).update(lease_until=None, lease_fence=F("lease_fence") + 1)
        if is_elsewhere:
            mailbox.folders.all().delete()
        if is_first:
            Folder.objects.bulk_create(_begin(mailbox, seen, role) for seen, role in folders)
        elif history_since:
            mailbox.folders.update(history_cursor=F("cursor") + 1, history_total=None, history_read=0)
        data = {"host": access.host, "port": access.port, "security": access.security, "username": access.username}
        record(kind="mailbox.connected", at=at, subject=Subject("mailbox", mailbox.id), data=data)


def _begin(mailbox: Mailbox, seen: Seen, role: Folder.Role) -> Folder:
    latest = seen.uidnext - 1
    return Folder(
        id=uuid7(),
        mailbox=mailbox,
        name=seen.name,
        role=role,
        uidvalidity=seen.uidvalidity,
        floor=latest,
        cursor=latest,
        history_cursor=seen.uidnext if mailbox.history_since else None,
    )


def _compare(connection: Connection, mailbox: Mailbox, name: str, at: datetime) -> Comparison:
    seen = connection.examine(name)
    folder = mailbox.folders.filter(name=name).first() or Folder(mailbox=mailbox, name=name)
    is_known = not must_start_over(uidvalidity=folder.uidvalidity, cursor=folder.cursor, seen=seen)
    older: list[int] = []
    if not is_known:  # what a fetch would do first, without noting it
        folder.uidvalidity = None
        folder.floor, older = first_wanted(connection, mailbox, seen)
    comparison = queries.compare(folder, set(connection.uids(seen, after=0)).difference(older))
    if is_known:
        note_comparison(folder=folder, comparison=comparison, at=at)
    return comparison
