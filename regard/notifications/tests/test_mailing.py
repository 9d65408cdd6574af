"""When a mail goes, waits, or is not sent at all."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.conversations.operations import Answer
from regard.mail.models import Outgoing
from regard.notifications import operations
from regard.notifications.models import Notification
from regard.notifications.operations import mailing
from regard.notifications.tests.support import NOW, follow, forget, mails, prefer, text_of, told, words, written
from regard.promises import operations as promises
from regard.staff import operations as staff
from regard.staff.models import User
from tools.testing.letters import arrive, letter

CARLA = ("Carla Customer", "carla@mirela.example")
EVENING = MORNING + timedelta(hours=11)
NEXT_DAY = MORNING + timedelta(hours=23, minutes=30)  # nine in the morning


def given_in_the_evening(company: Company) -> Notification:
    conversation = written(company)
    forget()
    conversations.hand_over(conversation=conversation, to=company.ada, note="Yours.", by=company.ben, at=EVENING)
    follow(EVENING)
    return Notification.objects.get()


def test_in_the_evening_a_mail_waits_for_the_morning(company: Company) -> None:
    waiting = given_in_the_evening(company)
    assert (waiting.mail, waiting.mail_at) == ("waiting", NEXT_DAY)
    assert operations.mail_waiting(at=NEXT_DAY - timedelta(minutes=1)) == 0
    assert operations.mail_waiting(at=NEXT_DAY) == 1
    assert operations.mail_waiting(at=NEXT_DAY) == 0
    assert len(mails(company.ada)) == 1


def test_what_was_answered_over_night_is_not_mailed_in_the_morning(company: Company) -> None:
    waiting = given_in_the_evening(company)
    promises.answer(
        conversation=waiting.conversation, answer=Answer(text="Done.", to=(CARLA,)), mailbox=company.mailbox, by=company.ben,
        at=EVENING + timedelta(hours=1),
    )  # fmt: skip
    assert operations.mail_waiting(at=NEXT_DAY) == 0
    waiting.refresh_from_db()
    assert (waiting.mail, mails(company.ada)) == ("dropped", [])


def test_what_was_seen_on_the_page_is_not_mailed_afterwards(company: Company) -> None:
    given_in_the_evening(company)
    assert operations.mark_seen(user=company.ada, at=EVENING) == 1
    assert operations.mail_waiting(at=NEXT_DAY) == 0


def test_what_a_person_lets_through_comes_at_night(company: Company) -> None:
    prefer(company.ada, comes_through=["given"])
    given_in_the_evening(company)
    assert len(mails(company.ada)) == 1


def test_who_is_away_gets_it_when_they_are_back(company: Company) -> None:
    staff.note_absence(user=company.ada, begins_at=EVENING, ends_at=EVENING + timedelta(days=2))
    waiting = given_in_the_evening(company)
    assert waiting.mail_at == NEXT_DAY + timedelta(days=2)  # Friday nine o'clock


@pytest.mark.parametrize(("way", "state"), [("nothing", "none"), ("digest", "digest")])
def test_each_reason_has_its_own_way(company: Company, way: str, state: str) -> None:
    prefer(company.ada, given=way)
    written(company)
    follow(NOW)
    assert (Notification.objects.get().mail, mails(company.ada)) == (state, [])


def test_the_mail_is_in_the_readers_language(company: Company) -> None:
    User.objects.filter(id=company.ada.id).update(language="de")
    written(company)
    follow(NOW)
    (mail,) = mails(company.ada)
    assert "Carla Customer" in text_of(mail)


@pytest.mark.parametrize("change", [{"is_sample": True}, {"email": "help@havn.example"}])
def test_nothing_is_mailed_to_people_of_the_sample_company_or_to_a_mailbox_of_ours(
    company: Company, change: dict[str, object]
) -> None:
    User.objects.filter(id=company.ada.id).update(**change)
    written(company)
    follow(NOW)
    assert told() == [("Ada", "given")]
    assert not Outgoing.objects.filter(kind="notification").exists()


def test_beyond_forty_a_day_it_waits_for_the_summary(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "MOST_A_DAY", 2)
    for number in range(3):
        written(company, subject=f"Question {number}", at=MORNING + timedelta(minutes=number))
        follow(NOW)
    assert [one.mail for one in Notification.objects.order_by("made_at", "id")] == ["sent", "sent", "digest"]


def test_files_of_customers_stay_here(company: Company) -> None:
    message = message_from_bytes(letter(), policy=SMTP)
    assert isinstance(message, EmailMessage)
    message.add_attachment(b"%PDF secret", maintype="application", subtype="pdf", filename="plan.pdf")
    arrive(message.as_bytes(), company.mailbox, at=MORNING)
    follow(NOW)
    (mail,) = mails(company.ada)
    assert [part.get_content_type() for part in mail.walk()] == ["text/plain"]
    assert "A file came with it." in words(text_of(mail))
