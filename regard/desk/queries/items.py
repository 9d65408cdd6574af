"""What was said and what happened in a conversation, in order."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations.models import Acknowledgement, Conversation, Message
from regard.conversations.rules.formatting import paragraphs
from regard.desk.queries.faces import Reader
from regard.desk.queries.words import ending, made_by_machine
from regard.mail.models import Inbound, Outgoing, Recipient
from regard.staff.rules import Right, may


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A word beside a thing; kind is "", good, warn, bad, acc or line."""

    label: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Something to know before answering."""

    kind: str
    text: str
    detail: str = ""
    url: str = ""
    actions: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of a message."""

    name: str
    size_text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What became of a letter of ours: sent, waiting, retrying, uncertain or failed."""

    state: str
    text: str
    actions: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of the thread: inbound, outbound, note, receipt or event."""

    id: str
    kind: str
    at: datetime
    time_text: str
    time_iso: str
    time_title: str
    author_name: str = ""
    author_detail: str = ""
    lang: str = ""
    paragraphs: list[SafeString] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    html_url: str = ""
    pictures_url: str = ""
    source_url: str = ""
    record_url: str = ""
    attachments: list[File] = field(default_factory=list)
    delivery: Delivery | None = None
    tags: list[Tag] = field(default_factory=list)
    is_latest_unanswered: bool = False
    receipt_text: str = ""
    text: str = ""
    icon: str = "info"


def items_of(conversation: Conversation, messages: list[Message], reader: Reader) -> list[Item]:
    """All items, earliest first."""
    items = [_message(message, reader) for message in messages]
    waiting = [
        item for item, message in zip(items, messages, strict=True) if message.needs_answer and not message.answered_at
    ]
    if waiting:
        items[items.index(waiting[0])] = _marked(waiting[0])
    if hasattr(conversation, "acknowledgement"):
        items.append(_receipt(conversation.acknowledgement, reader))
    items += [_no_receipt(message, reader) for message in messages if _is_told_without_receipt(message)]
    if conversation.closed_at:
        items.append(_closing(conversation, reader))
    return sorted(items, key=lambda item: item.at)


def delivery_of(outgoing: Outgoing | None, reader: Reader) -> Delivery | None:
    """The state of a letter that leaves, with the words of the other side where it refused."""
    if outgoing is None:
        return None
    lost = _why_lost(outgoing)
    if lost:
        return Delivery(state="failed", text=lost)
    if outgoing.state == Outgoing.State.SENT:
        text = _("sent %(time)s") % {"time": reader.time(outgoing.sent_at)} if outgoing.sent_at else _("sent")
        return Delivery(state="sent", text=text)
    if outgoing.uncertain_attempts:
        return Delivery(
            state="uncertain", text=_("uncertain whether it arrived; it is sent again under the same number")
        )
    if outgoing.attempts:
        words = {"time": reader.time(outgoing.next_attempt_at), "error": outgoing.last_error}
        return Delivery(state="retrying", text=_("not sent yet, next try %(time)s: %(error)s") % words)
    return Delivery(state="waiting", text=_("being sent"))


def _why_lost(outgoing: Outgoing) -> str:
    states = {Recipient.State.REFUSED, Recipient.State.BOUNCED}
    refused = [person for person in outgoing.recipients.all() if person.state in states] if outgoing.last_error else []
    if refused:
        names = ", ".join(person.address for person in refused)
        return _("not delivered to %(names)s: %(reply)s") % {"names": names, "reply": refused[0].reply}
    return (
        _("not delivered: %(error)s") % {"error": outgoing.last_error}
        if outgoing.state == Outgoing.State.FAILED
        else ""
    )


def _message(message: Message, reader: Reader) -> Item:
    is_inbound = message.kind == Message.Kind.INBOUND
    return Item(
        id=str(message.id),
        kind=message.kind,
        author_name=message.author_name or message.author_address,
        author_detail=_detail(message),
        lang=message.language,
        paragraphs=[mark_safe(text) for text in paragraphs(message.text)],  # noqa: S308  escaped by `paragraphs`
        quoted=[message.quoted] if message.quoted and is_inbound else [],
        html_url=reverse("message-html", args=[message.id]) if message.html else "",
        pictures_url=f"{reverse('message-html', args=[message.id])}?pictures=yes"
        if "<img" in message.html.lower()
        else "",
        source_url=reverse("message-original", args=[message.id]) if message.inbound_id else "",
        record_url=_record_url(message, reader),
        attachments=[
            File(name=file.filename, size_text=filesizeformat(file.size), url=reverse("attachment", args=[file.id]))
            for file in message.attachments.all()
        ]
        if message.has_files
        else [],
        delivery=delivery_of(message.outgoing, reader),
        tags=_tags(message),
        **_times(message.at, reader),
    )


def _marked(item: Item) -> Item:
    return Item(**{**item.__dict__, "is_latest_unanswered": True})


def _detail(message: Message) -> str:
    if message.kind == Message.Kind.INBOUND:
        title = message.contact.job_title if message.contact else ""
        return ", ".join(filter(None, [title, message.author_address]))
    if message.kind == Message.Kind.OUTBOUND and message.outgoing_id is None:
        return _("from another mail program")
    return ""


def _tags(message: Message) -> list[Tag]:
    tags = []
    if message.is_automatic:
        tags.append(Tag(label=made_by_machine(message.automatic_reason), kind=""))
    if message.is_unverified:
        tags.append(Tag(label=_("sender not verified"), kind="warn"))
    if message.is_holding:
        tags.append(Tag(label=_("holding, does not answer yet"), kind="warn"))
    if message.no_answer_reason:
        tags.append(
            Tag(label=_("no answer needed: %(reason)s") % {"reason": ending(message.no_answer_reason)}, kind="")
        )
    if message.inbound and message.inbound.shares_message_id:
        tags.append(Tag(label=_("same number as another letter"), kind="warn"))
    if message.inbound and message.inbound.state == Inbound.State.QUARANTINED:
        tags.append(Tag(label=_("could not be read"), kind="bad"))
    return tags


def _receipt(acknowledgement: Acknowledgement, reader: Reader) -> Item:
    seconds = max(0, int((acknowledgement.at - acknowledgement.message.at).total_seconds()))
    promise = next(
        (line for line in acknowledgement.text.splitlines() if line and acknowledgement.team.name in line), ""
    )
    if acknowledgement.person:
        promise = next(
            (line for line in acknowledgement.text.splitlines() if acknowledgement.person.name in line), promise
        )
    words = {"time": reader.time(acknowledgement.at), "seconds": seconds, "promise": promise}
    text = ngettext(
        "Receipt %(time)s, %(seconds)s second later: “%(promise)s”",
        "Receipt %(time)s, %(seconds)s seconds later: “%(promise)s”",
        seconds,
    )
    return Item(
        id=f"receipt-{acknowledgement.pk}",
        kind="receipt",
        receipt_text=(text if seconds else _("Receipt %(time)s, at once: “%(promise)s”")) % words,
        delivery=delivery_of(acknowledgement.outgoing, reader),
        **_times(acknowledgement.at, reader),
    )


def _is_told_without_receipt(message: Message) -> bool:
    return message.needs_answer and message.no_acknowledgement_because not in {"", "acknowledged before"}


def _no_receipt(message: Message, reader: Reader) -> Item:
    reasons = {
        "own address": _("it came from an address of ours"),
        "budget of the address": _("the address had its five automatic letters of the day"),
        "no sender": _("it came without a sender"),
        "no address": _("there is no address to write to"),
        "sender in doubt": _("the sender is in doubt"),
        "switched off": _("receipts are switched off for this mailbox"),
        "came late": _("it came here more than a day after it was written, so a person answers"),
        "promise is over": _("the time to promise was over when it came here"),
    }
    reason = reasons.get(message.no_acknowledgement_because, message.no_acknowledgement_because)
    text = _("No receipt was sent: %(reason)s.") % {"reason": reason}
    return Item(id=f"no-receipt-{message.id}", kind="event", text=text, icon="warn", **_times(message.at, reader))


def _closing(conversation: Conversation, reader: Reader) -> Item:
    words = {
        "name": conversation.closed_by.name if conversation.closed_by else _("The customer"),
        "reason": ending(conversation.close_reason),
    }
    text = _("%(name)s closed it: %(reason)s.") % words
    return Item(
        id=f"closing-{conversation.id}", kind="event", text=text, icon="check", **_times(conversation.closed_at, reader)
    )


def _times(at: datetime | None, reader: Reader) -> dict[str, Any]:
    if at is None:
        raise ValueError("an item needs its time")
    return {"at": at, "time_text": reader.time(at), "time_iso": at.isoformat(), "time_title": reader.moment(at)}


def _record_url(message: Message, reader: Reader) -> str:
    """Where what a customer wrote is recorded as evidence of an opportunity; "" for machines and for us."""
    is_theirs = message.kind == Message.Kind.INBOUND and message.contact_id and not message.is_automatic
    may_sell = may(reader.user.role, Right.SELL)
    return f"{reverse('evidence-choose')}?message={message.id}" if is_theirs and may_sell else ""
