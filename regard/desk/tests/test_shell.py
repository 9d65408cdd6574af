"""The frame of every page: the start, the theme, what is said when something is refused, and health."""

import pytest
from django.test import Client

from conftest import Company
from regard.desk.tests.support import says, signed_in


def test_the_address_people_type_leads_to_today(company: Company) -> None:
    assert signed_in(company.ada).get("/").headers["Location"] == "/today/"


def test_the_theme_is_kept_in_a_cookie_and_leads_back(company: Company) -> None:
    client = signed_in(company.ada)

    response = client.post("/theme/", headers={"referer": "http://testserver/inbox/"})

    assert (response.headers["Location"], response.cookies["theme"].value) == ("http://testserver/inbox/", "dark")
    assert '<html lang="en" dir="ltr" data-theme="dark"' in client.get("/inbox/").content.decode()
    assert client.post("/theme/").cookies["theme"].value == "light"
    assert client.post("/theme/", headers={"referer": "https://else.example/"}).headers["Location"] == "/"


def test_the_navigation_names_the_place_one_is_at(company: Company) -> None:
    places = signed_in(company.ada).get("/inbox/").context["navigation"]

    assert [(place.label, place.url, place.is_current) for place in places] == [
        ("Today", "/today/", False),
        ("Inbox", "/inbox/", True),
        ("Customers", "/customers/companies/", False),
        ("Sales", "/sales/", False),
        ("Notifications", "/notifications/", False),
        ("Report", "/report/", False),
        ("Mail", "/letters/", False),
    ]


def test_nothing_at_an_address_is_said_in_words(company: Company) -> None:
    response = signed_in(company.ada).get("/nothing/")

    assert response.status_code == 404
    assert "There is nothing at this address" in says(response)
    assert "Nothing was changed." in says(response)


def test_a_form_without_its_token_says_that_nothing_is_lost(company: Company) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(company.ada)

    response = client.post("/theme/")

    assert response.status_code == 403
    assert "This form was too old" in says(response)
    assert "What you wrote is still in the form when you go back." in says(response)


def test_one_sees_oneself_and_the_ways_to_sign_in(company: Company) -> None:
    words = says(signed_in(company.ada).get("/account/"))

    assert "ada@havn.example" in words
    assert "Answers customers" in words
    assert "You have none yet. Set one, or the next time you need a new link." in words


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_told_to_machines(company: Company, client: Client, address: str) -> None:
    assert client.get(address).json()["version"]


def test_every_page_carries_the_policy(company: Company) -> None:
    headers = signed_in(company.ada).get("/today/").headers

    assert "default-src 'none'; script-src 'self'; style-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
