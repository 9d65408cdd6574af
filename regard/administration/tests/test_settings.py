"""The frame of the settings: who may, and where it leads."""

from django.test import Client

from conftest import Company


def test_settings_lead_to_the_first_section(olga: Client) -> None:
    answer = olga.get("/settings/", follow=True)

    assert answer.redirect_chain == [("/settings/channels/", 302)]
    assert answer.context["frame"].links[0].is_current
    assert b'href="/settings/"' in answer.content


def test_who_may_not_set_up_is_told_and_finds_no_link(company: Company) -> None:
    client = Client()
    client.force_login(company.ada)

    answer = client.get("/settings/channels/")

    assert answer.status_code == 403
    assert "change mailboxes" in answer.content.decode()
    assert b'href="/settings/"' not in client.get("/today/").content


def test_channels_say_where_they_lead_and_what_is_promised(olga: Client) -> None:
    (row,) = olga.get("/settings/channels/").context["rows"]

    assert (row.name, row.goes_to, row.promise, row.state.text) == (
        "help@havn.example",
        "Service",
        "4 h in working time",
        "No mail yet",
    )
