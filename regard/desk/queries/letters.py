"""Whether mail really comes and goes: mailboxes, letters set aside, letters not delivered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.conversations.models import Message
from regard.desk.queries.faces import Reader
from regard.desk.queries.words import way_in
from regard.mail import queries as mail
from regard.mail.models import Inbound, Mailbox, Outgoing
from regard.notifications.queries import answers_set_aside, not_sent_because

SHOWN = 50
RECENT = timedelta(days=30)
TEXT_SHOWN = 2000


@dataclass(frozen=True, kw_only=True)
class MailboxRow:
    """A mailbox and its health."""

    address: str
    name: str
    way: str
    latest_text: str
    trouble: str
    trouble_since: str


@dataclass(frozen=True, kw_only=True)
class LetterRow:
    """A letter that needs a look."""

    title: str
    detail: str
    reason: str
    time_text: str
    url: str
    original_url: str


@dataclass(frozen=True, kw_only=True)
class LettersPage:
    """The page."""

    mailboxes: list[MailboxRow]
    set_aside: list[LetterRow]
    answers_aside: list[LetterRow]
    not_delivered: list[LetterRow]
    waiting: list[LetterRow]
    counts: list[tuple[str, int]]


def letters_page(reader: Reader) -> LettersPage:
    """The page for one reader: letters only of conversations they may read."""
    since = reader.now - RECENT
    return LettersPage(
        mailboxes=[
            _mailbox(row, reader)
            for row in Mailbox.objects.filter(is_active=True).select_related("channel").order_by("address")
        ],
        set_aside=_set_aside(reader),
        answers_aside=_answers_aside(reader, since=since),
        not_delivered=[_outgoing(row, reader) for row in _visible(reader, mail.undelivered(since=since))],
        waiting=[_outgoing(row, reader) for row in _visible(reader, mail.waiting_to_leave(at=reader.now))],
        counts=_counts(reader),
    )


def _mailbox(row: Mailbox, reader: Reader) -> MailboxRow:
    deaf_since = row.channel.deaf_since if hasattr(row, "channel") else None
    deaf = _("A test letter went out and has not come back. Mail to this address may not arrive.") if deaf_since else ""
    since = row.trouble_since if row.trouble else deaf_since
    return MailboxRow(
        address=row.address,
        name=row.name,
        way=way_in(row.way),
        latest_text=reader.time(row.latest_arrival_at) if row.latest_arrival_at else _("nothing yet"),
        trouble=row.trouble or deaf,
        trouble_since=reader.time(since) if since else "",
    )


def _set_aside(reader: Reader) -> list[LetterRow]:
    """Quarantined letters stand in conversations too; those are what a reader may see."""
    messages = (
        Message.objects.filter(
            inbound__state=Inbound.State.QUARANTINED, conversation__in=conversations.visible_to(reader.user)
        )
        .select_related("inbound", "conversation")
        .order_by("-at")[:SHOWN]
    )
    return [
        LetterRow(
            title=message.author_name or message.author_address,
            detail=message.conversation.subject or _("(no subject)"),
            reason=message.inbound.reason if message.inbound else "",
            time_text=reader.time(message.at),
            url=reverse("conversation", args=[message.conversation_id]),
            original_url=reverse("message-original", args=[message.id]),
        )
        for message in messages
    ]


def _answers_aside(reader: Reader, *, since: datetime) -> list[LetterRow]:
    """What colleagues wrote by mail and nobody was sent; the words stand here, so that none are lost."""
    return [
        LetterRow(
            title=row.sender,
            detail=row.text[:TEXT_SHOWN],
            reason=not_sent_because(row),
            time_text=reader.time(row.at),
            url=reverse("conversation", args=[row.conversation_id]) if row.conversation_id else "",
            original_url="",
        )
        for row in answers_set_aside(reader.user, since=since)[:SHOWN]
    ]


def _visible(reader: Reader, letters: "QuerySet[Outgoing]") -> list[Outgoing]:
    ids = conversations.visible_to(reader.user).values("id")
    return list(
        letters.filter(Q(subject_id__in=ids) | ~Q(subject_kind="conversation")).prefetch_related("recipients")[:SHOWN]
    )


def _outgoing(letter: Outgoing, reader: Reader) -> LetterRow:
    return LetterRow(
        title=", ".join(recipient.address for recipient in letter.recipients.all()),
        detail=letter.subject,
        reason=letter.last_error,
        time_text=reader.time(letter.created_at),
        url=reverse("conversation", args=[letter.subject_id]) if letter.subject_kind == "conversation" else "",
        original_url="",
    )


def _counts(reader: Reader) -> list[tuple[str, int]]:
    since = reader.now - RECENT
    arrived = Inbound.objects.filter(accepted_at__gte=since, is_probe=False).aggregate(
        all=Count("id"),
        set_aside=Count("id", filter=Q(state=Inbound.State.QUARANTINED)),
        same_number=Count("id", filter=Q(shares_message_id=True)),
    )
    left = (
        Outgoing.objects.filter(created_at__gte=since)
        .exclude(kind=Outgoing.Kind.PROBE)
        .aggregate(
            all=Count("id", filter=Q(state=Outgoing.State.SENT)),
            failed=Count("id", filter=Q(state=Outgoing.State.FAILED)),
            uncertain=Sum("uncertain_attempts"),
        )
    )
    return [
        (_("came in"), arrived["all"]),
        (_("could not be read"), arrived["set_aside"]),
        (_("another letter under the same number"), arrived["same_number"]),
        (_("sent"), left["all"]),
        (_("not delivered"), left["failed"]),
        (_("uncertain attempts"), left["uncertain"] or 0),
    ]
