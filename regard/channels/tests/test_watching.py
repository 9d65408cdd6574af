"""Watch first: what came before a mailbox was watched is history, and receipts wait for a person."""

from datetime import datetime, timedelta

import pytest

from conftest import MORNING, Company
from regard.channels import operations as channels
from regard.channels import queries
from regard.channels.email.processing import tell
from regard.channels.operations import PreviewNotSeenError
from regard.conversations import queries as conversations
from regard.conversations.models import Acknowledgement, Assignment, Conversation, Message
from regard.events.models import Event
from regard.jobs.models import Job
from regard.mail import operations as mail
from regard.mail.models import Folder, Inbound, Mailbox, Outgoing
from regard.mail.operations.accept import Envelope
from regard.mime.queries import parse
from regard.promises.models import Clock
from regard.staff.queries import ForbiddenError
from tools.testing.letters import letter

WATCHING = MORNING - timedelta(days=30)
BEFORE = WATCHING - timedelta(days=10)


def fetched(
    raw: bytes, mailbox: Mailbox, *, arrived: datetime, at: datetime = MORNING, role: Folder.Role = Folder.Role.INBOX
) -> Message | None:
    """A letter that our server got at `arrived` and that is fetched and told at `at`."""
    envelope = Envelope(way=Inbound.Way.IMAP, recipient=mailbox.address, arrived_at=arrived)
    inbound = mail.accept(raw, envelope=envelope, mailbox=mailbox, at=at, role=role)
    Job.objects.all().delete()
    tell(parse(raw), inbound=inbound, now=at)
    return Message.objects.filter(inbound=inbound).select_related("conversation").first()


def answer(*, to: str, message_id: str = "<answer@havn.example>") -> bytes:
    return letter(
        sender="Ada <help@havn.example>",
        to="Carla <carla@mirela.example>",
        subject="Re: Pump stops",
        text="Clean the filter.",
        answers=to,
        message_id=message_id,
    )


def test_letter_from_before_is_kept_and_nothing_follows_from_it(company: Company) -> None:
    message = fetched(letter(), company.mailbox, arrived=BEFORE)

    assert message
    assert (message.at, message.is_history, message.needs_answer) == (BEFORE, True, True)
    conversation = message.conversation
    assert (conversation.state, conversation.waiting_since, conversation.assignee) == ("open", None, None)
    assert (conversation.created_at, conversation.latest_message_at) == (BEFORE, BEFORE)
    assert not Clock.objects.exists()
    assert not Assignment.objects.exists()
    assert not Outgoing.objects.exists()
    assert list(conversations.waiting(conversations.visible_to(company.ada))) == []
    assert Mailbox.objects.get().latest_arrival_at is None
    assert not Event.objects.filter(kind__in=["letter.accepted", "message.received"]).exists()


def test_who_waits_since_before_can_be_listed(company: Company) -> None:
    fetched(letter(message_id="<a@mirela.example>", subject="Unanswered"), company.mailbox, arrived=BEFORE)
    fetched(letter(message_id="<b@mirela.example>", subject="Answered"), company.mailbox, arrived=BEFORE)
    fetched(answer(to="b@mirela.example"), company.mailbox, arrived=BEFORE, role=Folder.Role.SENT)
    fetched(letter(subject="Long ago"), company.mailbox, arrived=BEFORE - timedelta(days=90))

    everybody = conversations.visible_to(company.ada)
    found = conversations.waiting_from_history(everybody, since=MORNING - timedelta(days=90))
    assert [(row.subject, row.unanswered_at) for row in found] == [("Unanswered", BEFORE)]
    answered = Conversation.objects.get(subject="Answered")
    assert (answered.state, answered.close_reason, answered.latest_speaker) == ("closed", "answered", "us")


def test_past_read_backwards_ends_as_read_forwards(company: Company) -> None:
    question = letter(message_id="<q@mirela.example>")
    ours = answer(to="q@mirela.example")
    thanks = letter(message_id="<t@mirela.example>", answers="answer@havn.example", text="Thank you, and when?")
    hour = timedelta(hours=1)

    fetched(thanks, company.mailbox, arrived=BEFORE + 2 * hour)
    fetched(ours, company.mailbox, arrived=BEFORE + hour, role=Folder.Role.SENT)
    fetched(question, company.mailbox, arrived=BEFORE)

    conversation = Conversation.objects.get()
    said = [(message.kind, message.at, message.answered_at) for message in conversation.messages.order_by("at")]
    assert said == [
        ("inbound", BEFORE, BEFORE + hour),
        ("outbound", BEFORE + hour, None),
        ("inbound", BEFORE + 2 * hour, None),
    ]
    assert (conversation.state, conversation.latest_speaker) == ("open", "customer")
    assert (conversation.created_at, conversation.latest_message_at) == (BEFORE, BEFORE + 2 * hour)
    assert conversation.preview == "Thank you, and when?"


def test_answer_read_before_its_question_waits_for_it(company: Company) -> None:
    fetched(answer(to="q@mirela.example"), company.mailbox, arrived=BEFORE + timedelta(hours=1), role=Folder.Role.SENT)
    message = fetched(letter(message_id="<q@mirela.example>"), company.mailbox, arrived=BEFORE)

    assert message
    assert message.conversation.messages.count() == 2
    assert Conversation.objects.get().state == "closed"


def test_stranger_who_knows_an_id_does_not_come_into_the_past(company: Company) -> None:
    fetched(answer(to="q@mirela.example"), company.mailbox, arrived=BEFORE + timedelta(hours=1), role=Folder.Role.SENT)
    forged = letter(sender="Mallory <mallory@evil.example>", message_id="<q@mirela.example>")
    fetched(forged, company.mailbox, arrived=BEFORE)

    assert Conversation.objects.count() == 2


def test_new_letter_in_an_old_thread_is_timed_from_its_own_arrival(company: Company) -> None:
    fetched(letter(message_id="<q@mirela.example>"), company.mailbox, arrived=BEFORE)
    again = letter(message_id="<again@mirela.example>", answers="q@mirela.example", text="Hello?")
    message = fetched(again, company.mailbox, arrived=MORNING)

    assert message
    conversation = message.conversation
    assert (conversation.messages.count(), conversation.waiting_since) == (2, MORNING)
    assert Clock.objects.get().started_at == MORNING
    assert Acknowledgement.objects.get().message == message


def test_machines_letter_of_the_past_stands_in_no_list(company: Company) -> None:
    message = fetched(letter(Auto_Submitted="auto-generated"), company.mailbox, arrived=BEFORE)

    assert message
    conversation = message.conversation
    assert (conversation.state, conversation.close_reason) == ("closed", "automatic mail")
    assert list(conversations.automatic_unseen(conversations.visible_to(company.ada))) == []


def test_after_an_outage_a_person_answers_without_a_receipt(company: Company) -> None:
    arrived = MORNING - timedelta(hours=25)
    message = fetched(letter(), company.mailbox, arrived=arrived)

    assert message
    assert (message.is_history, message.no_acknowledgement_because) == (False, "came late")
    assert Clock.objects.get().started_at == arrived
    assert message.conversation.assignee is not None
    assert not Outgoing.objects.exists()


def test_receipt_promises_nothing_that_is_over(company: Company) -> None:
    """Yesterday at 15:00 the answer was due today at 11:00; it comes here at 12:00."""
    message = fetched(
        letter(),
        company.mailbox,
        arrived=MORNING.replace(hour=14, minute=0) - timedelta(days=1),
        at=MORNING.replace(hour=11, minute=0),
    )

    assert message
    assert message.no_acknowledgement_because == "promise is over"


def test_receipts_are_off_until_somebody_has_seen_them(company: Company) -> None:
    opened = channels.open_email_channel(address="new@havn.example", name="Havn", team=company.team, at=WATCHING)
    assert opened.mailbox
    first = fetched(letter(to="new@havn.example"), opened.mailbox, arrived=MORNING)
    assert first
    assert first.no_acknowledgement_because == "switched off"
    assert queries.without_receipt(opened, since=BEFORE) == {"switched off": 1}

    with pytest.raises(PreviewNotSeenError):
        channels.switch_acknowledgements_on(channel=opened, seen="", by=company.olga, at=MORNING)
    with pytest.raises(ForbiddenError):
        channels.switch_acknowledgements_on(
            channel=opened, seen=queries.mark_of_receipts(opened), by=company.ada, at=MORNING
        )
    channels.switch_acknowledgements_on(
        channel=opened, seen=queries.mark_of_receipts(opened), by=company.olga, at=MORNING
    )
    opened.refresh_from_db()
    assert (opened.acknowledgement_on_since, opened.acknowledgement_on_by) == (MORNING, company.olga)
    second = fetched(letter(to="new@havn.example", sender="Dan <dan@other.example>"), opened.mailbox, arrived=MORNING)
    assert second
    assert second.no_acknowledgement_because == ""


def test_preview_is_the_receipt_that_is_sent(company: Company) -> None:
    english, german = queries.receipts_if_written_now(company.channel, at=MORNING)
    fetched(letter(), company.mailbox, arrived=MORNING)

    sent = Acknowledgement.objects.get()
    number = str(sent.conversation.number)
    assert sent.text == english.text.replace("1001", number)
    assert (english.language, german.language) == ("en", "de")
