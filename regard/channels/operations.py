"""Opening ways in for customers."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from regard.channels import queries
from regard.channels.models import Channel
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.mail import operations as mail
from regard.mail.imap.operations import connect, try_access
from regard.mail.models import Grant, Mailbox
from regard.mail.oauth.operations import Tokens, keep_grant
from regard.mail.oauth.rules import Provider
from regard.mail.operations import add_mailbox
from regard.mail.rules import normalise_address
from regard.mail.rules.access import Access, SmtpAccess
from regard.staff import queries as staff
from regard.staff.models import Team, User
from regard.staff.rules import Right


class PreviewNotSeenError(Exception):
    """The receipts that would be sent are not the ones that were looked at. Nothing was changed."""


def open_email_channel(
    *,
    address: str,
    name: str,
    team: Team,
    at: datetime,
    is_team_only: bool = False,
    acknowledges: bool = False,
    is_sample: bool = False,
) -> Channel:
    """Take mail for an address and give it to a team. `name` is the sender name customers read.

    Receipts stay off until somebody has seen how they look (`switch_acknowledgements_on`); `acknowledges` is for a company
    that is made as a whole, as the sample company is.
    """
    with transaction.atomic():
        mailbox = add_mailbox(address=address, name=name, at=at, is_sample=is_sample)
        channel = Channel.objects.create(
            id=uuid7(), kind=Channel.Kind.EMAIL, name=name, team=team, is_team_only=is_team_only,
            acknowledgement_on_since=at if acknowledges else None, mailbox=mailbox, is_sample=is_sample,
        )  # fmt: skip
        record(kind="channel.opened", at=at, subject=Subject("channel", channel.id), data={"address": address})
    return channel


@dataclass(frozen=True, kw_only=True)
class Connecting:
    """A mailbox somebody wants to connect. Without `smtp` its answers leave by the server of REGARD_EMAIL_URL."""

    address: str
    name: str
    team: Team
    imap: Access
    smtp: SmtpAccess | None = None
    history_since: datetime | None = None
    is_team_only: bool = False


class CannotConnectError(Exception):
    """Signing in did not work; `imap` and `smtp` say why, '' where it did. Nothing was changed."""

    def __init__(self, *, imap: str, smtp: str) -> None:
        super().__init__(" ".join(filter(None, [imap, smtp])))
        self.imap, self.smtp = imap, smtp


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What a provider gave after a person said yes."""

    provider: Provider
    tokens: Tokens


def connect_mailbox(*, wanted: Connecting, by: User, at: datetime, consent: Consent | None = None) -> Channel:
    """Try both servers; when both let us in, open the way in and begin to watch. The same address again changes the way to
    its servers. Raises CannotConnectError, ForbiddenError."""
    staff.require(by, Right.SET_UP)
    trouble = try_access(wanted.imap)
    smtp_trouble = mail.try_sending(wanted.smtp) if wanted.smtp else ""
    if trouble or smtp_trouble:
        raise CannotConnectError(imap=trouble, smtp=smtp_trouble)
    with transaction.atomic():
        channel = Channel.objects.filter(mailbox__address=normalise_address(wanted.address)).first()
        channel = channel or open_email_channel(
            address=wanted.address, name=wanted.name, team=wanted.team, at=at, is_team_only=wanted.is_team_only
        )
        mailbox = Mailbox.objects.get(id=channel.mailbox_id)
        if wanted.smtp:
            mail.set_sending(mailbox=mailbox, access=wanted.smtp, at=at)
        _keep_way_of_signing_in(mailbox, consent, at)
    connect(mailbox=mailbox, access=wanted.imap, at=at, history_since=wanted.history_since)
    channel.refresh_from_db()
    return channel


def _keep_way_of_signing_in(mailbox: Mailbox, consent: Consent | None, at: datetime) -> None:
    """The way that worked just now is the one that counts: a consent, or a password."""
    if consent:
        keep_grant(mailbox=mailbox, provider=consent.provider, tokens=consent.tokens, at=at)
    else:
        Grant.objects.filter(mailbox=mailbox).delete()


def switch_acknowledgements_on(*, channel: Channel, seen: str, by: User | None, at: datetime) -> None:
    """Send receipts from now on. `seen` is the mark of the preview that the person looked at.

    `by` is None at the terminal. Raises PreviewNotSeenError, ForbiddenError.
    """
    if by is not None:
        staff.require(by, Right.SET_UP)
    if seen != queries.mark_of_receipts(channel):
        raise PreviewNotSeenError("The receipt is not the one you looked at; look at it once more.")
    with transaction.atomic():
        changed = Channel.objects.filter(id=channel.id, acknowledgement_on_since=None).update(
            acknowledgement_on_since=at, acknowledgement_on_by=by
        )
        if changed:
            record(
                kind="channel.acknowledges", at=at, by_id=by.id if by else None, subject=Subject("channel", channel.id)
            )


def switch_acknowledgements_off(*, channel: Channel, by: User | None, at: datetime) -> None:
    """Send no receipts any more. Raises ForbiddenError."""
    if by is not None:
        staff.require(by, Right.SET_UP)
    with transaction.atomic():
        on = Channel.objects.filter(id=channel.id).exclude(acknowledgement_on_since=None)
        if on.update(acknowledgement_on_since=None, acknowledgement_on_by=None):
            kind = "channel.stopped_acknowledging"
            record(kind=kind, at=at, by_id=by.id if by else None, subject=Subject("channel", channel.id))
