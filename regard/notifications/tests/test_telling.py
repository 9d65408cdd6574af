"""Four reasons, never about oneself, each moment once."""

from datetime import timedelta

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.conversations.models import Presence
from regard.conversations.operations import Answer
from regard.events.models import Event
from regard.notifications import operations
from regard.notifications.models import Notification
from regard.notifications.queries import unseen
from regard.notifications.tests.support import NOW, follow, forget, mails, text_of, told, words, written
from regard.promises import operations as promises
from regard.promises.models import Promise
from regard.staff import operations as staff

CARLA = ("Carla Customer", "carla@mirela.example")


def test_the_router_gives_and_the_person_is_told_by_mail_at_once(company: Company) -> None:
    written(company)
    follow(NOW)

    assert told() == [("Ada", "given")]
    (mail,) = mails(company.ada)
    assert mail["Subject"] == "#1001 Pump stops: It is yours to answer"
    assert (mail["Auto-Submitted"], mail["Precedence"], mail["X-Auto-Response-Suppress"]) == (
        "auto-generated",
        "bulk",
        "All",
    )
    assert "> The P-220 stops after ten minutes. What should we do?" in text_of(mail)
    assert Notification.objects.get().outgoing.envelope_from == ""


def test_a_colleague_gives_with_a_note_and_hears_nothing_of_it_themselves(company: Company) -> None:
    conversation = written(company)
    forget()
    conversations.hand_over(
        conversation=conversation, to=company.olga, note="She knows the valve.", by=company.ada, at=NOW
    )
    follow(NOW)

    assert told() == [("Olga", "given")]
    (mail,) = mails(company.olga)
    assert "Ada Agent gave it to you. She knows the valve." in words(text_of(mail))


def test_who_takes_a_conversation_or_mentions_themselves_is_told_nothing(company: Company) -> None:
    conversation = written(company)
    forget()
    promises.take_over(conversation=conversation, by=company.ben, at=NOW)
    conversations.add_note(conversation=conversation, text="@Ben look again", by=company.ben, at=NOW)
    follow(NOW)
    assert told() == []


def test_a_mention_stands_on_the_page_and_waits_for_the_summary(company: Company) -> None:
    conversation = written(company)
    forget()
    conversations.add_note(conversation=conversation, text="@Olga is that the old valve?", by=company.ada, at=NOW)
    follow(NOW)

    (one,) = Notification.objects.all()
    assert (one.user, one.reason, one.by, one.mail) == (company.olga, "mentioned", company.ada, "digest")
    assert mails(company.olga) == []


def test_the_clock_tells_its_owner_at_half_and_when_due_and_others_as_the_ladder_says(company: Company) -> None:
    conversation = written(company)  # 9:30, promised by 13:30
    forget()
    for minutes in (121, 200, 241, 370):
        at = MORNING + timedelta(minutes=minutes)
        promises.sweep(at=at)
        follow(at)

    percents = [(one.user.first_name, one.facts["percent"]) for one in Notification.objects.order_by("made_at", "id")]
    assert percents == [("Ada", 50), ("Ada", 80), ("Ada", 100), ("Ben", 100), ("Olga", 150)]
    assert unseen(company.ada).count() == 1  # the latest word of a clock replaces the earlier ones
    assert words(text_of(mails(company.ben)[0])).startswith(
        "-- Write above this line: your words go to the customer as your answer, nothing else does. --"
        " A promise was not kept: the answer was due today by 13:30."
    )
    assert conversation.number == 1001


def test_an_event_told_twice_is_told_once(company: Company) -> None:
    written(company)
    event = Event.objects.get(kind="conversation.assigned")
    assert len(operations.tell_of(event=event, at=NOW)) == 1
    assert operations.tell_of(event=event, at=NOW) == []
    assert (Notification.objects.count(), len(mails(company.ada))) == (1, 1)


def test_what_happened_the_day_before_is_no_news(company: Company) -> None:
    written(company)
    follow(MORNING + timedelta(days=1, minutes=1))
    assert told() == []


def test_what_was_dealt_with_before_anybody_could_be_told_is_told_to_nobody(company: Company) -> None:
    conversation = written(company)
    promises.answer(
        conversation=conversation,
        answer=Answer(text="Clean it.", to=(CARLA,)),
        mailbox=company.mailbox,
        by=company.ben,
        at=NOW,
    )
    follow(NOW + timedelta(minutes=1))
    assert told() == []


def test_a_promise_reminds_its_holder_an_hour_before_and_when_due_each_once(company: Company) -> None:
    conversation = written(company)
    due = NOW + timedelta(hours=3)
    promises.answer(
        conversation=conversation, answer=Answer(text="I will call you at one.", to=(CARLA,), is_holding=True),
        mailbox=company.mailbox, by=company.ada, at=NOW, promised_for=due,
    )  # fmt: skip
    forget()
    for at in (
        due - timedelta(minutes=61),
        due - timedelta(minutes=60),
        due - timedelta(minutes=59),
        due,
        due + timedelta(minutes=1),
    ):
        operations.tell_promises_due(at=at)

    assert told() == [("Ada", "promise"), ("Ada", "promise")]
    assert "You promised this today by 13:00." in text_of(mails(company.ada)[0])

    forget()
    promises.keep_promise(promise=Promise.objects.get(), at=due, by=company.ada)
    assert operations.tell_promises_due(at=due) == []


def test_a_mailbox_for_one_team_tells_nobody_else(company: Company) -> None:
    company.channel.is_team_only = True
    company.channel.save()
    written(company)
    for minutes in (121, 200, 241, 370):
        promises.sweep(at=MORNING + timedelta(minutes=minutes))
        follow(MORNING + timedelta(minutes=minutes))
    assert {name for name, _reason in told()} == {"Ada", "Ben"}
    assert mails(company.olga) == []


def test_whoever_opens_the_conversation_has_seen_what_was_told_of_it(company: Company) -> None:
    conversation = written(company)
    follow(NOW)
    assert unseen(company.ada).count() == 1
    Presence.objects.create(conversation=conversation, user=company.ada, seen_at=NOW + timedelta(seconds=5))
    assert unseen(company.ada).count() == 0
    assert operations.note_seen_on_screen(at=NOW + timedelta(minutes=1)) == 1
    Presence.objects.all().delete()
    assert unseen(company.ada).count() == 0


def test_somebody_who_cannot_sign_in_any_more_is_told_nothing(company: Company) -> None:
    conversation = written(company)
    forget()
    conversations.add_note(conversation=conversation, text="@Ben look", by=company.ada, at=NOW)
    staff.deactivate(user=company.ben, by=None, at=NOW)
    follow(NOW)
    assert told() == []
