"""Where a person took part, and who named them."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from regard.conversations.models import Attachment, Conversation, Message, Participant
from regard.customers.models import ContactMethod
from regard.customers.rules import normalise_email
from regard.kit.holders import Item, Person
from regard.mail import queries as mail
from regard.mail.models import Inbound
from regard.mail.personal.queries import is_naming

_A_QUERY = 500
_SAID = ("text", "quoted", "html", "subject", "reply_to", "author_address")


def known_here(person: Person) -> Person:
    """ "conversation" are theirs: everything we and they said there is "message". In a "conversation of others" only what they
    said is; the rest there are "message of others". Their letters are "letter" and "outgoing"."""
    own = set(Conversation.objects.filter(contact__in=person.contact_ids).values_list("id", flat=True))
    own |= set(Conversation.objects.filter(merged_into__in=own).values_list("id", flat=True))
    took_part = Participant.objects.filter(address__in=person.addresses).values_list("conversation_id", flat=True)
    theirs = _said_by(person, {*took_part, *own})
    part = ({*took_part} | {one.conversation_id for one in theirs} | person.of("conversation of others")) - own
    here = Message.objects.filter(conversation__in=own).values_list("id", "kind", "contact_id")
    by_them = {one.id for one in theirs}
    by_others = {one for one, kind, contact in here if kind == Message.Kind.INBOUND and contact} - by_them
    said = {one for one, _kind, _contact in here} - by_others | by_them
    others = by_others | set(Message.objects.filter(conversation__in=part).values_list("id", flat=True)) - said
    letters, outgoing = _letters(said)
    return person.widened(
        addresses=_own_addresses(one.reply_to for one in theirs if one.reply_to),
        names={one.author_name for one in theirs} - {person.pseudonym},
        records={
            "conversation": own, "conversation of others": part, "message": said, "message of others": others - said,
            "letter": letters, "outgoing": outgoing,
        },
    )  # fmt: skip


def _said_by(person: Person, around: Iterable[UUID]) -> list[Message]:
    """What the person wrote: as the contact, or from an address of theirs where they take part. Each by its index."""
    columns = ("conversation_id", "author_name", "reply_to")
    wrote = Message.objects.filter(contact__in=person.contact_ids).only(*columns)
    here = Message.objects.filter(conversation__in=list(around), kind=Message.Kind.INBOUND)
    return [*wrote, *here.filter(author_address__in=person.addresses).only(*columns)]


def _own_addresses(addresses: Iterable[str]) -> set[str]:
    """Those a person wants answers at that are nobody else's."""
    wanted = {normalise_email(address) for address in addresses}
    used = ContactMethod.objects.filter(kind=ContactMethod.Kind.EMAIL, normalised__in=wanted)
    return wanted - set(used.values_list("normalised", flat=True)) - mail.ours_among(wanted)


def mentioned(person: Person) -> Person:
    """Messages of others that name an address of theirs, and letters that became no message and name one, or a letter to them."""
    if not person.addresses and not person.of("outgoing"):
        return person
    naming = Q()
    for address in person.addresses:
        for column in _SAID:
            naming |= Q(**{f"{column}__icontains": address})
    found = Message.objects.filter(naming).values_list("id", "conversation_id") if naming else []
    others = [(message, conversation) for message, conversation in found if message not in person.of("message")]
    return person.widened(
        records={
            "message of others": [message for message, _conversation in others],
            "conversation of others": {conversation for _message, conversation in others} - person.of("conversation"),
            "letter": _loose_letters(person),
        }
    )


def given_out(person: Person) -> Iterator[Item]:
    """One file a conversation, and its attachments."""
    shown = person.of("message") | person.of("message of others")
    for conversation in Conversation.objects.filter(id__in=person.of("conversation")).order_by("number").iterator():
        messages = conversation.messages.exclude(kind=Message.Kind.NOTE)
        yield Item(f"conversations/{conversation.number}.json", _told(conversation, messages))
        yield from _attachments(messages)
    part = Conversation.objects.filter(id__in=person.of("conversation of others")).order_by("number")
    for conversation in part.iterator():
        said = conversation.messages.filter(id__in=shown & person.of("message"))
        if told := _told(conversation, said)["messages"]:
            yield Item(f"conversations/{conversation.number}.json", {"number": conversation.number, "messages": told})
            yield from _attachments(said)


def _told(conversation: Conversation, messages: "QuerySet[Message]") -> dict[str, Any]:
    columns = ("at", "kind", "author_name", "author_address", "subject", "text")
    said = list(messages.order_by("at", "id").values(*columns))
    return {
        "number": conversation.number, "subject": conversation.subject, "began": conversation.created_at,
        "state": conversation.state, "messages": said,
    }  # fmt: skip


def _attachments(messages: "QuerySet[Message]") -> Iterator[Item]:
    for file in Attachment.objects.filter(message__in=messages).select_related("raw"):
        yield Item(f"files/{file.id.hex[-6:]}-{file.filename}", partial(mail.raw_bytes, file.raw))


def _letters(messages: Iterable[UUID]) -> tuple[set[UUID], set[UUID]]:
    inbound, outgoing = set[UUID](), set[UUID]()
    every = sorted(messages)
    for start in range(0, len(every), _A_QUERY):
        rows = Message.objects.filter(id__in=every[start : start + _A_QUERY])
        for came, went in rows.values_list("inbound_id", "outgoing_id"):
            inbound |= {came} - {None}
            outgoing |= {went} - {None}
    return inbound, outgoing


def _loose_letters(person: Person) -> set[UUID]:
    """Delivery reports, copies and letters set aside: told by reading them."""
    words = {*person.addresses, *_ids_of_letters(person), *(name for name in person.names if " " in name)}
    loose = Inbound.objects.filter(~Exists(Message.objects.filter(inbound=OuterRef("id")))).select_related("raw")
    return {letter.id for letter in loose.iterator() if is_naming(letter, words)}


def _ids_of_letters(person: Person) -> Iterator[str]:
    ours = Message.objects.filter(conversation__in=person.of("conversation"), outgoing__isnull=False)
    yield from ours.values_list("message_id", flat=True)
