"""The first-run page: each step from rows, resumed where one left it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from conftest import Company
from regard.administration.models import FirstRun
from regard.administration.tests.test_channels import says
from regard.channels.models import Channel
from regard.jobs.models import Job
from regard.jobs.worker import run_due
from regard.kit import clock
from regard.mail.models import Mailbox
from regard.mail.tests import fake_imap
from regard.mail.tests.fake_imap import FakeImap
from regard.mail.tests.imap_support import visit
from regard.promises.models import Calendar, Policy
from regard.staff import operations as staff
from regard.staff.models import User
from tools.testing import network
from tools.testing.letters import letter

pytestmark = pytest.mark.django_db
ADDRESS = "service@havn.example"


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with fake_imap.running() as fake:
        yield fake


@pytest.fixture
def owner() -> User:
    return staff.add_user(email="vera@havn.example", name="Vera Vogt", role="owner", at=clock.now())


@pytest.fixture
def ines(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def states(client: Client) -> dict[str, str]:
    return {step.key: step.state for step in client.get("/welcome/").context["page"].steps}


def typed(server: FakeImap, **changed: object) -> dict[str, object]:
    return {
        "address": ADDRESS, "password": "geheim", "name": "Havn Pumps", "username": ADDRESS, "imap_host": "127.0.0.1",
        "imap_port": server.port, "imap_security": "none", "smtp_host": "", "smtp_port": 465, "smtp_security": "tls", **changed,
    }  # fmt: skip


def test_owner_of_an_empty_installation_begins_here(ines: Client) -> None:
    assert ines.get("/")["Location"] == "/welcome/"
    assert states(ines) == {"account": "now", "mailbox": "next", "customers": "next", "promise": "next"}
    assert "Four steps, about three minutes." in says(ines.get("/welcome/"))


def test_others_and_companies_that_are_connected_begin_with_today(company: Company) -> None:
    for user in (company.ada, company.olga):
        client = Client()
        client.force_login(user)
        assert client.get("/")["Location"] == "/today/"
    client.force_login(company.ada)
    assert client.get("/welcome/").status_code == 403


def test_four_steps_are_taken_one_by_one(ines: Client, owner: User, server: FakeImap, settings) -> None:
    ines.post("/welcome/account/", {"company_name": "Havn Pumps", "zone": "Europe/Copenhagen"})
    owner.refresh_from_db()
    assert owner.zone == "Europe/Copenhagen"
    assert states(ines)["mailbox"] == "now"

    with network.name_server() as names:
        settings.DNS_SERVER = names.at
        names.put("_imaps._tcp.havn.example", "SRV", "0 0 993 in.havn.example.")
        found = ines.get("/welcome/", {"address": ADDRESS})
    assert "Found in.havn.example:993 for mail in" in says(found)
    assert found.context["form"].initial["name"] == "Havn Pumps"

    server.inbox.add(letter(subject="Where is my pump?"), at=clock.now() - timedelta(days=5))
    ines.post("/welcome/mailbox/", typed(server))
    channel = Channel.objects.get()
    assert (channel.team.name, channel.acknowledges) == ("Customer service", False)
    assert states(ines) == {"account": "done", "mailbox": "done", "customers": "next", "promise": "now"}

    ines.post("/welcome/promise/", {"minutes": "120", "opens": "08:00", "closes": "16:30", "saturday": "on"})
    policy = Policy.objects.get(retired_at=None)
    assert policy.first_answer_minutes == 120
    assert policy.calendar.week == [[["08:00", "16:30"]]] * 6 + [[]]
    assert Calendar.objects.filter(retired_at=None).count() == 1
    page = ines.get("/welcome/")
    assert page.context["page"].now == ""
    assert f"/settings/channels/{channel.id}/receipts/" in page.content.decode()
    assert ines.get("/")["Location"] == "/today/"


def test_customers_are_told_from_their_letters(ines: Client, server: FakeImap) -> None:
    ines.post("/welcome/account/", {"company_name": "Havn", "zone": "UTC"})
    for number in range(3):
        sender = f"Person {number} <p{number}@firm{number}.example>"
        server.inbox.add(
            letter(sender=sender, subject=f"Question {number}"), at=clock.now() - timedelta(days=number + 2)
        )
    ines.post("/welcome/mailbox/", typed(server))
    visit(Mailbox.objects.get())
    run_due(worker="test", limit=50)

    page = ines.get("/welcome/")
    assert states(ines)["customers"] == "done"
    said = says(page)
    assert "3 letters were read." in said
    assert "100% of those who wrote have no answer (3 of 3 letters)." in said
    assert "Question 2" in said
    part = ines.get("/welcome/customers/")
    assert "hx-get" not in part.content.decode()


def test_what_does_not_work_is_said_and_nothing_is_changed(ines: Client, server: FakeImap) -> None:
    ines.post("/welcome/account/", {"company_name": "Havn", "zone": "UTC"})
    refused = ines.post("/welcome/mailbox/", typed(server, imap_port=9))
    assert refused.status_code == 422
    assert "127.0.0.1:9 cannot be reached" in says(refused)
    assert not Mailbox.objects.exists()
    assert ines.post("/welcome/promise/", {"minutes": "60", "opens": "17:00", "closes": "09:00"}).status_code == 422
    assert ines.post("/welcome/account/", {"company_name": "", "zone": "Mars/Olympus"}).status_code == 422


def test_made_up_customers_are_asked_for(ines: Client, owner: User) -> None:
    assert "look around with made-up customers" in says(ines.get("/welcome/"))
    ines.post("/welcome/demo/", {"on": "yes"})
    assert Job.objects.filter(name="demo.load").count() == 1
    assert ines.get("/welcome/").context["page"].demo == "coming"


def test_page_takes_few_statements(ines: Client, django_assert_max_num_queries) -> None:
    ines.get("/welcome/")
    with django_assert_max_num_queries(12):
        ines.get("/welcome/")
    assert FirstRun.objects.count() == 1
