"""The honest report as its readers see it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import MORNING, Company
from regard.conversations.models import Message
from regard.conversations.operations import Answer
from regard.promises import operations as promises
from regard.promises.models import Clock
from regard.staff import operations as staff
from regard.staff.models import User
from tools.testing.letters import arrive, letter

NOW = MORNING + timedelta(days=3)
MOST_STATEMENTS = 12


@pytest.fixture(autouse=True)
def _moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.kit.clock.now", lambda: NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def written(company: Company, number: int, *, hours: float = 0) -> Message:
    sender = f"customer{number}@mirela.example"
    inbound = arrive(
        letter(sender=sender, subject=f"Pump {number}"),
        company.mailbox,
        at=MORNING + timedelta(hours=hours),
        envelope_from=sender,
    )
    return Message.objects.get(inbound=inbound)


def answered(company: Company, message: Message, *, hours: float, until: float = 0) -> None:
    promises.answer(
        conversation=message.conversation,
        answer=Answer(text="Clean the filter.", to=(("", message.author_address),), is_holding=until > 0),
        mailbox=company.mailbox,
        by=company.ada,
        at=MORNING + timedelta(hours=hours),
        promised_for=MORNING + timedelta(hours=until) if until else None,
    )


@pytest.fixture
def four(company: Company) -> Company:
    """Four customers wrote: one answered in two hours, one after two days, one held, one ignored."""
    first, second, third, _ignored = (written(company, number) for number in range(4))
    answered(company, first, hours=2)
    answered(company, second, hours=50)
    answered(company, third, hours=3, until=90)
    return company


def test_the_report_opens_with_the_finding(four: Company) -> None:
    html = signed_in(four.ada).get("/report/").content.decode()

    assert "2 of 4 customers wrote and nobody has answered." in html
    assert "Whoever waits longest has waited 3 days." in html


def test_every_figure_opens_what_it_counts(four: Company) -> None:
    client = signed_in(four.ada)
    page = client.get("/report/?period=30").context["page"]

    assert [(bar.text, bar.detail) for bar in page.bars] == [
        ("50%", "2 of 4 · then 27%"),
        ("100%", "4 of 4 · then 31%"),
        ("25%", "those who wait counted in · then 36%"),
        ("25%", "1 of 4"),
    ]
    lists = {bar.name: client.get(bar.url).context["page"] for bar in page.bars}
    assert {name: found.finding for name, found in lists.items()} == {
        "Nobody answered": "2 messages",
        "Got a receipt": "4 messages",
        "Answered within a day": "1 message",
        "Promises kept": "1 message",
    }
    assert [row.subject for row in lists["Nobody answered"].rows] == ["Pump 2", "Pump 3"]
    assert [client.get(fact.url).context["page"].finding for fact in page.facts] == [
        "4 messages",
        "2 messages",
        "2 messages",
        "1 message",
    ]
    urls = [cell.url for table in page.tables for line in table.lines for cell in line.cells if cell.url]
    assert [client.get(url).status_code for url in urls] == [200] * len(urls)


def test_what_waits_since_before_the_period_is_not_forgotten(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    written(company, 1)
    monkeypatch.setattr("regard.kit.clock.now", lambda: MORNING + timedelta(days=60))

    page = signed_in(company.ada).get("/report/?period=30").context["page"]

    assert (page.headline, page.facts[1].text) == ("Nobody wrote in this time.", "60 days")


def test_filters_and_periods_are_in_the_address(four: Company) -> None:
    client = signed_in(four.ada)
    for address, headline in {
        "/report/?from=2026-03-10&to=2026-03-10": "2 of 4 customers wrote and nobody has answered.",
        "/report/?from=2026-03-01&to=2026-03-09": "Nobody wrote in this time.",
        f"/report/?channel={four.channel.id}&team={four.team.id}": "2 of 4 customers wrote and nobody has answered.",
    }.items():
        assert client.get(address).context["page"].headline == headline, address


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/report/?period=7", "This period is not known; the last 90 days are shown."),
        ("/report/?from=yesterday", "These are no dates; the last 90 days are shown."),
        ("/report/?from=2026-03-10&to=2026-03-01", "A period begins before it ends"),
        ("/report/?from=0001-01-01&to=0001-02-01", "A period begins before it ends"),
        ("/report/?channel=none", "This mailbox is not known to you; all are shown."),
        ("/report/?team=%00", "This team is not known; all are shown."),
    ],
)
def test_what_makes_no_sense_is_said_and_the_usual_is_shown(company: Company, address: str, sentence: str) -> None:
    response = signed_in(company.ada).get(address)
    assert (response.status_code, sentence in response.content.decode()) == (200, True)


def test_a_mailbox_for_another_team_only_is_not_counted(four: Company) -> None:
    Message.objects.first().conversation.__class__.objects.update(is_team_only=True)
    four.channel.is_team_only = True
    four.channel.save()
    outsider = staff.add_user(email="otto@havn.example", name="Otto", role="agent", at=MORNING)

    client = signed_in(outsider)
    response = client.get("/report/")

    assert response.context["page"].headline == "Nobody wrote in this time."
    assert "help@havn.example" not in response.content.decode()
    assert client.get("/report/conversations/?figure=all").context["page"].rows == []


def test_tables_travel_as_csv_without_formulas(four: Company) -> None:
    four.team.name = "=HYPERLINK(1)"
    four.team.save()
    client = signed_in(four.ada)

    response = client.get("/report/?format=csv&table=teams")

    first, second = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert first.split(",")[:3] == ["team", "asked", "unanswered"]
    assert second.split(",")[:8] == ["'=HYPERLINK(1)", "4", "2", "4", "2", "0.5", "4", "4"]
    assert [client.get(f"/report/?format=csv&table={name}").status_code for name in ("weeks", "channels", "figures", "x")] == [200, 200, 200, 404]  # fmt: skip


@pytest.mark.parametrize("address", ["/report/", "/report/?period=365", "/report/conversations/?figure=all"])
def test_a_page_costs_the_same_statements_whatever_it_shows(company: Company, address: str) -> None:
    client = signed_in(company.ada)
    written(company, 1)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(2, 9):
        answered(company, written(company, number), hours=2)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(one) == len(many) <= MOST_STATEMENTS


def test_the_report_is_for_staff_and_lists_have_names(client: Client, company: Company) -> None:
    assert client.get("/report/").status_code == 302
    assert signed_in(company.ada).get("/report/conversations/?figure=nonsense").status_code == 404
    assert Clock.objects.count() == 0
