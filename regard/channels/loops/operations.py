"""Sending test letters through the whole loop, noting their return, and raising the alarm when they stay away."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from regard.channels.loops import queries, rules
from regard.channels.loops.queries import Published
from regard.channels.models import Channel, Deafness, DomainCheck, Loop
from regard.events.operations import Subject, record
from regard.jobs.operations import enqueue
from regard.kit.ids import uuid7
from regard.mail import rules as mail_rules
from regard.mail.models import Inbound, Mailbox, Outgoing
from regard.mail.operations import queue
from regard.mail.operations.queue import Posting
from regard.mail.queries import raw_bytes
from regard.mail.rules.compose import Letter, compose
from regard.mime.models import ParsedMail
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

_SUBJECT = "Regard test letter"
_TEXT = (
    "Regard sent this letter to itself, to see whether mail really arrives here. It takes it out of the mailbox again where"
    " the server lets it; otherwise it may be deleted.\n"
)


class CannotTestError(Exception):
    """No letter can leave this mailbox; `reason` is a stable word (see `queries.why_untestable`)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def send_test(*, channel: Channel, by: User | None, at: datetime, is_heartbeat: bool = False) -> Loop:
    """Send a test letter from a mailbox to itself. Raises CannotTestError, ForbiddenError."""
    if by is not None:
        staff.require(by, Right.SET_UP)
    mailbox = Mailbox.objects.get(id=channel.mailbox_id)
    if reason := queries.why_untestable(mailbox):
        raise CannotTestError(reason)
    with transaction.atomic():
        loop = Loop(id=uuid7(), channel=channel, started_at=at, started_by=by, is_heartbeat=is_heartbeat)
        loop.outgoing = queue(_posting(loop, mailbox, at), kind=Outgoing.Kind.PROBE, at=at)
        loop.save(force_insert=True)
    return loop


def _posting(loop: Loop, mailbox: Mailbox, at: datetime) -> Posting:
    message_id = f"{loop.id.hex}.test@{mailbox.address.rpartition('@')[2]}"
    token = mail_rules.sign_probe(key=settings.SECRET_KEY, probe_id=loop.id)
    letter = Letter(
        message_id=message_id, at=at, sender=(mailbox.name, mailbox.address), to=(("", mailbox.address),), subject=_SUBJECT,
        text=_TEXT, headers=((mail_rules.PROBE_HEADER, token), ("Auto-Submitted", "auto-generated")),
    )  # fmt: skip
    return Posting(
        content=compose(letter), message_id=message_id, subject=_SUBJECT, sender=mailbox.address,
        recipients=(mailbox.address,), about=Subject("loop", loop.id), mailbox=mailbox,
    )  # fmt: skip


def note_return(*, inbound: Inbound, mail: ParsedMail) -> bool:
    """Note that a test letter is back; False when we wait for none like it, and it is a letter like any other."""
    raw = raw_bytes(inbound)
    probe_id = mail_rules.probe_in(raw, key=settings.SECRET_KEY)
    with transaction.atomic():
        waiting = Loop.objects.select_for_update(of=("self",)).select_related("channel__mailbox")
        loop = waiting.filter(
            id__in=[probe_id] if probe_id else [],
            returned_at=None,
            channel__mailbox=inbound.mailbox_id,
            outgoing__message_id=mail.message_id,
        ).first()
        if loop is None:
            return False
        domain = inbound.mailbox.address.rpartition("@")[2]
        signature = rules.signature_of(mail_rules.split_header(raw)[0], domain=domain)
        loop.returned_at = inbound.accepted_at
        loop.signer, loop.selector = (signature.domain, signature.selector) if signature else ("", "")
        said = mail.authentication
        loop.verdict = {"spf": said.spf, "dkim": said.dkim, "dmarc": said.dmarc}
        loop.save(update_fields=["returned_at", "signer", "selector", "verdict"])
        _hear_again(loop.channel, at=inbound.accepted_at)
        is_news = signature and not DomainCheck.objects.filter(domain=domain, selector=signature.selector).exists()
        if is_news:
            ask_about_domain(domain=domain, at=inbound.accepted_at)
    return True


def watch(*, at: datetime) -> int:
    """Raise the alarm for test letters that should be back; how many."""
    late = list(queries.overdue(at=at))
    for loop in late:
        _raise_alarm(loop, at)
    return len(late)


def _raise_alarm(loop: Loop, at: datetime) -> None:
    with transaction.atomic():
        if not Loop.objects.filter(id=loop.id, returned_at=None, alarmed_at=None).update(alarmed_at=at):
            return
        if Channel.objects.filter(id=loop.channel_id, deaf_since=None).update(deaf_since=loop.started_at):
            Deafness.objects.create(id=uuid7(), channel=loop.channel, since=loop.started_at)
            record(kind="channel.deaf", at=at, subject=Subject("channel", loop.channel_id))


def _hear_again(channel: Channel, *, at: datetime) -> None:
    if Channel.objects.filter(id=channel.id).exclude(deaf_since=None).update(deaf_since=None):
        Deafness.objects.filter(channel=channel, until=None).update(until=at)
        record(kind="channel.hears_again", at=at, subject=Subject("channel", channel.id))


def beat(*, at: datetime) -> int:
    """Send the hour's test letter through each channel; how many left."""
    channels = list(queries.beating())
    for channel in channels:
        send_test(channel=channel, by=None, at=at, is_heartbeat=True)
    return len(channels)


def switch_heartbeat(*, channel: Channel, on: bool, by: User, at: datetime) -> None:
    """Send a test letter every hour, or none. Raises ForbiddenError."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        if Channel.objects.filter(id=channel.id).exclude(heartbeat_is_on=on).update(heartbeat_is_on=on):
            data = {"heartbeat": on}
            record(kind="channel.changed", at=at, by_id=by.id, subject=Subject("channel", channel.id), data=data)
            if not on:
                _hear_again(channel, at=at)


def ask_about_domain(*, domain: str, at: datetime) -> None:
    """Have what a domain publishes looked up, by a job."""
    enqueue("channels.check_domain", {"domain": domain}, at, key=f"domain:{domain}")


def note_domain(*, domain: str, published: Published | None, trouble: str, at: datetime) -> None:
    """Keep what a domain publishes; when it could not be asked, what was known before stays."""
    found: dict[str, object] = {"checked_at": at, "trouble": trouble[:500]}
    if published:
        found |= {
            "spf": published.spf, "dmarc": published.dmarc, "dmarc_domain": published.dmarc_domain,
            "selector": published.selector, "dkim_key": published.dkim_key,
        }  # fmt: skip
    with transaction.atomic():
        DomainCheck.objects.update_or_create(domain=domain, defaults=found)
