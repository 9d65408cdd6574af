"""Every settings page: who may see it, what it costs, and that it says what it does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import MORNING, Company
from regard.administration.queries.sections import SECTIONS
from regard.channels.models import ContactForm
from regard.channels.webform.operations import FormTerms, open_form
from regard.conversations.models import Snippet, Tag
from regard.conversations.operations.snippets import SnippetText, add_snippet
from regard.conversations.operations.tags import add_tag
from regard.opportunities.models import Pipeline
from regard.opportunities.operations import open_pipeline
from regard.opportunities.rules.gates import DEFAULT_GATES
from regard.promises import operations as promises
from regard.staff import operations as staff
from regard.staff.models import User

MOST = 12
LISTS = [section.address for section in SECTIONS if section.key != "channels"]


def furnish(company: Company, name: str) -> None:
    """One more of everything."""
    at = MORNING
    terms = promises.CalendarTerms(name=name, zone="Europe/Berlin", week=[[["09:00", "17:00"]]] * 7, country="DE")
    calendar = promises.open_calendar(terms=terms, by=company.olga, at=at)
    promises.open_policy(
        terms=promises.PolicyTerms(
            name=name, calendar=calendar, first_answer_minutes=60, next_answer_minutes=60, topic=name
        ),
        by=company.olga,
        at=at,
    )
    person = staff.add_user(email=f"{name}@havn.example", name=name, role="agent", at=at)
    staff.set_skills(user=person, terms=["oil"], by=company.olga, at=at)
    team = staff.add_team(name=name, at=at, lead=person, members=(person, company.ada))
    promises.set_team_hours(team=team, calendar=calendar)
    staff.note_absence(user=person, begins_at=at, ends_at=at + timedelta(days=3650))
    add_snippet(content=SnippetText(name=name, text="Hello {{ contact.name }}", team=team), by=company.olga, at=at)
    open_pipeline(name=name, gates=DEFAULT_GATES, by=company.olga, at=at)
    add_tag(name=name, by=company.olga, at=at)
    topics = [(f"{name} {number}", team) for number in range(4)]
    open_form(slug=name, terms=FormTerms(name=name, team=team, mailbox=company.mailbox, topics=topics), at=at)


def pages(company: Company) -> list[str]:
    """The address of each page, opened on the latest row of its kind."""
    latest = [
        ("settings-promise", company.policy),
        ("settings-calendar", company.calendar),
        ("settings-team", company.team),
        ("settings-person", company.ada),
        ("settings-person-end", company.ada),
        ("settings-snippet", Snippet.objects.order_by("-id")[0]),
        ("settings-tag", Tag.objects.order_by("-id")[0]),
        ("settings-pipeline", Pipeline.objects.order_by("-id")[0]),
        ("settings-form", ContactForm.objects.order_by("-id")[0]),
    ]
    new = ["promise", "calendar", "team", "person", "absence", "snippet", "tag", "form", "pipeline"]
    return [
        *(reverse(name) for name in LISTS),
        *(reverse(f"settings-{name}-new") for name in new),
        *(reverse(name, args=[row.id]) for name, row in latest),
        reverse("settings-receipt", args=["all", "en"]),
        reverse("settings-receipt", args=[company.mailbox.id, "de"]),
    ]


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(captured)


def test_a_page_costs_the_same_with_one_and_with_four_of_everything(company: Company, olga: Client) -> None:
    furnish(company, "one")
    addresses = pages(company)
    statements(olga, reverse("settings-receipt", args=["all", "en"]))  # answer times are kept in memory for ten minutes
    before = {address: statements(olga, address) for address in addresses}
    for name in ("two", "three", "four"):
        furnish(company, name)

    after = {address: statements(olga, address) for address in addresses}

    assert after == before
    assert {address: number for address, number in after.items() if number > MOST} == {}


def test_every_section_says_what_it_does_and_what_changes_with_it(olga: Client) -> None:
    for name in LISTS:
        frame = olga.get(reverse(name)).context["frame"]
        assert frame.about.count(".") >= 2, name


@pytest.mark.parametrize(("role", "open_to_them"), [("agent", ["", "new/"]), ("read-only", [])])
def test_who_may_not_set_up_is_told(company: Company, role: str, open_to_them: list[str]) -> None:
    furnish(company, "one")
    User.objects.filter(id=company.ada.id).update(role=role)
    client = Client()
    client.force_login(User.objects.get(id=company.ada.id))

    let_in = [address for address in pages(company) if client.get(address).status_code != 403]

    assert let_in == [f"/settings/snippets/{end}" for end in open_to_them]
    assert "change mailboxes, policies" in client.get("/settings/promises/").content.decode()


def test_a_lead_sets_up_but_adds_nobody(company: Company) -> None:
    furnish(company, "one")
    client = Client()
    client.force_login(company.ben)

    refused = [address for address in pages(company) if client.get(address).status_code != 200]

    assert refused == ["/settings/people/new/", f"/settings/people/{company.ada.id}/end/"]
    assert "add, change and remove users" in client.get("/settings/people/new/").content.decode()
    page = client.get(f"/settings/people/{company.ada.id}/").content.decode()
    assert "Only an owner changes what a person is and may" in page
    assert client.post(f"/settings/people/{company.ada.id}/", {"role": "owner"}).status_code == 403
    assert client.post(f"/settings/people/{company.ada.id}/link/").status_code == 403
