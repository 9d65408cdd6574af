"""What people do on the stage: customers write, colleagues answer, note, hand over and close."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from regard.config.demo.customers import Customer
from regard.config.demo.stage import Stage
from regard.config.demo.topics import phrases
from regard.conversations import operations as conversations
from regard.conversations import queries as threads
from regard.conversations.models import Conversation, Message
from regard.conversations.operations.acknowledge import reply_address
from regard.mail import operations as mail
from regard.mail.models import Inbound, Mailbox
from regard.mail.operations.accept import Envelope
from regard.mail.rules.compose import Enclosure, Letter, compose
from regard.promises import operations as promises
from regard.staff.models import User


def conversation(conversation_id: UUID) -> Conversation:
    """A conversation as it is now."""
    return Conversation.objects.select_related("account", "contact", "assignee", "team").get(id=conversation_id)


def arrive(
    stage: Stage, raw: bytes, *, mailbox: Mailbox, at: datetime, sender: str, recipient: str = ""
) -> Message | None:
    """A letter comes in by SMTP and is read some seconds later; the message it became, None for a delivery report."""
    envelope = Envelope(
        way=Inbound.Way.SMTP, sender=sender, recipient=recipient or mailbox.address, remote="sample company"
    )
    inbound = mail.accept(raw, envelope=envelope, mailbox=mailbox, at=at)
    stage.read(inbound, raw, at=at + timedelta(seconds=stage.rng.randrange(4, 40)))
    return Message.objects.select_related("conversation").filter(inbound=inbound).first()


def ask(
    stage: Stage, customer: Customer, *, team: str, subject: str, text: str, at: datetime, html: str = "", files: tuple[Enclosure, ...] = (),
    headers: tuple[tuple[str, str], ...] = (), cc: tuple[tuple[str, str], ...] = (),
) -> Message:  # fmt: skip
    """A customer writes to us for the first time about something."""
    mailbox = stage.company.mailbox(team)
    letter = Letter(
        message_id=new_id(stage, customer),
        at=at.astimezone(ZoneInfo(customer.zone)),
        sender=(customer.name, customer.address),
        to=((mailbox.name, mailbox.address),),
        subject=subject,
        text=text,
        html=html,
        cc=cc,
        enclosures=files,
        headers=headers,
    )
    return _came(arrive(stage, compose(letter), mailbox=mailbox, at=at, sender=customer.address))


def write_again(
    stage: Stage, customer: Customer, thread: Conversation, text: str, *, at: datetime, headers: tuple[tuple[str, str], ...] = (),
    subject: str = "",
) -> Message:  # fmt: skip
    """A customer, or their machine, answers our latest letter, with ours quoted below."""
    ours = thread.messages.filter(kind=Message.Kind.OUTBOUND).order_by("-at", "-id")[0]
    mailbox = _mailbox(stage, thread)
    address = reply_address(thread, mailbox)
    letter = Letter(
        message_id=new_id(stage, customer),
        at=at.astimezone(ZoneInfo(customer.zone)),
        sender=(customer.name, customer.address),
        to=((ours.author_name, address),),
        subject=subject or f"{'AW' if customer.language == 'de' else 'Re'}: {thread.subject}",
        text=f"{text}\n\n{_quoted(ours, customer)}",
        in_reply_to=ours.message_id,
        references=(ours.message_id,),
        headers=headers,
    )
    sender = "" if headers else customer.address
    return _came(arrive(stage, compose(letter), mailbox=mailbox, at=at, sender=sender, recipient=address))


def answer(
    stage: Stage, thread: Conversation, text: str, *, by: User, at: datetime, promised_for: datetime | None = None
) -> Message:
    """A colleague answers everybody on the letter; with `promised_for` the answer only holds."""
    to, cc = threads.recipients_of_reply(thread)
    content = conversations.Answer(
        text=text,
        to=tuple((person.name, person.address) for person in to),
        cc=tuple((person.name, person.address) for person in cc),
        is_holding=promised_for is not None,
    )
    return promises.answer(
        conversation=thread, answer=content, mailbox=_mailbox(stage, thread), by=by, at=at, promised_for=promised_for
    )


def give_to(thread: Conversation, person: User, note: str, *, at: datetime) -> None:
    """See that a person has a conversation: they take it when nobody has it, else it is handed over with a note."""
    if thread.assignee is None:
        promises.take_over(conversation=thread, by=person, at=at)
    elif thread.assignee_id != person.id:
        conversations.hand_over(conversation=thread, to=person, note=note, by=thread.assignee, at=at)


def letter_text(stage: Stage, customer: Customer, body: str, *, language: str, to: User | None = None) -> str:
    """A customer's words with greeting and name around them."""
    phrase = phrases()[language]
    greetings: Sequence[str] = phrase["greetings_to"] if to else phrase["greetings"]
    hello = stage.rng.choice(greetings).format(first=to.first_name if to else "", name=to.name if to else "")
    return f"{hello}\n\n{body}\n\n{stage.rng.choice(phrase['closings'])}\n{customer.name}\n{customer.account}"


def answer_text(stage: Stage, customer: Customer, body: str, *, language: str, is_late: bool = False) -> str:
    """A colleague's words with greeting around them; the signature is the product's business."""
    phrase = phrases()[language]
    hello = stage.rng.choice(phrase["answer_greetings"]).format(first=customer.first_name, name=customer.name)
    opening = phrase["apology"] if is_late else stage.rng.choice(phrase["openings"])
    return f"{hello}\n\n{' '.join(filter(None, [opening, body]))}\n\n{stage.rng.choice(phrase['answer_closings'])}"


def new_id(stage: Stage, customer: Customer) -> str:
    """A Message-ID of the customer's mail program."""
    return f"{stage.rng.getrandbits(96):024x}@{customer.address.rpartition('@')[2]}"


def _quoted(ours: Message, customer: Customer) -> str:
    phrase = phrases()[customer.language]
    date = ours.at.astimezone(ZoneInfo(customer.zone)).strftime(phrase["date"])
    lines = "\n".join(f"> {line}".rstrip() for line in ours.text.splitlines())
    return f"{phrase['attribution'].format(date=date, name=ours.author_name)}\n{lines}"


def _mailbox(stage: Stage, thread: Conversation) -> Mailbox:
    return next(
        stage.company.mailbox(team)
        for team in stage.company.teams
        if stage.company.mailbox(team).address == thread.our_address
    )


def _came(message: Message | None) -> Message:
    if message is None:
        raise LookupError("a letter of the sample company became no message")
    return message
