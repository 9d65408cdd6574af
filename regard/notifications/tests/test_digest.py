"""One summary a day, or none when there is nothing to say."""

from datetime import time, timedelta

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.notifications import operations
from regard.notifications.models import Digest, Notification
from regard.notifications.tests.support import NOW, follow, mails, prefer, text_of, words, written

EIGHT = MORNING + timedelta(hours=22, minutes=30)  # Wednesday, on Ada's clock


def waits_over_night(company: Company) -> None:
    written(company, at=MORNING + timedelta(hours=6))  # 15:30, promised by 11:30 the next day
    follow(MORNING + timedelta(hours=11))


def test_the_summary_says_who_waits_once_a_day(company: Company) -> None:
    prefer(company.ada, given="digest")
    waits_over_night(company)
    assert operations.send_digests(at=EIGHT - timedelta(minutes=1)) == 0
    assert operations.send_digests(at=EIGHT) == 1
    assert operations.send_digests(at=EIGHT + timedelta(minutes=1)) == 0

    (mail,) = mails(company.ada)
    assert mail["Subject"] == "Your day: due today: 1"
    assert "Due today - Carla Customer · #1001 Pump stops (today by 11:30)" in words(text_of(mail))
    assert Digest.objects.count() == 3  # Ben and Olga had nothing to hear, and are not asked again today


def test_what_the_summary_said_is_not_mailed_once_more(company: Company) -> None:
    waits_over_night(company)  # told at 20:30, held for nine o'clock
    operations.send_digests(at=EIGHT)
    assert operations.mail_waiting(at=EIGHT + timedelta(hours=2)) == 0
    assert Notification.objects.get().mail == "sent"
    assert len(mails(company.ada)) == 1


def test_mentions_that_were_not_seen_stand_in_it(company: Company) -> None:
    conversation = written(company)
    conversations.add_note(conversation=conversation, text="@Olga is that ours?", by=company.ada, at=NOW)
    follow(NOW)
    operations.send_digests(at=EIGHT)
    (mail,) = mails(company.olga)
    assert "You were mentioned - Carla Customer · #1001 Pump stops" in words(text_of(mail))

    operations.mark_seen(user=company.olga, at=EIGHT)
    operations.send_digests(at=EIGHT + timedelta(days=1))
    assert len(mails(company.olga)) == 1


def test_none_on_days_off_and_none_for_who_wants_none(company: Company) -> None:
    waits_over_night(company)
    saturday = EIGHT + timedelta(days=3)
    assert operations.send_digests(at=saturday) == 0
    prefer(company.ada, has_digest=False)
    assert operations.send_digests(at=EIGHT + timedelta(days=1)) == 0


def test_it_comes_at_the_time_a_person_chose(company: Company) -> None:
    prefer(company.ada, digest_at=time(10, 15))
    waits_over_night(company)
    assert operations.send_digests(at=EIGHT) == 0
    assert operations.send_digests(at=EIGHT + timedelta(hours=2, minutes=15)) == 1
