"""Today says who waits for the reader, what they promised, and how it goes; all of it from rows."""

from datetime import timedelta

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation, Message
from regard.desk.queries.given import Given
from regard.desk.tests.support import NOW, answered, given, outsider, page, says, signed_in, to, written
from regard.effort.models import FormUse
from regard.effort.operations import Outcome, record_use
from regard.effort.rules import Measure
from regard.events.models import Event
from regard.promises import operations as promises
from regard.promises.models import Clock, Promise
from tools.testing.letters import arrive, letter


def test_it_opens_with_who_waits_and_what_is_due_next(company: Company) -> None:
    written(company, by=company.ada)
    second = written(company, at=MORNING - timedelta(hours=1, minutes=-10), by=company.ada, subject="Second pump stops")

    response = signed_in(company.ada).get("/today/")

    today = response.context["page"]
    assert today.headline == "Two customers are waiting for you."
    assert today.consequence == (
        "The next answer is due 13:00. Nobody has been kept waiting longer than we promised."
    )  # fmt: skip
    assert [(row.subject, row.contact_name, row.clock.text) for row in today.waiting] == [
        ("Second pump stops", "Carla Customer", "13:00"),
        ("Pump stops", "Carla Customer", "13:30"),
    ]
    assert f'href="{page(second)}"' in response.content.decode()
    assert "(2) Today" in response.content.decode()


def test_an_answer_due_soon_is_said_in_minutes(company: Company) -> None:
    conversation = written(company, by=company.ada)
    Clock.objects.filter(conversation=conversation).update(due_at=NOW + timedelta(minutes=18))

    today = signed_in(company.ada).get("/today/").context["page"]

    assert today.consequence == (
        "The next answer is due in 18 minutes. Nobody has been kept waiting longer than we promised."
    )


def test_somebody_kept_waiting_too_long_is_said_first(company: Company) -> None:
    late = written(company, by=company.ada)
    Clock.objects.filter(conversation=late).update(due_at=NOW - timedelta(minutes=5))
    client = signed_in(company.ada)

    assert client.get("/today/").context["page"].consequence == "They have waited longer than we promised."
    written(company, by=company.ada)
    assert client.get("/today/").context["page"].consequence == "One of them has waited longer than we promised."
    Clock.objects.update(due_at=NOW - timedelta(minutes=5))
    today = client.get("/today/").context["page"]
    assert today.consequence == "Two of them have waited longer than we promised."
    assert [row.clock.state for row in today.waiting] == ["late", "late"]


def test_somebody_for_whom_nobody_waits_sees_who_waits_for_the_team(company: Company) -> None:
    written(company, by=company.ada)

    response = signed_in(outsider(company)).get("/today/")

    today = response.context["page"]
    assert (today.headline, today.consequence, today.waiting_title, today.waiting_count) == (
        "Nobody is waiting for you.",
        "One customer is waiting for the team.",
        "Waiting for the team",
        0,
    )
    assert [row.subject for row in today.waiting] == ["Pump stops"]
    assert [(row.short_name, row.count, row.share) for row in today.load] == [("Ada", 1, 1.0)]


def test_a_company_nobody_wrote_to_yet_is_told_where_to_look(company: Company) -> None:
    response = signed_in(company.ada).get("/today/")

    today = response.context["page"]
    assert (today.consequence, today.on_time, today.load) == ("And nobody is waiting for the team.", None, [])
    assert (today.empty_url, today.empty_action) == ("/letters/", "See whether mail comes in")
    assert "No customer is waiting." in says(response)
    assert 'href="/letters/"' in response.content.decode()


def test_a_promise_stands_there_until_it_is_ticked(company: Company) -> None:
    conversation = written(company, by=company.ada)
    answered(
        conversation,
        by=company.ada,
        at=MORNING + timedelta(minutes=5),
        text="I ask our fitter.",
        promised_for=NOW + timedelta(hours=2),
    )
    promise, client = Promise.objects.get(), signed_in(company.ada)

    (row,) = client.get("/today/").context["page"].promised
    assert (row.text, row.clock.text, row.url, row.done_url) == (
        "I ask our fitter.", "12:30", page(conversation), f"/today/promises/{promise.id}/kept/",
    )  # fmt: skip
    assert signed_in(company.ben).post(row.done_url).status_code == 404
    assert client.post(row.done_url, follow=True).context["page"].promised == []
    promise.refresh_from_db()
    assert promise.kept_at == NOW


def test_what_we_answered_waits_for_them(company: Company) -> None:
    conversation = written(company, by=company.ada)
    answered(conversation, by=company.ada, at=MORNING + timedelta(minutes=30))

    today = signed_in(company.ada).get("/today/").context["page"]

    assert [(row.text, row.detail, row.when_text) for row in today.theirs.waiting] == [
        ("Pump stops", "Carla Customer", "10:00")
    ]
    assert (today.on_time.percent_text, today.on_time.kept, today.on_time.total, today.on_time.ignored_text) == (
        "100%", 1, 1, "none ignored",
    )  # fmt: skip


def test_what_they_promised_stands_there_in_their_words_until_they_write_again(company: Company) -> None:
    said = "The old one broke. I will send you the flow measurements by Thursday."
    conversation = written(company, by=company.ada, text=said)
    written(company, by=company.ada, text="We will let you know next week.", subject="Second pump")
    late = written(
        company, by=company.ada, text="I will call you tomorrow.", at=MORNING - timedelta(days=3), subject="Third"
    )
    for one in Conversation.objects.all():
        answered(one, by=company.ada, at=MORNING + timedelta(minutes=30))

    theirs = signed_in(company.ada).get("/today/").context["page"].theirs

    assert [(row.text, row.detail, row.when_text, row.is_over, row.url) for row in theirs.promised] == [
        ("I will call you tomorrow.", "Carla Customer · Third", "2 days over", True, page(late)),
        ("I will send you the flow measurements by Thursday.", "Carla Customer · Pump stops", "Thu", False, page(conversation)),
        ("We will let you know next week.", "Carla Customer · Second pump", "next week", False, theirs.promised[2].url),
    ]  # fmt: skip
    assert (theirs.promised_count, theirs.waiting) == (3, [])

    answer = conversation.messages.get(kind="outbound").message_id
    arrive(letter(subject="Re: Pump stops", text="Here they are.", answers=answer), company.mailbox, at=NOW)
    assert len(signed_in(company.ada).get("/today/").context["page"].theirs.promised) == 2


def test_thanks_that_somebody_closed_as_such_are_shown_to_whoever_earned_them(company: Company) -> None:
    conversation = written(
        company, by=company.ada, text="Good morning Ada,\n\nthe pump runs again. You rang when you said you would!"
    )
    client = signed_in(company.ada)
    assert client.get("/today/").context["page"].saying is None

    promises.close(conversation=conversation, reason="thanks only", by=company.ada, at=NOW)

    saying = client.get("/today/").context["page"].saying
    assert (saying.title, saying.text, saying.who, saying.url) == (
        "Said to you", "the pump runs again. You rang when you said you would!", "Carla Customer, 9:30", page(conversation),
    )  # fmt: skip
    assert signed_in(company.ben).get("/today/").context["page"].saying.title == "Said to us"
    promises.reopen(conversation=conversation, by=company.ada, at=NOW)
    assert client.get("/today/").context["page"].saying is None


def test_what_came_back_to_the_reader_and_was_asked_of_them_is_counted_from_rows_and_measured(company: Company) -> None:
    client = signed_in(company.ada)
    assert client.get("/today/").context["page"].given is None
    first, second = written(company, by=company.ada), written(company, by=company.ada, subject="Second pump")
    written(company, by=company.ben, subject="Ben's")
    answered(first, by=company.ada, at=NOW, text="I ask our fitter.", promised_for=NOW + timedelta(hours=2))
    conversations.take(conversation=second, by=company.ada, at=NOW)
    promises.close(conversation=second, reason="duplicate", by=company.ada, at=NOW)
    conversations.hand_over(conversation=first, to=company.ben, note="Ask the fitter.", by=company.ada, at=NOW)
    conversations.assign(conversation=first, to=company.ada, reasons=[], at=NOW)

    given = client.get("/today/").context["page"].given

    assert given == Given(
        given="2 min", asked="",
        given_text="2 letters filed, 1 person entered, 2 receipts sent, 1 promise remembered", asked_text="",
    )  # fmt: skip
    note = Measure(form="conversation-hand-over", seconds=21, typed=("to", "note"))
    record_use(measure=note, outcome=Outcome.KEPT, by=company.ada, at=NOW - timedelta(minutes=1))
    given = client.get("/today/").context["page"].given
    assert (given.asked, given.asked_text) == ("21 s", "measured in 1 form")
    FormUse.objects.all().delete()
    Event.objects.update(at=MORNING - timedelta(days=14))
    assert client.get("/today/").context["page"].given is None


def test_ignoring_a_customer_counts_as_late(company: Company) -> None:
    answered(written(company, by=company.ada), by=company.ada, at=MORNING + timedelta(minutes=30))
    ignored = written(company, by=company.ada)
    Clock.objects.filter(conversation=ignored).update(due_at=NOW - timedelta(minutes=5))

    on_time = signed_in(company.ada).get("/today/").context["page"].on_time

    assert (on_time.percent_text, on_time.kept, on_time.total, on_time.ignored_text) == ("50%", 1, 2, "1 still waits")
    assert [(day.label, day.state, day.short) for day in on_time.days][-1] == ("Today", "now", "1/2")


def test_what_nobody_has_is_counted_with_its_age(company: Company) -> None:
    conversation = written(company)
    conversation.assignee = None
    conversation.save()

    today = signed_in(company.ada).get("/today/").context["page"]

    assert (today.not_taken_text, today.not_taken_url) == (
        "1 not yet taken. The oldest for 60 minutes.", "/inbox/?view=not-taken",
    )  # fmt: skip


def test_messages_without_a_receipt_are_counted_and_listed(company: Company) -> None:
    conversation = written(company, by=company.ada)
    Message.objects.update(no_acknowledgement_because="no address")
    client = signed_in(company.ada)

    skipped = client.get("/today/").context["page"].acknowledgements_skipped

    assert (skipped.count, skipped.url) == (1, "/inbox/?view=no-receipt")
    assert [row.id for row in client.get(skipped.url).context["page"].rows] == [str(conversation.id)]


def test_the_changing_part_comes_only_when_something_happened(company: Company) -> None:
    client = signed_in(company.ada)
    address = client.get("/today/").context["page"].live_url

    assert client.get(address).status_code == 204
    conversation = written(company, by=company.ada)
    news = client.get(address)
    assert news.status_code == 200
    assert 'id="today"' in news.content.decode()
    assert 'hx-target="#places"' in news.content.decode()
    assert news.context["page"].live_url != address

    client.post(to("take", given(conversation, company.ben)))
    assert client.get(news.context["page"].live_url).status_code == 200
