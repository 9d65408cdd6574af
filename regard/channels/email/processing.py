"""From an accepted letter to its place: read it in a guarded child, then tell its story in one transaction."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Lock
from uuid import UUID

from django.conf import settings

from regard.channels.loops import operations as loops
from regard.channels.models import Channel, Submission
from regard.conversations.operations import Came
from regard.events.operations import gathering
from regard.intake import operations as intake
from regard.intake.rules import Letter, letter_of
from regard.jobs.operations import Lease, finishing, undone_alone
from regard.kit import faults
from regard.kit.moment import moment, once_a_moment
from regard.mail import operations as mail_operations
from regard.mail import queries as mail_queries
from regard.mail.models import Folder, Inbound
from regard.mime import queries as mime
from regard.mime.models import ParsedMail, Unparseable
from regard.notifications import operations as notifications
from regard.staff.models import Team

#: Letters read at once; as many children read them.
READERS = 2
#: One thread of a process tells at a time: others would only wait for the same rows, and asleep when they come free.
_telling = Lock()


def process(*, inbound: Inbound, lease: Lease, now: datetime) -> None:
    """Read the letter and tell its story, once, however often this is run."""
    faults.step("parse.claimed")
    parsed = _read(inbound)
    faults.step("parse.read")
    with lease.finish(), gathering():
        tell(parsed, inbound=inbound, now=now)
        faults.step("story.told")
    faults.step("story.committed")


def process_all(held: Sequence[tuple[Inbound, Lease]], *, now: datetime) -> list[Exception | None]:
    """Read several letters and tell their stories with one commit; for each what kept it from being told, or None.

    They come in the order in which they were accepted. A story that fails is undone alone. Raises LeaseLostError when
    another worker has taken a letter over: then nothing of it was done.
    """
    faults.step("parse.claimed")
    with ThreadPoolExecutor(max_workers=READERS) as readers:
        read = list(readers.map(_read, (inbound for inbound, _lease in held)))
    faults.step("parse.read")
    with _telling, finishing() as leases, moment(), gathering():
        outcomes = [_tell_alone(parsed, inbound, now) for parsed, (inbound, _lease) in zip(read, held, strict=True)]
        leases += [lease for (_inbound, lease), error in zip(held, outcomes, strict=True) if error is None]
        faults.step("story.told")
    faults.step("story.committed")
    return outcomes


def _read(inbound: Inbound) -> ParsedMail | Unparseable:
    return mime.parse_guarded(mail_queries.raw_bytes(inbound), trusted_authserv_id=settings.MAIL_AUTHSERV_ID or None)


def _tell_alone(parsed: ParsedMail | Unparseable, inbound: Inbound, now: datetime) -> Exception | None:
    try:
        with undone_alone(), gathering():
            tell(parsed, inbound=inbound, now=now)
    except Exception as error:  # noqa: BLE001  it is written into the letter's job, and the others go on
        return error
    return None


def tell(parsed: ParsedMail | Unparseable, *, inbound: Inbound, now: datetime) -> None:
    """Put a read letter where it belongs. What could not be read is set aside and still shown to somebody who answers."""
    if not mail_operations.mark_processed(inbound=inbound):
        return
    if isinstance(parsed, Unparseable):
        mail_operations.quarantine(inbound=inbound, reason=parsed.reason, at=now)
        mail = replace(
            parsed.known, text=f"This letter could not be read: {parsed.reason}", reply_text="", quoted_text=""
        )
    else:
        mail = parsed
    is_smtp = inbound.way in {Inbound.Way.SMTP, Inbound.Way.LMTP}
    letter = letter_of(mail, envelope_from=inbound.envelope_from, is_smtp=is_smtp, our_address=inbound.mailbox.address)
    _place(letter, inbound, now)


@once_a_moment
def _channel_of(mailbox_id: UUID) -> Channel:
    return Channel.objects.select_related("team").get(mailbox=mailbox_id)


def _place(letter: Letter, inbound: Inbound, now: datetime) -> None:
    is_own_test = inbound.is_probe and loops.note_return(inbound=inbound, mail=letter.mail)
    if is_own_test or mail_queries.by_message_id(letter.mail.message_id):
        return  # our own letter, come back by a copy or a Sent folder
    if inbound.is_probe:
        mail_operations.take_as_mail(inbound=inbound)
    if (
        inbound.role == Folder.Role.INBOX
        and not inbound.is_history
        and notifications.receive(letter, inbound=inbound, at=now)
    ):
        return  # a colleague's answer by mail, or what a machine said to it
    mailboxes_channel = _channel_of(inbound.mailbox_id)
    if inbound.role == Folder.Role.SENT:
        _place_sent(letter, inbound, mailboxes_channel)
    elif not (letter.mail.is_bounce and intake.receive_report(letter, at=now)):
        channel, team = _way_in(inbound) or (mailboxes_channel, mailboxes_channel.team)
        came = _came(inbound, channel, team)
        if inbound.is_history:
            intake.receive_past(letter, came, inbound=inbound)
            return
        intake.receive(
            letter, came, mailbox=inbound.mailbox, inbound=inbound, acknowledges=mailboxes_channel.acknowledges, now=now
        )


def _place_sent(letter: Letter, inbound: Inbound, channel: Channel) -> None:
    if inbound.is_history:
        intake.receive_past_answer(letter, _came(inbound, channel, channel.team), inbound=inbound)
    else:
        intake.receive_sent(letter, inbound=inbound, our_address=inbound.mailbox.address, at=inbound.arrived_at)


def _came(inbound: Inbound, channel: Channel, team: Team) -> Came:
    return Came(
        channel_kind=channel.kind,
        channel_id=channel.id,
        our_address=inbound.mailbox.address,
        team=team,
        is_team_only=channel.is_team_only,
        is_sample=inbound.is_sample,
    )


def _way_in(inbound: Inbound) -> tuple[Channel, Team] | None:
    """The contact form a letter was written in, and who gets it there."""
    if inbound.way != Inbound.Way.FORM:
        return None
    submission = Submission.objects.select_related("form__channel__team", "topic__team").get(inbound=inbound)
    channel = submission.form.channel
    return channel, (submission.topic.team if submission.topic else None) or channel.team
