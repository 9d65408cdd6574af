"""A letter of somebody else that named the person, written again from what was kept of it."""

from datetime import datetime
from email.errors import MessageError

from regard.conversations.models import Message
from regard.kit.holders import ERASED_WORDS
from regard.kit.wiping import Wiper
from regard.mail import queries as mail
from regard.mail.models import Outgoing
from regard.mail.personal.operations import rewrite
from regard.mail.personal.rules import NOWHERE
from regard.mail.rules.compose import Enclosure, Letter, compose


def rewrite_letter(message: Message, wiper: Wiper, *, at: datetime) -> None:
    """Keep, instead of the letter as it was, one that says what still stands in the message; with its files while it waits."""
    letter = message.inbound or message.outgoing
    if letter is None:
        return
    try:
        content = compose(_letter(message, wiper))
    except (
        ValueError,
        IndexError,
        TypeError,
        MessageError,
    ):  # an address or id that was never one, and is not made into one here
        content = _plainly(message)
    rewrite(letter, content, at=at)


def _waits(message: Message) -> bool:
    return bool(message.outgoing and message.outgoing.state == Outgoing.State.QUEUED)


def _letter(message: Message, wiper: Wiper) -> Letter:
    ours = message.conversation.our_address
    is_ours = message.kind == Message.Kind.OUTBOUND
    to = [row.address for row in message.outgoing.recipients.all()] if message.outgoing else []
    to = [address for address in to if wiper.text(address) == address and not address.endswith(f"@{NOWHERE}")]
    return Letter(
        message_id=message.message_id or f"{message.id.hex}@{NOWHERE}",
        at=message.at,
        sender=(message.author_name, message.author_address or f"unknown@{NOWHERE}"),
        to=tuple(("", address) for address in to) if is_ours else (("", ours),),
        subject=message.subject or ERASED_WORDS,
        text=message.text,
        enclosures=tuple(_files(message)) if _waits(message) else (),
    )


def _files(message: Message) -> list[Enclosure]:
    return [
        Enclosure(filename=file.filename, content_type=file.content_type, content=mail.raw_bytes(file.raw))
        for file in message.attachments.select_related("raw")
    ]


def _plainly(message: Message) -> bytes:
    head = f"Date: {message.at:%a, %d %b %Y %H:%M:%S} +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    return head.encode() + message.text.encode("utf-8", "replace")
