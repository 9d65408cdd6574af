"""Searching: what was found, for whom, by how many statements."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import MORNING, Company
from regard.channels.operations import open_email_channel
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation
from regard.conversations.operations import tags, views
from regard.conversations.rules.filters import Filter
from regard.customers import operations as customers
from regard.customers.operations.tags import put_tag
from regard.desk.queries.search import SearchPage
from regard.desk.tests.support import (
    NOW,
    answered,
    outsider,
    page,
    reader_only,
    says,
    signed_in,
    written,
    written_with_files,
)
from regard.search import operations as search
from regard.staff import operations as staff

TEXT = "The P-220 stops after ten minutes."


def address(typed: str, **more: str) -> str:
    return f"/search/?{urlencode({'q': typed, **more})}"


def found(client: Client, typed: str, **more: str) -> SearchPage:
    return client.get(address(typed, **more)).context["page"]


def subjects(client: Client, typed: str, **more: str) -> list[str]:
    rows = found(client, typed, **more).conversations.rows
    return ["".join(segment.text for segment in row.subject) for row in rows]


@pytest.fixture
def pump(company: Company) -> Conversation:
    """Carla's letter about the pump, which Ada has, and the search index of it."""
    conversation = written(company, subject="Pump stops", text=TEXT, by=company.ada)
    customers.add_account(name="Mirela Vineyards", city="Split", at=MORNING)
    search.rebuild()
    return conversation


@pytest.fixture
def secret(company: Company, pump: Conversation) -> Conversation:
    """A letter to a mailbox that is for the works council only, with words that stand nowhere else."""
    council = staff.add_team(name="Works council", at=MORNING, lead=company.ben, members=())
    channel = open_email_channel(address="council@havn.example", name="Council", team=council, at=MORNING)
    channel.is_team_only = True
    channel.save()
    sender = "Whistle Blower <whistle@mirela.example>"
    told = written(
        company,
        mailbox=channel.mailbox,
        sender=sender,
        to="council@havn.example",
        subject="Pump bribery",
        text="Envelopes.",
    )
    search.rebuild()
    assert told.is_team_only
    return told


def test_a_found_conversation_says_where_it_was_found(company: Company, pump: Conversation) -> None:
    shown = found(signed_in(company.ada), "minutes")

    row = shown.conversations.rows[0]
    assert (shown.finding, row.account_name, row.number, row.url) == (
        "1 conversation", "Carla Customer", pump.number, page(pump),
    )  # fmt: skip
    assert [segment.text for segment in row.snippet if segment.is_hit] == ["minutes"]
    assert row.clock is not None


def test_hits_are_marked_and_nothing_of_a_customer_is_markup(company: Company, pump: Conversation) -> None:
    written(company, subject="<b>Kettle</b>", text="<script>alert(1)</script> kettle")
    search.rebuild()

    body = signed_in(company.ada).get(address("kettle")).content.decode()

    assert "&lt;b&gt;<mark>Kettle</mark>&lt;/b&gt;" in body
    assert "<script>alert" not in body


def test_people_and_accounts_lead_to_their_pages(company: Company, pump: Conversation) -> None:
    client = signed_in(company.ada)

    person = found(client, "carla").people.rows[0]
    account = found(client, "mirela").accounts.rows[0]

    assert (person.name, person.detail, account.name, account.detail) == (
        "Carla Customer", "carla@mirela.example", "Mirela Vineyards", "Split",
    )  # fmt: skip
    (said,) = [
        line.entry for day in client.get(f"{person.url}?show=mail").context["page"].timeline.days for line in day.lines
    ]
    assert said.url.partition("#")[0] == page(pump)


def test_what_is_for_another_team_is_not_found_in_any_way(company: Company, secret: Conversation) -> None:
    stranger, member = signed_in(outsider(company)), signed_in(company.ben)
    typed = [
        "bribery", "pump", "envelopes", "from:whistle", "whistle", "bribrey", "subject:bribery", f"#{secret.number}",
        str(secret.number), "is:open", "is:waiting", 'team:"Works council"',
    ]  # fmt: skip

    for words in typed:
        assert "Pump bribery" not in subjects(stranger, words), words
        assert "Whistle" not in says(stranger.get(address(words))), words
        if not words.startswith("#"):
            assert "Pump bribery" in subjects(member, words), words
    assert found(stranger, "pump").finding == "1 conversation"
    assert found(stranger, "envelopes").finding == found(stranger, "nothingofthekind").finding == "Nothing found"


def test_a_number_opens_the_conversation_for_who_may_read_it(company: Company, secret: Conversation) -> None:
    typed = f"#{secret.number}"

    assert signed_in(company.ben).get(address(typed)).headers["Location"] == page(secret)
    stranger = signed_in(outsider(company))
    hidden, missing = says(stranger.get(address(typed))), says(stranger.get(address("#999999")))
    assert hidden.replace(typed, "#999999") == missing


def test_who_types_a_number_is_offered_the_conversation(company: Company, pump: Conversation) -> None:
    client = signed_in(company.ada)

    response = client.get(address(f"#{pump.number}"), headers={"HX-Request": "true"})

    assert [row.url for row in response.context["page"].conversations.rows] == [page(pump)]
    assert b"<html" not in response.content
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("is:open", ["Hose", "Pump stops"]),
        ("is:closed", ["Filter"]),
        ("is:waiting", ["Hose", "Pump stops"]),
        ("is:mine", ["Pump stops"]),
        ("is:closed is:open", []),
        ("team:serv", ["Filter", "Hose", "Pump stops"]),
        ("team:SERVICE is:mine", ["Pump stops"]),
        ("team:sales", []),
        ("is:open hose", ["Hose"]),
        ("is:closed hose", []),
    ],
)
def test_conversations_are_found_by_how_they_stand(
    company: Company, pump: Conversation, typed: str, expected: list[str]
) -> None:
    written(company, subject="Hose", text="A hose.", at=MORNING + timedelta(minutes=1), by=company.ben)
    closed = written(company, subject="Filter", text="A filter.", at=MORNING + timedelta(minutes=2), by=company.ben)
    conversations.close(conversation=closed, reason="spam", by=company.ada, at=NOW)
    search.rebuild()

    assert sorted(subjects(signed_in(company.ada), typed)) == expected


def test_slips_are_told(company: Company, pump: Conversation) -> None:
    assert "spelled alike" in says(signed_in(company.ada).get(address("minuets")))
    assert "spelled alike" not in says(signed_in(company.ada).get(address("minutes")))


def test_pages_go_on_until_everything_was_shown(company: Company) -> None:
    for number in range(23):
        sender = f"Kim{number:02} Kettle <kim{number}@kettle.example>"
        written(company, subject=f"Kettle {number}", text="x", sender=sender, at=MORNING + timedelta(seconds=number))
    search.rebuild()
    client = signed_in(company.ada)

    first = found(client, "kettle")
    second = client.get(first.conversations.more_url).context["page"]
    assert (len(first.conversations.rows), len(second.conversations.rows)) == (20, 3)
    assert len({row.url for one in (first, second) for row in one.conversations.rows}) == 23
    assert second.conversations.more_url == ""

    assert len(first.people.rows) == 5
    people = client.get(first.people.more_url).context["page"].people
    rest = client.get(people.more_url).context["page"].people
    assert (len(people.rows), len(rest.rows), rest.more_url) == (20, 3, "")


def test_an_empty_search_explains_itself(company: Company) -> None:
    for typed in ("", " ", "…", "from:"):
        said = says(signed_in(company.ada).get(address(typed)))
        assert "Find what was said" in said
        assert "Nothing found" not in said


def test_nothing_found_says_what_to_try(company: Company, pump: Conversation) -> None:
    assert "Nothing found for “kettle”." in says(signed_in(company.ada).get(address("kettle")))


def test_who_only_reads_may_search_and_a_stranger_may_not(company: Company, pump: Conversation) -> None:
    assert subjects(signed_in(reader_only(company)), "pump") == ["Pump stops"]
    assert Client().get(address("pump")).status_code == 302


@pytest.mark.parametrize(
    "typed", ['"', "* NEAR(", "a\0b", "'; DROP TABLE", "x" * 5000, "team:\0", "is:", "%", "ünï" * 90]
)
def test_anything_can_be_asked(company: Company, pump: Conversation, typed: str) -> None:
    client = signed_in(company.ada)

    assert client.get(address(typed)).status_code == 200
    assert client.get(address("pump", after=typed, **{"in": typed})).status_code == 200


def test_a_search_costs_at_most_twelve_statements_however_much_it_finds(company: Company) -> None:
    client = signed_in(company.ada)
    written(company, subject="Kettle", text="A kettle.")
    search.rebuild()
    client.get("/search/", {"q": "kettle"})  # policies are read once a process
    counts = []
    for start, end in ((0, 1), (1, 9)):
        for number in range(start, end):
            sender = f"Kim Kettle <kim{number}@kettle.example>"
            written(company, subject=f"Kettle {number}", text="A kettle.", sender=sender)
            customers.add_account(name=f"Kettle {number}", at=MORNING)
        search.rebuild()
        counts.append(
            {typed: statements(client, typed) for typed in ("kettle", "kettel", "is:open kettle team:service")}
        )

    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 12


def statements(client: Client, typed: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        shown = found(client, typed)
    assert shown.conversations.rows, typed
    return len(captured)


def test_operators_leave_what_they_mean(company: Company) -> None:
    tag = tags.add_tag(name="Pumpe P-220", by=company.ada, at=MORNING)
    one = written(company, subject="Pump one", by=company.ada)
    tags.set_tags(conversation=one, tags=[tag], by=company.ada, at=MORNING)
    two = written_with_files(company, files=[("a.pdf", "application/pdf", b"%PDF")], by=company.ben)
    three = written(company, subject="Pump three", at=MORNING - timedelta(days=40))
    answered(three, by=company.ada, at=MORNING - timedelta(days=39))
    put_tag(on=one.contact, name="Dairy", by=company.ada, at=MORNING)
    views.save_view(name="Bens", wanted=Filter(assignee=company.ben.id.hex), by=company.ada, at=MORNING)
    expected = {
        "tag:pumpe": {one}, "has:file": {two}, "to:help": {one, two, three}, "to:nobody": set(), "waiting:them": {three},
        "waiting:us": {one, two}, "waiting:1h": {one, two}, "waiting:2d": set(), "before:2026-03-01": {three},
        "after:2026-03-10": {one, two}, "before:2026-03 after:2026": {three}, "in:mine": {one}, 'in:"not taken"': set(),
        "in:bens": {two}, "tag:p-220 waiting:us": {one}, "waiting:us has:file photos": {two},
        "tag:dairy": {one, two, three}, "promised:us": {one, two}, "promised:today": {one, two}, "promised:late": set(),
        "promised:2026-03-09": set(), "promised:2026-03-10 photos": {two},
    }  # fmt: skip
    search.rebuild()
    shown = {typed: found(signed_in(company.ada), typed) for typed in expected}
    numbers = {typed: {hit.number for hit in one.conversations.rows} for typed, one in shown.items()}
    assert numbers == {typed: {row.number for row in rows} for typed, rows in expected.items()}
    assert [one.hints for one in shown.values() if one.hints] == []


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("has:cat", "“has:cat” means nothing yet; “has:file” does."),
        ("before:yesterday", "“before:yesterday” is no day; write it as 2026-03-31, 2026-03 or 2026."),
        ("after:2026-02-30", "“after:2026-02-30” is no day; write it as 2026-03-31, 2026-03 or 2026."),
        ("after:1-1-1-1", "“after:1-1-1-1” is no day; write it as 2026-03-31, 2026-03 or 2026."),
        ("in:nowhere", "There is no view “nowhere”."),
        ("form:carla", "“form:” is no operator here; it was searched for as a word."),
    ],
)
def test_an_operator_that_means_nothing_is_said_and_the_rest_is_searched(
    company: Company, typed: str, hint: str
) -> None:
    written(company, subject="Pump stops", by=company.ada)
    assert found(signed_in(company.ada), f"{typed} pump").hints == [hint]
