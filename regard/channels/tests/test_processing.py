"""From an accepted letter to its place, by the worker."""

from typing import Any

import pytest
from django.db.models import QuerySet

from conftest import Company, make_company
from regard.channels.email.processing import process_all
from regard.conversations.models import Conversation, Message
from regard.events.models import Event
from regard.jobs.models import Job
from regard.jobs.operations import Lease, claim_alike
from regard.jobs.worker import run_due
from regard.kit import clock
from regard.mail import operations as mail
from regard.mail.models import Inbound, Outgoing
from regard.mail.operations.accept import Envelope
from regard.mail.queries import raw_bytes
from regard.promises import operations as promises
from tools.testing.letters import letter

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 3000
POISON = (
    b"From: Eve <eve@elsewhere.example>\r\nTo: help@havn.example\r\nSubject: Three thousand parts\r\nMessage-ID: <poison@x>\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + PARTS + b"--b--\r\n"
)


@pytest.fixture
def company(transactional_db: None) -> Company:
    return make_company()


def accept(company: Company, raw: bytes, sender: str = "carla@mirela.example") -> Inbound:
    envelope = Envelope(way=Inbound.Way.SMTP, sender=sender, recipient=company.mailbox.address)
    return mail.accept(raw, envelope=envelope, mailbox=company.mailbox, at=clock.now())


def work() -> None:
    while run_due(worker="tests", limit=10):
        pass


def receipts() -> QuerySet[Outgoing]:
    """What goes to the customer; who it was given to is told as well."""
    return Outgoing.objects.filter(kind=Outgoing.Kind.ACKNOWLEDGEMENT)


def test_what_cannot_be_read_is_set_aside_and_still_reaches_a_person(company: Company) -> None:
    inbound = accept(company, POISON, sender="eve@elsewhere.example")
    work()

    inbound.refresh_from_db()
    message = Message.objects.get()
    assert inbound.state == Inbound.State.QUARANTINED
    assert "parts" in inbound.reason
    assert (message.author_address, message.subject, message.needs_answer) == (
        "eve@elsewhere.example",
        "Three thousand parts",
        True,
    )
    assert message.text == f"This letter could not be read: {inbound.reason}"
    assert raw_bytes(inbound) == POISON


def test_a_poisonous_letter_does_not_keep_the_others_waiting(company: Company) -> None:
    for raw in (letter(subject="before"), POISON, letter(subject="after")):
        accept(company, raw)
    work()

    assert set(Conversation.objects.values_list("subject", flat=True)) == {"before", "Three thousand parts", "after"}
    assert not Job.objects.filter(name="channels.process_letter").exists()


def test_telling_a_story_twice_tells_it_once(company: Company) -> None:
    inbound = accept(company, letter())
    job = Job.objects.get(name="channels.process_letter")
    work()
    Job.objects.create(name=job.name, arguments=job.arguments, run_after=clock.now(), created_at=clock.now())
    work()

    assert (Message.objects.count(), receipts().count()) == (1, 1)
    inbound.refresh_from_db()
    assert inbound.state == Inbound.State.PROCESSED


def test_our_own_letter_that_comes_back_by_a_copy_is_no_message(company: Company) -> None:
    accept(company, letter())
    work()
    accept(company, raw_bytes(receipts().get()), sender="")
    work()

    assert Message.objects.count() == 1


def test_a_letter_without_any_headers_is_kept_and_shown(company: Company) -> None:
    accept(company, b"just some bytes \xff\xfe without a header", sender="odd@x.example")
    work()

    message = Message.objects.get()
    assert message.author_address == "odd@x.example"
    assert "just some bytes" in message.text


def held() -> list[tuple[Inbound, Lease]]:
    """The letters that wait, claimed together."""
    jobs = claim_alike(worker="tests", at=clock.now(), limit=10, name="channels.process_letter")
    events = [Event.objects.get(id=job.arguments["event_id"]) for job in jobs]
    return [
        (
            Inbound.objects.select_related("mailbox", "raw").get(id=event.subject_id),
            Lease(job_id=job.id, fence=job.fence),
        )
        for job, event in zip(jobs, events, strict=True)
    ]


def test_letters_told_together_are_told_as_they_would_be_alone(company: Company) -> None:
    for number in range(3):
        accept(
            company,
            letter(sender=f"Customer <c{number}@mirela.example>", subject=f"Letter {number}"),
            f"c{number}@x.example",
        )
    assert process_all(held(), now=clock.now()) == [None, None, None]

    told = Conversation.objects.order_by("number").values_list("subject", "number", "waiting_since", "next_due_at")
    assert [(subject, number) for subject, number, _since, _due in told] == [
        ("Letter 0", 1001), ("Letter 1", 1002), ("Letter 2", 1003),
    ]  # fmt: skip
    assert all(since and due for _subject, _number, since, due in told)
    assert Outgoing.objects.filter(kind="acknowledgement").count() == 3
    events = Event.objects.filter(subject_kind="conversation").values_list("kind", flat=True)
    assert sorted(events) == sorted(
        3
        * [
            "conversation.started",
            "message.received",
            "promise.made",
            "conversation.assigned",
            "conversation.acknowledged",
        ]
    )
    assert not Job.objects.filter(name="channels.process_letter").exists()


def test_a_story_that_fails_is_undone_alone(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    for subject in ("first", "broken", "last"):
        accept(company, letter(subject=subject, sender=f"{subject}@mirela.example"), f"{subject}@mirela.example")
    start_clock = promises.start_clock

    def breaks(**arguments: Any) -> object:
        if arguments["message"].subject == "broken":
            raise RuntimeError("no clock")
        return start_clock(**arguments)

    monkeypatch.setattr("regard.intake.operations.promises.start_clock", breaks)
    letters = held()
    outcomes = process_all(letters, now=clock.now())
    assert [type(outcome) for outcome in outcomes] == [type(None), RuntimeError, type(None)]
    assert sorted(Message.objects.values_list("subject", flat=True)) == ["first", "last"]
    assert [inbound.state for inbound in Inbound.objects.order_by("id")] == ["processed", "accepted", "processed"]
    assert Job.objects.filter(name="channels.process_letter").count() == 1
