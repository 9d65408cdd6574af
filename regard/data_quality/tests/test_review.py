"""The page on which two records are compared: what is proposed, what is joined, and the way back."""

import re
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import MORNING, Company
from regard.customers import operations as customers
from regard.customers.models import Account
from regard.data_quality.models import Candidate, Distinct, Join
from regard.data_quality.tests.support import Dairies, dairies, run_jobs
from regard.fields.operations import add_field
from regard.staff import operations as staff
from regard.staff.models import User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def says(response: HttpResponse) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def pair(company: Company) -> Dairies:
    found = dairies(company)
    run_jobs()
    return found


def test_the_line_leads_to_the_first_pair_and_says_why(company: Company, pair: Dairies) -> None:
    client = signed_in(company.ada)

    response = client.get("/customers/quality/doubles/", follow=True)

    assert response.redirect_chain[-1][0] == address(pair)
    page = response.context["page"]
    assert (page.kept, page.gone, page.percent, page.place) == (pair.first, pair.second, "99%", 1)
    assert response.context["tabs"].waiting == 1
    text = says(response)
    assert "99% alike: same VAT or register number, same street" in text
    assert "Same VAT or register number speaks strongly for it" in text
    assert "Same company? 1" in text


def test_what_is_proposed_is_the_only_or_the_latest_value(company: Company, pair: Dairies) -> None:
    customers.change_account(
        account=pair.second, typed={"street": "Havnevej 4 B"}, by=company.ada, at=MORNING.replace(day=12)
    )
    add_field(record_kind="account", label="Fleet", kind="number", use="x", by=company.olga, at=MORNING)
    Account.objects.filter(id=pair.second.id).update(custom={"fleet": "12"})

    page = signed_in(company.ada).get(address(pair)).context["page"]

    assert [(line.name, line.kept, line.gone, line.pick, line.why) for line in page.lines] == [
        ("name", "Brandt Dairy", "Brandt Mejeri", "kept", "as in the one that is kept"),
        ("legal_name", "", "Brandt Mejeri ApS", "gone", "only here"),
        ("street", "Havnevej 4", "Havnevej 4 B", "gone", "latest: written March 12, 2026"),
        ("city", "Aarhus", "", "kept", "only here"),
        ("custom.fleet", "", "12", "gone", "only here"),
    ]
    assert [(both.label, both.kept, both.gone, both.result) for both in page.both][:3] == [
        ("VAT and register numbers", "DK 3312 8841", "DK33128841", "DK 3312 8841"),
        ("Mail domains", "brandt.example", "", "brandt.example"),
        ("People", "1 (Anna Bauer)", "", "1"),
    ]


def test_joined_as_picked_then_taken_apart(company: Company, pair: Dairies) -> None:
    client = signed_in(company.ada)
    chosen = {"keep": str(pair.first.id), "pick.legal_name": "gone", "pick.city": "kept", "pick.name": "gone"}

    response = client.post(f"{address(pair)}join/", chosen, follow=True)

    account = Account.objects.get()
    assert (account.id, account.name, account.legal_name, account.city) == (
        pair.first.id, "Brandt Mejeri", "Brandt Mejeri ApS", "Aarhus",
    )  # fmt: skip
    assert "Brandt Mejeri and Brandt Mejeri are one record now." in says(response)
    row = Join.objects.get()
    assert "Brandt Mejeri" in says(client.get("/customers/quality/joins/"))

    response = client.post(f"/customers/quality/joins/{row.id}/apart/", follow=True)
    assert "They are two again; each has what it had." in says(response)
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Brandt Dairy", "Brandt Mejeri"]


def test_the_other_one_can_be_kept(company: Company, pair: Dairies) -> None:
    client = signed_in(company.ada)
    page = client.get(client.get(address(pair)).context["page"].swap_url).context["page"]
    assert (page.kept, page.gone) == (pair.second, pair.first)

    client.post(f"{address(pair)}join/", {"keep": str(pair.second.id)})
    assert Account.objects.get() == pair.second


def test_later_and_not_the_same(company: Company, pair: Dairies) -> None:
    client = signed_in(company.ada)
    response = client.post(f"{address(pair)}later/", follow=True)
    assert "You are asked about them again at the end of the line." in says(response)
    assert Candidate.objects.get().state == "later"

    response = client.post(f"{address(pair)}distinct/", follow=True)
    assert "No two companies look like the same." in says(response)
    row = Distinct.objects.get()
    assert "Brandt Dairy · Brandt Mejeri" in says(client.get("/customers/quality/joins/"))

    client.post(f"/customers/quality/distinct/{row.id}/again/")
    assert (Distinct.objects.count(), Candidate.objects.get().state) == (0, "open")


def test_two_that_nobody_took_for_the_same_can_be_joined(company: Company, pair: Dairies) -> None:
    other = customers.add_account(name="Vogel Steel", at=MORNING)
    client = signed_in(company.ada)

    page = client.get(f"/customers/quality/doubles/account/{other.id}/{pair.first.id}/").context["page"]
    assert (page.kept, page.why, page.place) == (pair.first, "", 0)


def test_what_is_not_there_any_more_leads_on(company: Company, pair: Dairies) -> None:
    client = signed_in(company.ada)
    client.post(f"{address(pair)}join/", {"keep": str(pair.first.id)})

    assert "are not there any more" in says(client.get(address(pair), follow=True))
    assert client.post(f"{address(pair)}join/").status_code == 404
    assert client.get(f"/customers/quality/doubles/account/{pair.first.id}/{pair.first.id}/").status_code == 302
    assert client.get("/customers/quality/doubles/ghost/").status_code == 404


def test_who_only_reads_compares_and_decides_nothing(company: Company, pair: Dairies) -> None:
    rita = staff.add_user(email="rita@havn.example", name="Rita", role="read-only", at=MORNING, zone="UTC")
    client = signed_in(rita)

    assert 'form="join"' not in client.get(address(pair)).content.decode()
    for verb in ("join", "later", "distinct"):
        assert client.post(f"{address(pair)}{verb}/").status_code == 403
    assert (Account.objects.count(), Candidate.objects.get().state) == (2, "open")


def test_a_comparison_asks_the_database_little(company: Company, pair: Dairies) -> None:
    client = signed_in(company.ada)
    client.get(address(pair))
    with CaptureQueriesContext(connection) as asked:
        client.get(address(pair))
    assert len(asked) <= 12, "\n".join(query["sql"][:200] for query in asked.captured_queries)


def address(pair: Dairies) -> str:
    one, other = sorted([pair.first.id, pair.second.id])
    return f"/customers/quality/doubles/account/{one}/{other}/"
