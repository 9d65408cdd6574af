"""Opening a contact form and taking in what is written there."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from regard.channels.email.processing import tell
from regard.channels.models import Channel, ContactForm, ContactTopic, Submission
from regard.channels.webform.rules import Inquiry, as_letter
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.mail import operations as mail
from regard.mail.models import Inbound, Mailbox
from regard.mail.operations.accept import Envelope
from regard.mail.queries import raw_bytes
from regard.mime import queries as mime
from regard.staff import queries as staff
from regard.staff.models import Team, User
from regard.staff.rules import Right

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_log = logging.getLogger(__name__)


class TooManyError(Exception):
    """The network or the typed address sent as much as one may; `until` is when it may again. Nothing was taken in."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class ClosedError(Exception):
    """The form takes nothing at the moment."""


@dataclass(frozen=True, kw_only=True)
class FormTerms:
    """What can be set about a form. `topics` are (label, team or None for the form's own), in their order."""

    name: str
    team: Team
    mailbox: Mailbox
    topics: Sequence[tuple[str, Team | None]] = ()
    phone: str = ""
    phone_note: str = ""
    privacy_note: str = ""
    embed_on: Sequence[str] = ()
    is_open: bool = True


def open_form(*, slug: str, terms: FormTerms, at: datetime, by: User | None = None) -> ContactForm:
    """Open a public form. Raises ForbiddenError, IntegrityError when the slug is taken."""
    if by:
        staff.require(by, Right.SET_UP)
    with transaction.atomic():
        channel = Channel.objects.create(
            id=uuid7(), kind=Channel.Kind.WEBFORM, name=terms.name, team=terms.team, is_sample=terms.mailbox.is_sample
        )
        form = ContactForm.objects.create(id=uuid7(), channel=channel, slug=slug, mailbox=terms.mailbox)
        _set_terms(form, terms)
        record(
            kind="channel.opened", at=at, subject=Subject("channel", channel.id), data={"address": f"/contact/{slug}/"}
        )
    return form


def change_form(*, form: ContactForm, terms: FormTerms, by: User, at: datetime) -> None:
    """Set everything about a form anew. What was written before keeps its topic's team. Raises ForbiddenError."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        _set_terms(form, terms)
        record(kind="channel.changed", at=at, subject=Subject("channel", form.channel_id), by_id=by.id)


def submit(*, form: ContactForm, inquiry: Inquiry, network: str, at: datetime) -> Submission:
    """Take a message in and tell its story at once; the same `send_key` again returns the first.

    When this returns the message is durable. Raises TooManyError, ClosedError, StoreError.
    """
    known = Submission.objects.filter(send_key=inquiry.send_key).first()
    if known:
        return known
    if not form.is_open:
        raise ClosedError
    _refuse_when_too_many(form, inquiry.address, network, at)
    submission = _accept(form, inquiry, network, at)
    _tell(submission, at)
    return submission


def _set_terms(form: ContactForm, terms: FormTerms) -> None:
    Channel.objects.filter(id=form.channel_id).update(name=terms.name, team=terms.team)
    form.mailbox, form.is_open = terms.mailbox, terms.is_open
    form.phone, form.phone_note, form.privacy_note = terms.phone, terms.phone_note, terms.privacy_note
    form.embed_on = list(terms.embed_on)
    form.save()
    wanted = [label for label, _team in terms.topics]
    form.topics.exclude(label__in=wanted).delete()
    for position, (label, team) in enumerate(terms.topics):
        ContactTopic.objects.update_or_create(
            form=form, label=label, defaults={"position": position, "team": team}, create_defaults={"id": uuid7(), "position": position, "team": team}
        )  # fmt: skip


def _refuse_when_too_many(form: ContactForm, address: str, network: str, at: datetime) -> None:
    """Counted, not locked: a burst may pass by one or two, which no limit is there to prevent."""
    for filters, limit, span in (
        ({"network": network}, form.hourly_limit, HOUR),
        ({"address": address.lower()}, form.daily_limit, DAY),
    ):
        recent = Submission.objects.filter(**filters, at__gt=at - span).order_by("at")
        if recent.count() >= limit:
            first = recent.first()
            raise TooManyError((first.at if first else at) + span)


def _accept(form: ContactForm, inquiry: Inquiry, network: str, at: datetime) -> Submission:
    mailbox = form.mailbox
    raw = as_letter(inquiry, to=(mailbox.name, mailbox.address), at=at)
    envelope = Envelope(way=Inbound.Way.FORM, sender=inquiry.address, recipient=mailbox.address)
    try:
        with transaction.atomic():
            inbound = mail.accept(raw, envelope=envelope, mailbox=mailbox, at=at)
            return Submission.objects.create(
                id=uuid7(), send_key=inquiry.send_key, form=form, inbound=inbound, at=at, address=inquiry.address.lower(),
                topic=form.topics.filter(label=inquiry.topic).first() if inquiry.topic else None, network=network,
            )  # fmt: skip
    except IntegrityError:  # the same page was sent twice at the same moment
        return Submission.objects.get(send_key=inquiry.send_key)


def _tell(submission: Submission, at: datetime) -> None:
    """Tell the story now, because the next page is the receipt. Should that fail, the job that waits tells it later."""
    inbound = Inbound.objects.select_related("mailbox", "raw").get(id=submission.inbound_id)
    try:
        with transaction.atomic():
            tell(mime.parse(raw_bytes(inbound)), inbound=inbound, now=at)
    except Exception:  # noqa: BLE001  whatever it is, the message is stored and its job is waiting
        _log.exception("A form's message is kept; its story is told by the worker", extra={"inbound": str(inbound.id)})
