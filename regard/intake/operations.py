"""The story of an inbound message."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from regard.conversations import operations as conversations
from regard.conversations import queries as threads
from regard.conversations.models import Conversation, Message
from regard.conversations.operations import AcknowledgementSkippedError, Came, Receipt
from regard.conversations.rules.threading import Sender
from regard.customers import operations as customers
from regard.customers.models import Contact
from regard.customers.queries import is_proven
from regard.intake.rules import Letter, doubt, language_of_receipt, why_no_receipt, why_too_late
from regard.mail.models import Inbound, Mailbox
from regard.mail.operations.queue import DeliveryReport
from regard.promises import operations as promises
from regard.promises import queries as promise_queries
from regard.promises.models import Clock
from regard.promises.rules.words import say_due
from regard.routing import operations as routing
from regard.routing import queries as topics
from regard.routing.rules.topics import Term
from regard.staff.models import User


def receive(
    letter: Letter, came: Came, *, mailbox: Mailbox, inbound: Inbound, acknowledges: bool, now: datetime
) -> Message:
    """Take in a letter: who wrote, where it belongs, who answers, by when; and tell the customer so.

    The message and its clock have the time at which the letter reached our server, however late it is processed.
    """
    at = inbound.arrived_at
    with transaction.atomic(savepoint=False):
        contact = customers.recognise(address=letter.address, name=letter.name, at=at, is_sample=came.is_sample)
        is_theirs = _note_proof(letter, contact, mailbox, inbound, acknowledges=acknowledges, at=now)
        match = _match(letter, contact, inbound, our_address=came.our_address)
        if inbound.way == Inbound.Way.FORM and not is_theirs:
            match = replace(match, is_unverified=True)  # anybody can type anybody's address
        message = conversations.add_message(
            mail=letter.mail, inbound=inbound, contact=contact, match=match, came=came, at=at
        )
        if not message.needs_answer:
            return message
        about = topics.terms_of(message)
        begins = match.conversation is None
        clock = promises.start_clock(message=message, topics={term.key for term in about}, at=at, begins=begins)
        if message.conversation.assignee is None or not message.conversation.assignee.is_active:
            _assign(message, about, clock, now)
        if inbound.way == Inbound.Way.FORM:
            _acknowledge_on_page(message, contact, clock, mailbox, by_mail_too=acknowledges and is_theirs, at=now)
        else:
            is_first = begins or not _has_receipt(message.conversation)
            why_not = why_no_receipt(letter, acknowledges=acknowledges, is_first=is_first)
            _acknowledge(message, contact, clock, mailbox, why_not=why_not, at=now)
    return message


def receive_past(letter: Letter, came: Came, *, inbound: Inbound) -> Message:
    """Take in a letter from before its mailbox was watched: who wrote, and where it belongs.

    Nobody is asked to answer, nothing is promised and nothing is sent: it is kept, shown and counted.
    """
    at = inbound.arrived_at
    with transaction.atomic():
        contact = customers.recognise(address=letter.address, name=letter.name, at=at, is_sample=came.is_sample)
        match = _match(letter, contact, inbound, our_address=came.our_address)
        if match.conversation is None:
            match = threads.match_answered(
                message_id=letter.mail.message_id,
                sender=Sender(address=letter.address, is_doubtful=doubt(letter.mail)),
                account_id=contact.account_id,
                our_address=came.our_address,
            )
        return conversations.add_message(
            mail=letter.mail, inbound=inbound, contact=contact, match=match, came=replace(came, is_history=True), at=at
        )


def receive_past_answer(letter: Letter, came: Came, *, inbound: Inbound) -> Message | None:
    """Take in what a colleague sent before the mailbox was watched, where it answers something.

    What it answers is often read later than the answer: then the answer begins the conversation.
    """
    if letter.mail.is_automatic or not letter.answers:
        return None
    ours, at = Sender(address=came.our_address), inbound.arrived_at
    match = threads.match(
        sender=ours, account_id=None, our_address=came.our_address, answers=letter.answers, recipients=(), subject=""
    )
    conversation = match.conversation or match.resembles
    if conversation is None:
        answered = threads.match_answered(
            message_id=letter.mail.message_id, sender=ours, account_id=None, our_address=came.our_address
        )
        conversation = answered.conversation
    with transaction.atomic():
        conversation = conversation or _begin_from_our_side(letter, came, at)
        if conversation is None:
            return None
        author = User.objects.filter(email__iexact=letter.address).first()
        return conversations.add_answer_of_the_past(
            mail=letter.mail, inbound=inbound, conversation=conversation, author=author, at=at
        )


def _begin_from_our_side(letter: Letter, came: Came, at: datetime) -> Conversation | None:
    written_to = [person for person in letter.mail.to if person.email and person.email.lower() != came.our_address]
    if not written_to:
        return None
    contact = customers.recognise(
        address=written_to[0].email.strip().lower(), name=written_to[0].name[:200], at=at, is_sample=came.is_sample
    )
    return conversations.begin_from_our_side(
        mail=letter.mail, contact=contact, came=replace(came, is_history=True), at=at
    )


def _match(letter: Letter, contact: Contact, inbound: Inbound, *, our_address: str) -> threads.Match:
    return threads.match(
        sender=Sender(address=letter.address, is_doubtful=doubt(letter.mail)),
        account_id=contact.account_id,
        our_address=our_address,
        answers=letter.answers,
        recipients=_recipients(letter, inbound),
        subject=letter.mail.subject,
    )


def receive_report(letter: Letter, *, at: datetime) -> bool:
    """Take in a delivery report: the letter it is about gets its state, a dead address is marked, its owner sees it.

    False when it is about no letter of ours (it does not carry our Message-ID and its secret): then it proves nothing, and
    is for the caller to show as the automatic letter it is.
    """
    texts = [letter.mail.text, *(file.content.decode("utf-8", "replace") for file in letter.mail.attachments)]
    outgoing = threads.outgoing_of_report([*letter.answers, *texts])
    if outgoing is None:
        return False
    with transaction.atomic():
        for recipient in letter.mail.bounce_recipients:
            report = DeliveryReport(
                address=recipient.address,
                is_hard=recipient.hard,
                is_delay=recipient.action == "delayed",
                text=" ".join(filter(None, [recipient.status, recipient.reply_code, recipient.reason])),
            )
            conversations.record_report(outgoing=outgoing, report=report, at=at)
            if recipient.hard and outgoing.recipients.filter(address=recipient.address.lower()).exists():
                customers.mark_bounced(address=recipient.address, reason=recipient.reason, at=at)
    return True


def receive_sent(letter: Letter, *, inbound: Inbound, our_address: str, at: datetime) -> Message | None:
    """Take in what a colleague sent from another mail program: an answer, when it answers something we hold."""
    match = threads.match(
        sender=Sender(address=our_address),
        account_id=None,
        our_address=our_address,
        answers=letter.answers,
        recipients=(),
        subject=letter.mail.subject,
    )
    conversation = match.conversation or match.resembles
    if conversation is None or letter.mail.is_automatic:
        return None
    author = User.objects.filter(email__iexact=letter.address).first()
    with transaction.atomic():
        message = conversations.add_answer_from_elsewhere(
            mail=letter.mail, inbound=inbound, conversation=conversation, author=author, at=at
        )
        promises.note_answer(conversation=conversation, at=at)
    return message


def _assign(message: Message, about: tuple[Term, ...], clock: Clock, at: datetime) -> None:
    people = topics.people_of(message.conversation)
    presence = promise_queries.presence(people=people, team=message.conversation.team, at=at)
    case = topics.Case(message=message, terms=about, people=people, presence=presence, due_at=clock.due_at)
    assignment = routing.assign(case, at=at)
    message.conversation.assignee = assignment.user


def _recipients(letter: Letter, inbound: Inbound) -> tuple[str, ...]:
    return (inbound.envelope_to, *(person.email for person in letter.mail.to))


def _note_proof(
    letter: Letter, contact: Contact, mailbox: Mailbox, inbound: Inbound, *, acknowledges: bool, at: datetime
) -> bool:
    """Whether the address is known to be the writer's. The first letter that shows it brings the receipts that stood on pages."""
    if inbound.way == Inbound.Way.FORM:
        return is_proven(letter.address)
    knows_secret = threads.knows_a_secret([*letter.answers, *_recipients(letter, inbound)])
    if doubt(letter.mail) or not (knows_secret or letter.mail.authentication.dmarc == "pass"):
        return False
    if customers.mark_proven(address=letter.address, at=at) and acknowledges:
        for receipt in threads.receipts_on_page_only(contact=contact, our_address=mailbox.address):
            conversations.mail_receipt(acknowledgement=receipt, mailbox=mailbox, at=at)
    return True


def _acknowledge_on_page(
    message: Message, contact: Contact, clock: Clock, mailbox: Mailbox, *, by_mail_too: bool, at: datetime
) -> None:
    receipt = _receipt(message, contact, clock, at=at)
    kept = conversations.acknowledge_on_page(message=message, receipt=receipt, company=mailbox.name, at=at)
    if by_mail_too:
        conversations.mail_receipt(acknowledgement=kept, mailbox=mailbox, at=at)


def _acknowledge(
    message: Message,
    contact: Contact,
    clock: Clock,
    mailbox: Mailbox,
    *,
    why_not: str,
    at: datetime,
) -> None:
    reason = why_not or why_too_late(arrived_at=message.at, due_at=clock.due_at, now=at)
    if reason:
        conversations.skip_acknowledgement(message=message, reason=reason, at=at)
        return
    try:
        conversations.acknowledge(
            message=message, receipt=_receipt(message, contact, clock, at=at), mailbox=mailbox, at=at
        )
    except AcknowledgementSkippedError as skipped:
        conversations.skip_acknowledgement(message=message, reason=skipped.reason, at=at)


def _receipt(message: Message, contact: Contact, clock: Clock, *, at: datetime) -> Receipt:
    conversation = message.conversation
    language = language_of_receipt(message.language, contact.language)
    zone = (conversation.account.zone if conversation.account else "") or clock.policy.calendar.zone
    return Receipt(
        promised_by=clock.due_at,
        basis=clock.basis,
        due_text=say_due(clock.due_at, now=at, zone=zone, locale=language, zone_is_readers=False),
        language=language,
        person=conversation.assignee,
    )


def _has_receipt(conversation: Conversation) -> bool:
    """What was split off another conversation had its receipt there."""
    return hasattr(conversation, "acknowledgement") or conversation.split_from_id is not None
