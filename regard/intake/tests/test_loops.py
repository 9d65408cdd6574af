"""Machines that answer machines: it ends within the budget of five letters an address a day."""

from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from conftest import MORNING, Company
from regard.mail.models import MachineMail, Outgoing
from regard.mail.queries import raw_bytes
from tools.testing.letters import arrive, letter

ROUNDS = 60


def answer_of_another_desk(received: EmailMessage, number: int, *, threads: bool, marked: bool) -> bytes:
    """What a help desk without manners sends back for each letter it gets."""
    headers = {"Auto_Submitted": "auto-replied"} if marked else {}
    return letter(
        sender="Other Desk <desk@other.example>",
        subject=f"[Ticket {number}] We got your message",
        text=f"Thank you. Your ticket number is {number}. We shall be back to you soon.",
        answers=received["Message-ID"].strip("<>") if threads else "",
        to=str(received["Reply-To"] or received["From"]) if threads else "help@havn.example",
        **headers,
    )


def play(company: Company, *, threads: bool, marked: bool, rounds: int = ROUNDS) -> int:
    """Let the two desks write to each other for an hour; how many letters our machine wrote."""
    at: datetime = MORNING
    arrive(
        letter(sender="desk@other.example", text="Our first question?"),
        company.mailbox,
        at=at,
        envelope_from="desk@other.example",
    )
    answered: set[object] = set()
    for number in range(rounds):
        fresh = Outgoing.objects.exclude(id__in=answered).order_by("id").first()
        if fresh is None:
            break
        answered.add(fresh.id)
        received = message_from_bytes(raw_bytes(fresh), policy=default)
        at += timedelta(minutes=1)
        back = answer_of_another_desk(received, number, threads=threads, marked=marked)
        recipient = str(received["Reply-To"]) if threads else ""
        arrive(back, company.mailbox, at=at, envelope_from="desk@other.example", recipient=recipient)
    return MachineMail.objects.filter(address="desk@other.example").count()


def test_a_desk_that_answers_every_letter_in_its_thread_gets_one_receipt(company: Company) -> None:
    assert play(company, threads=True, marked=False) == 1


def test_a_desk_that_starts_a_thread_each_time_gets_five_a_day(company: Company) -> None:
    assert play(company, threads=False, marked=False) == 5


def test_a_vacation_responder_gets_one_receipt_for_its_owners_question(company: Company) -> None:
    assert play(company, threads=True, marked=True) == 1


def test_forged_inquiries_cannot_make_us_write_more_than_five_letters_to_a_victim(company: Company) -> None:
    for number in range(40):
        forged = letter(sender="victim@bank.example", subject=f"Forged {number}", text=f"Forged question {number}?")
        arrive(forged, company.mailbox, at=MORNING + timedelta(seconds=number), envelope_from="victim@bank.example")
    assert MachineMail.objects.filter(address="victim@bank.example").count() == 5


def test_mail_from_ourselves_gets_no_receipt(company: Company) -> None:
    arrive(letter(sender="help@havn.example"), company.mailbox, at=MORNING, envelope_from="help@havn.example")
    assert Outgoing.objects.count() == 0


def test_the_budget_is_a_days_and_not_for_ever(company: Company) -> None:
    for hours in (0, 1, 2, 3, 4, 5, 25):
        arrive(letter(subject=f"After {hours}"), company.mailbox, at=MORNING + timedelta(hours=hours))
    assert MachineMail.objects.count() == 6
