"""Today says who waits for the reader, what they promised, and how it goes; all of it from rows."""

from datetime import timedelta

from conftest import MORNING, Company
from regard.conversations.models import Message
from regard.desk.tests.support import NOW, answered, given, outsider, page, says, signed_in, to, written
from regard.promises.models import Clock, Promise


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

    assert [(row.text, row.detail, row.when_text) for row in today.waiting_for_them] == [
        ("Pump stops", "Carla Customer", "10:00")
    ]
    assert (today.on_time.percent_text, today.on_time.kept, today.on_time.total, today.on_time.ignored_text) == (
        "100%", 1, 1, "none ignored",
    )  # fmt: skip


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
